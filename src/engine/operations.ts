import type { Experiment } from '../spec/experiment';
import { gateCounts } from '../spec/layers';
import type { Block, InputPart } from '../spec/network';
import { networkOf, widthOf } from '../spec/network';
import { type ModelShapes, shapesOf } from '../spec/shapes';

/**
 * Floating-point operations of one update of the weights, an example of all its steps; a multiply-add counts as two.
 *
 * The matrix products alone, as is usual where speeds are compared: forward once, and backward twice (for the weights
 * and for the inputs), but without the gradients by numbers of the data, which nothing needs. The state before the first
 * time step is zero where nothing is handed over, so that recurrent products are those of T − 1 steps. A learned vector
 * is read, not multiplied; a one at a token's place counts as the engines compute it. Attention counts its products with
 * the encoder's states, forward once and backward twice.
 */
export function trainingOperations(experiment: Experiment, shapes: ModelShapes = shapesOf(experiment)): number {
  const { inputs, encoder, decoder, dense, head } = networkOf(experiment, shapes);
  const { timeSteps, horizon } = shapes;
  let operations = ofBlocks(encoder, inputs, timeSteps, timeSteps - 1);
  if (decoder) {
    const steps = decoder.initial === 'encoder' ? horizon : horizon - 1;
    operations += ofBlocks(decoder.blocks, decoder.inputs, horizon, steps);
    const width = decoder.attention?.width ?? 0;
    operations += 3 * 2 * horizon * (2 * timeSteps * width + 2 * width * width);
  }
  const steps = { last: 1, each: timeSteps, decoder: horizon }[head.steps];
  dense.forEach(({ features, units }, i) => {
    const known = i === 0 ? head.known : 0;
    operations += 2 * steps * units * (3 * features - known);
  });
  return operations;
}

/** @param recurrentSteps steps whose state before is not zero */
function ofBlocks(
  blocks: readonly Block[],
  inputs: readonly InputPart[],
  steps: number,
  recurrentSteps: number,
): number {
  const learned = widthOf(inputs.filter(({ kind }) => kind === 'embedding' || kind === 'context'));
  return blocks.reduce((sum, { layer, features }, i) => {
    const columns = gateCounts[layer.cell] * layer.units;
    const inputColumns = i === 0 ? 2 * features + learned : 3 * features;
    const direction = 2 * columns * (inputColumns * steps + 3 * recurrentSteps * layer.units);
    return sum + (layer.bidirectional ? 2 : 1) * direction;
  }, 0);
}
