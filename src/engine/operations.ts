import type { Experiment } from '../spec/experiment';
import { denseLayers, gateCounts, outputUnits } from '../spec/layers';
import { type ModelShapes, shapesOf } from '../spec/shapes';

/**
 * Floating-point operations of one update of the weights, a window; a multiply-add counts as two.
 *
 * The matrix products alone, as is usual where speeds are compared: forward once, and backward twice (for the weights
 * and for the inputs), but without the gradient of the first layer's inputs, which nothing needs. The state before the
 * first time step is zero, so that recurrent products are those of T − 1 steps.
 */
export function trainingOperations(experiment: Experiment, shapes: ModelShapes = shapesOf(experiment)): number {
  const { features, timeSteps } = shapes;
  let operations = 0;
  let width = features;
  experiment.model.layers.forEach((layer, i) => {
    const { units } = layer;
    const columns = gateCounts[layer.cell] * units;
    const inputProducts = i === 0 ? 2 : 3;
    const direction = 2 * columns * (inputProducts * timeSteps * width + 3 * (timeSteps - 1) * units);
    operations += layer.bidirectional ? 2 * direction : direction;
    width = outputUnits(layer);
  });
  for (const { units } of denseLayers(experiment, shapes)) {
    operations += 3 * 2 * width * units;
    width = units;
  }
  return operations;
}
