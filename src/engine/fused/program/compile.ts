import type { Loss, RecurrentLayer } from '../../../spec/experiment';
import { gateCounts, outputUnits } from '../../../spec/layers';
import type { ModelShapes } from '../../engine';
import * as ops from '../kernels/ops';
import { denseLayer } from '../layers/dense';
import type { Part } from '../layers/part';
import { recurrentLayer } from '../layers/recurrentLayer';
import type { Layout, View } from '../memory/layout';
import { takeView } from '../memory/layout';
import type { Blocks, Context, DirectionMasks, Purpose } from './context';
import type { Item } from './items';
import type { Model } from './model';
import { Tape } from './tape';

function lossNumber(loss: Loss): number {
  const number = lossNumbers[loss];
  if (number === undefined) throw new Error(`The kernels have no loss ${loss}.`);
  return number;
}

/** A program for batches of up to `batchSize` windows: its tape, and where its results stand. */
export interface Program {
  readonly batchSize: number;
  readonly tape: Tape;
  /** Where the outputs are there, and where the loss is too; bytes from the tape's beginning. */
  readonly outputsEnd: number;
  readonly lossEnd: number;
  /** Gradients of the weights, in pieces that threads share. */
  readonly items: readonly Item[];
  /** Tables of addresses of the windows' inputs and targets, and bytes [T][batchSize] of the steps that count. */
  readonly windows: number;
  readonly targets: number;
  readonly mask: number;
  /** Outputs [rows, O], and the sum of each row's losses (f64). */
  readonly outputs: View;
  readonly losses: number;
  readonly layers: readonly LayerPlaces[];
}

export interface LayerPlaces {
  readonly layer: RecurrentLayer;
  /** Features of its inputs, which the dropout masks are as wide as. */
  readonly features: number;
  readonly masks: readonly DirectionMasks[];
  /** By direction: gradients by the hidden states of all steps, where they are kept. */
  readonly stateGradients: readonly (View | null)[];
  /** The layer's outputs at all steps, where the program keeps them: the columns that each view holds. */
  readonly outputs: readonly { readonly view: View; readonly firstColumn: number; readonly columns: number }[];
}

export interface ProgramSetting {
  readonly model: Model;
  readonly shapes: ModelShapes;
  readonly loss: Loss;
  readonly purpose: Purpose;
  readonly batchSize: number;
  readonly threads: number;
  readonly layout: Layout;
  readonly blocks: Blocks;
  /** Whether steps can be masked. */
  readonly masked: boolean;
}

const lossNumbers: Partial<Record<Loss, number>> = { mse: ops.LOSS_MSE, mae: ops.LOSS_MAE, huber: ops.LOSS_HUBER };

/** Lays out the activations of a program and writes its tape. Everything happens on paper; nothing is computed. */
export function compile(setting: ProgramSetting): Program {
  const { model, shapes, purpose, batchSize, layout } = setting;
  const { timeSteps, features } = shapes;
  const tape = new Tape(batchSize);
  const windows = layout.take(batchSize * 4);
  const targets = layout.take(batchSize * 4);
  const losses = layout.take(batchSize * 8);
  const mask = setting.masked ? layout.take(batchSize * timeSteps) : 0;
  const context: Context = {
    ...{ purpose, layout, tape, batchSize, timeSteps, windows, mask, threads: setting.threads },
    items: [],
    blocks: setting.blocks,
  };

  const input = { address: 0, table: windows, rowBytes: 0, stepBytes: features * 4 };
  let parts: readonly Part[] = [{ rows: input, firstRow: 0, width: features, gradient: null }];
  let width = features;
  const places: LayerPlaces[] = [];
  const recurrent = model.recurrent.map(({ layer, weights }, i) => {
    const layerFeatures = width;
    const masks = weights.map(() => takeMasks(context, layer, layerFeatures));
    const returnSequences = i < model.recurrent.length - 1;
    const program = recurrentLayer({ context, layer, parts, weights, masks, returnSequences });
    const { stateGradients, outputs } = program;
    places.push({ layer, features: layerFeatures, masks, stateGradients, outputs });
    parts = program.output;
    width = outputUnits(layer);
    return program;
  });
  const dense = model.dense.map(({ layer, kernel, bias }) => {
    const program = denseLayer(context, layer, parts, kernel, bias);
    parts = program.output;
    return program;
  });
  const head = dense.at(-1);
  if (!head) throw new Error('A model ends with a dense layer.');

  const layers = [...recurrent, ...dense];
  for (const layer of layers) layer.forward();
  tape.close();
  const outputsEnd = tape.bytes;
  emitLoss(setting, context, { outputs: head.values, gradient: parts[0]?.gradient ?? null, targets, losses });
  tape.close();
  const lossEnd = tape.bytes;
  if (purpose !== 'predict') {
    for (const layer of layers.toReversed()) layer.backward();
    tape.close();
  }
  if (purpose === 'train') for (const layer of layers) layer.gradients();
  return {
    ...{ batchSize, tape, outputsEnd, lossEnd, windows, targets, mask, losses, layers: places },
    outputs: head.values,
    items: context.items,
  };
}

function emitLoss(
  { shapes, loss }: ProgramSetting,
  { tape }: Context,
  { outputs, gradient, targets, losses }: { outputs: View; gradient: View | null; targets: number; losses: number },
): void {
  tape.emit(
    ops.LOSS,
    ...[outputs.address, outputs.rowBytes, targets, gradient?.address ?? 0, gradient?.rowBytes ?? 0, losses],
    ...[shapes.horizon * shapes.targets, lossNumber(loss)],
  );
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
