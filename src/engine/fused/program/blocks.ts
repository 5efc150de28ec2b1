import type { RecurrentLayer } from '../../../spec/experiment';
import { gateCounts } from '../../../spec/layers';
import type { Part } from '../layers/part';
import type { LayerProgram, LayerSetting } from '../layers/recurrentLayer';
import { recurrentLayer } from '../layers/recurrentLayer';
import type { View } from '../memory/layout';
import { takeView } from '../memory/layout';
import type { Context, DirectionMasks } from './context';
import type { BlockWeights } from './model';

/** A recurrent layer of a program, and what the engine writes for it before a batch, or reads of it afterwards. */
export interface LayerPlaces extends Pick<LayerProgram, 'stateGradients' | 'outputs' | 'gates' | 'ends'> {
  readonly layer: RecurrentLayer;
  /** Steps that it runs over. */
  readonly timeSteps: number;
  /** Bytes [T][rows] of the steps that count, or 0. */
  readonly mask: number;
  /** Features of its inputs, which the dropout masks are as wide as. */
  readonly features: number;
  readonly masks: readonly DirectionMasks[];
}

/** Recurrent layers, one on the other. */
export interface Blocks {
  readonly programs: readonly LayerProgram[];
  readonly places: readonly LayerPlaces[];
  /** What the last of them hands on. */
  readonly output: readonly Part[];
}

/** @param others what else is set for layer `i` */
export function recurrentBlocks(
  context: Context,
  blocks: readonly BlockWeights[],
  parts: readonly Part[],
  others: (i: number) => Pick<LayerSetting, 'initial' | 'handsOver' | 'outputIsRead'> = () => ({}),
): Blocks {
  const places: LayerPlaces[] = [];
  let output = parts;
  const programs = blocks.map(({ block, weights }, i) => {
    const { layer, features, returns } = block;
    const masks = weights.map(() => takeMasks(context, layer, features));
    const returnSequences = returns === 'each';
    const program = recurrentLayer({ context, layer, parts: output, weights, masks, returnSequences, ...others(i) });
    places.push({ ...program, layer, timeSteps: context.timeSteps, mask: context.mask, features, masks });
    output = program.output;
    return program;
  });
  return { programs, places, output };
}

/** Room for the masks that `DropoutSource` draws for one direction. */
function takeMasks({ layout, batchSize, purpose }: Context, layer: RecurrentLayer, features: number): DirectionMasks {
  if (purpose !== 'train') return { inputs: [], recurrent: [] };
  const gates = gateCounts[layer.cell];
  const take = (count: number, width: number, rate: number): { view: View; width: number }[] =>
    rate === 0 ? [] : Array.from({ length: count }, () => ({ view: takeView(layout, batchSize, width, 1), width }));
  return {
    inputs: take(layer.recurrentDropout > 0 ? gates : 1, features, layer.dropout),
    recurrent: take(gates, layer.units, layer.recurrentDropout),
  };
}
