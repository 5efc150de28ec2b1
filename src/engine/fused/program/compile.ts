import type { Loss } from '../../../spec/experiment';
import type { Bucket, ModelShapes } from '../../engine';
import type { Layout, View } from '../memory/layout';
import type { LayerPlaces } from './blocks';
import { recurrentBlocks } from './blocks';
import type { Blocks, Context, Purpose, Tables, Timeline } from './context';
import { onTimeline, takeTables } from './context';
import { decoder, encoderOptions } from './decoder';
import type { LossConstants } from './head';
import { headLayers } from './head';
import { inputLayer } from './inputs';
import type { Item } from './items';
import type { Model } from './model';
import type { KeptStates } from '../states';
import type { ScaledWindows } from './scaledWindows';
import { scaledWindows } from './scaledWindows';
import { Tape } from './tape';

/** A program for batches of up to `batchSize` examples: its tape, and where its results stand. */
export interface Program {
  readonly batchSize: number;
  readonly tape: Tape;
  /** Where the outputs (of classes: logits) are there, and where the loss is too; bytes from the tape's beginning. */
  readonly outputsEnd: number;
  readonly lossEnd: number;
  /** Records from `lossEnd` to here turn logits into probabilities, in programs that predict. */
  readonly probabilitiesEnd: number;
  /** Gradients of the weights, in pieces that threads share. */
  readonly items: readonly Item[];
  readonly tables: Tables;
  /** Steps of the source with their masks, and those of a decoder. */
  readonly source: Timeline;
  readonly target: Timeline | null;
  /** Outputs [rows, units] at each of `steps` steps, and the sum of each row's losses (f64). */
  readonly outputs: View;
  readonly steps: number;
  readonly losses: number;
  readonly scaled: ScaledWindows | null;
  /** The encoder's recurrent layers, then the decoder's. */
  readonly layers: readonly LayerPlaces[];
}

export interface ProgramSetting {
  readonly model: Model;
  readonly shapes: ModelShapes;
  readonly bucket: Bucket;
  readonly loss: Loss;
  readonly purpose: Purpose;
  readonly batchSize: number;
  readonly threads: number;
  readonly layout: Layout;
  readonly blocks: Blocks;
  readonly constants: LossConstants;
  /** Whether steps can be masked: those of the source, and those of the target. */
  readonly masked: { readonly source: boolean; readonly target: boolean };
  readonly scalesWindows: boolean;
  /** By encoder layer and direction: the state that it begins with; [] for zeros. */
  readonly states: KeptStates;
}

/** Lays out the activations of a program and writes its tape. Everything happens on paper; nothing is computed. */
export function compile(setting: ProgramSetting): Program {
  const { model, shapes, bucket, purpose, batchSize, layout, masked } = setting;
  const { network } = model;
  const tape = new Tape(batchSize);
  const tables = takeTables(layout, batchSize, shapes);
  const losses = layout.take(batchSize * 8);
  const scaled = setting.scalesWindows ? scaledWindows(layout, shapes, batchSize) : null;
  const timeline = (timeSteps: number, canBeMasked: boolean): Timeline => ({
    timeSteps,
    mask: canBeMasked ? layout.take(batchSize * timeSteps) : 0,
  });
  const source = timeline(bucket.timeSteps, masked.source);
  const target = network.decoder ? timeline(bucket.horizon, masked.target) : null;
  const context: Context = {
    ...{ purpose, layout, tape, batchSize, tables, threads: setting.threads, items: [], blocks: setting.blocks },
    ...source,
  };
  const predicted = target ? onTimeline(context, target) : context;

  const inputs = inputLayer({ context, inputs: network.inputs, model, tokens: tables.tokens });
  const encoder = recurrentBlocks(context, model.encoder, inputs.parts, (i) => {
    const initial = setting.states[i];
    return { ...encoderOptions(model, i), ...(initial ? { initial } : {}) };
  });
  const decoded = target ? decoder({ context: predicted, source: context, model, encoder }) : null;
  const parts = decoded?.output ?? encoder.output;
  const head = headLayers({ ...setting, context: predicted, parts, losses });

  inputs.forward();
  for (const layer of encoder.programs) layer.forward();
  decoded?.forward();
  head.forward();
  tape.close();
  const outputsEnd = tape.bytes;
  head.loss();
  tape.close();
  const lossEnd = tape.bytes;
  if (purpose === 'predict') {
    head.probabilities();
  } else {
    head.backward();
    decoded?.backward();
    for (const layer of encoder.programs.toReversed()) layer.backward();
  }
  tape.close();
  if (purpose === 'train') {
    inputs.gradients();
    for (const layer of encoder.programs) layer.gradients();
    decoded?.gradients();
    head.gradients();
  }
  return {
    ...{ batchSize, tape, outputsEnd, lossEnd, probabilitiesEnd: tape.bytes, tables, source, target, losses, scaled },
    outputs: head.outputs,
    steps: head.steps,
    layers: [...encoder.places, ...(decoded?.places ?? [])],
    items: context.items,
  };
}
