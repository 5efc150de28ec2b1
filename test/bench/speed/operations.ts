import { trainingOperations } from '../../../src/engine/operations';
import type { Experiment } from '../../../src/spec/experiment';
import { denseLayers, gateCounts, outputUnits } from '../../../src/spec/layers';
import { shapesOf } from '../../../src/spec/shapes';
import type { SequenceWork } from './sequenceWork';
import type { Row } from './shapes';
import type { Workload } from './workload';

/** Floating-point operations of the matrix products of one step: a batch trained, or all windows predicted. */
export function operationsPerStep(
  { purpose, shape }: Row,
  { experiment, sequences }: Pick<Workload, 'experiment' | 'sequences'>,
): number {
  if (sequences) return meanOfExamples(sequences, experiment) * shape.batchSize;
  return shape.batchSize * (purpose === 'train' ? trainingOperations(experiment) : forwardOperations(experiment));
}

/** Of real steps alone: padding is not what anybody wants computed. */
function meanOfExamples({ shapes, index }: SequenceWork, experiment: Experiment): number {
  const examples = index.length / 4;
  let sum = 0;
  for (let e = 0; e < examples; e++) {
    const [timeSteps = 0, horizon = 0] = [index[4 * e + 1], index[4 * e + 3]];
    sum += trainingOperations(experiment, { ...shapes, timeSteps, horizon });
  }
  return sum / examples;
}

/** As `trainingOperations`, but forward alone. */
function forwardOperations(experiment: Experiment): number {
  const { features, timeSteps } = shapesOf(experiment);
  let operations = 0;
  let width = features;
  for (const layer of experiment.model.layers) {
    const columns = gateCounts[layer.cell] * layer.units;
    const direction = 2 * columns * (timeSteps * width + (timeSteps - 1) * layer.units);
    operations += layer.bidirectional ? 2 * direction : direction;
    width = outputUnits(layer);
  }
  for (const { units } of denseLayers(experiment)) {
    operations += 2 * width * units;
    width = units;
  }
  return operations;
}
