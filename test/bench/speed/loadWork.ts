import type { Engine, ModelShapes } from '../../../src/engine/engine';
import { shapesOf } from '../../../src/spec/shapes';
import type { Workload } from './workload';

export const shapesOfWork = ({ sequences, experiment }: Workload): ModelShapes =>
  sequences?.shapes ?? shapesOf(experiment);

/** Gives an engine the data and the initial weights of a row. */
export function loadWork(engine: Engine, { sequences, inputs, targets, weights }: Workload): void {
  if (sequences) {
    const { tokens, labels, index, buckets } = sequences;
    const options = { targetRows: labels.length, examples: index.length / 4, buckets };
    const data = engine.allocateData(tokens.length, options);
    data.tokens.set(tokens);
    data.labels.set(labels);
    data.index.set(index);
  } else {
    const data = engine.allocateData(targets.length);
    data.inputs.set(inputs);
    data.targets.set(targets);
  }
  engine.setWeights(weights);
}
