import type { Loss } from '../../../spec/experiment';
import type { ModelShapes } from '../../engine';
import { attention, keysOf } from '../layers/attention';
import type { CellState, InitialState } from '../layers/cell';
import { copy } from '../layers/copy';
import type { Layout, View } from '../memory/layout';
import { takeView } from '../memory/layout';
import type { Blocks as RecurrentBlocks } from './blocks';
import { recurrentBlocks } from './blocks';
import type { Blocks, Context, Tables, Timeline } from './context';
import { takeTables } from './context';
import { contextOf, encoderOptions, initialStates, onlyPart } from './decoder';
import type { LossConstants } from './head';
import { headLayers } from './head';
import { inputLayer } from './inputs';
import type { Model } from './model';
import { Tape } from './tape';
import type { ScaledWindows } from './scaledWindows';
import { scaledWindows } from './scaledWindows';

/** A network that is stepped through, one step a call: what goes in and out of it, and what it keeps in between. */
export interface Stepping {
  /** Rows that it has room for. */
  readonly batchSize: number;
  /** The encoder, for networks that have a decoder; run once. */
  readonly encode: EncodeProgram | null;
  readonly step: StepProgram;
}

/** Examples are placed into it as into any program. */
export interface EncodeProgram {
  readonly batchSize: number;
  readonly tape: Tape;
  readonly tables: Tables;
  readonly source: Timeline;
  readonly target: null;
  readonly scaled: ScaledWindows | null;
}

export interface StepProgram {
  readonly tape: Tape;
  /** Where the inputs of a step are written: tokens [rows] (i32), numbers predicted last, and other columns, [rows, width]. */
  readonly tokens: number;
  readonly previous: Columns;
  readonly columns: Columns;
  /** Tables of the addresses of each row's inputs: to be filled once, since nothing of it moves. */
  readonly tables: Tables;
  /** Outputs, with softmax and sigmoid applied; [rows, units]. */
  readonly outputs: View;
  readonly units: number;
  /** States of all layers before the step, and after it. */
  readonly states: readonly View[];
  /** Weights of attention [rows, encoder steps], or null. */
  readonly attention: View | null;
}

interface Columns {
  readonly address: number;
  readonly width: number;
}

export interface SteppingSetting {
  readonly model: Model;
  readonly loss: Loss;
  readonly batchSize: number;
  readonly threads: number;
  readonly layout: Layout;
  readonly blocks: Blocks;
  readonly constants: LossConstants;
  /** Steps of the encoder, and whether some of them can be masked. */
  readonly shapes: ModelShapes;
  readonly masked: boolean;
  readonly scalesWindows: boolean;
}

/** The encoder of all steps, and one step of the decoder; without a decoder one step of the encoder's own layers. */
export function compileStepping(setting: SteppingSetting): Stepping {
  const { model, batchSize, layout, shapes } = setting;
  const { network } = model;
  const encoded = network.decoder ? compileEncoder(setting) : null;
  const tape = new Tape(batchSize);
  const take = (width: number): Columns => ({ address: layout.take(batchSize * width * 4), width });
  const tables = takeTables(layout, batchSize, shapes);
  const inputs = network.decoder?.inputs ?? network.inputs;
  const widthOf = (kind: string): number => inputs.find((part) => part.kind === kind)?.width ?? 0;
  const places = {
    tokens: layout.take(batchSize * 4),
    previous: take(widthOf('previous')),
    columns: take(widthOf('known') + (network.decoder ? 0 : widthOf('numbers'))),
  };
  const context = contextFor(setting, tape, tables, { timeSteps: 1, mask: 0 });
  const layers = network.decoder ? model.decoder : model.encoder;
  const given = encoded ? initialStates(network, encoded.encoder) : [];
  const initial = layers.map(({ block: { layer } }, j): InitialState => {
    const view = (): View => takeView(layout, batchSize, layer.units, 1);
    return given[j] ?? { h: view(), c: layer.cell === 'lstm' ? view() : null, gradient: null };
  });

  const read = inputLayer({
    ...{ context, inputs, model, tokens: tables.tokens },
    encoded: encoded ? contextOf(network, encoded.encoder) : [],
  });
  const { programs, output } = recurrentBlocks(context, layers, read.parts, (j) => {
    const state = initial[j];
    return state ? { initial: [state] } : {};
  });
  const attends =
    encoded?.keys && model.attention ? attention(context, encoded.keys, onlyPart(output), model.attention) : null;
  const head = headLayers({ ...setting, context, parts: attends?.output ?? output, losses: 0 });

  read.forward();
  for (const layer of programs) layer.forward();
  attends?.forward();
  head.forward();
  head.probabilities();
  programs.forEach(({ ends: [end] }, j) => {
    const [state, units] = [initial[j], layers[j]?.block.layer.units];
    if (!end || !state || units === undefined)
      throw new Error('A network that is stepped through runs in one direction.');
    keepState(context, state, end, units);
  });
  tape.close();
  return {
    batchSize,
    encode: encoded,
    step: {
      ...{ tape, tables, ...places, outputs: head.outputs, units: network.head.units },
      states: initial.flatMap(({ h, c }) => (c ? [h, c] : [h])),
      attention: attends?.weights ?? null,
    },
  };
}

function keepState(context: Context, state: CellState, end: CellState, units: number): void {
  copy(context, state.h, end.h, units);
  if (state.c && end.c) copy(context, state.c, end.c, units);
}

/** The encoder with all that a decoder takes of it. */
function compileEncoder(
  setting: SteppingSetting,
): EncodeProgram & { encoder: RecurrentBlocks; keys: ReturnType<typeof keysOf> | null } {
  const { model, shapes, batchSize, layout, masked } = setting;
  const { timeSteps } = shapes;
  const tape = new Tape(batchSize);
  const tables = takeTables(layout, batchSize, shapes);
  const scaled = setting.scalesWindows ? scaledWindows(layout, shapes, batchSize) : null;
  const source = { timeSteps, mask: masked ? layout.take(batchSize * timeSteps) : 0 };
  const context = contextFor(setting, tape, tables, source);
  const inputs = inputLayer({ context, inputs: model.network.inputs, model, tokens: tables.tokens });
  const encoder = recurrentBlocks(context, model.encoder, inputs.parts, (i) => encoderOptions(model, i));
  const keys = model.attention ? keysOf(context, encoder.output) : null;
  inputs.forward();
  for (const layer of encoder.programs) layer.forward();
  keys?.forward();
  tape.close();
  return { batchSize, tape, tables, source, target: null, scaled, encoder, keys };
}

function contextFor(
  { batchSize, threads, layout, blocks }: SteppingSetting,
  tape: Tape,
  tables: Tables,
  timeline: Timeline,
): Context {
  return { purpose: 'predict', layout, tape, batchSize, threads, blocks, tables, items: [], ...timeline };
}
