import { trainingOperations } from '../../../src/engine/operations';
import type { Experiment } from '../../../src/spec/experiment';
import { denseLayers, gateCounts, outputUnits } from '../../../src/spec/layers';
import { shapesOf } from '../../../src/spec/shapes';
import type { Row } from './shapes';

/** Floating-point operations of the matrix products of one step: a batch trained, or all windows predicted. */
export function operationsPerStep({ purpose, shape }: Row, experiment: Experiment): number {
  return shape.batchSize * (purpose === 'train' ? trainingOperations(experiment) : forwardOperations(experiment));
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
