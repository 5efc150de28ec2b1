import type { Network } from '../../../spec/network';
import type { AttentionProgram } from '../layers/attention';
import { attention, keysOf } from '../layers/attention';
import type { InitialState } from '../layers/cell';
import type { Part } from '../layers/part';
import type { LayerSetting } from '../layers/recurrentLayer';
import type { Blocks, LayerPlaces } from './blocks';
import { recurrentBlocks } from './blocks';
import type { Context } from './context';
import { inputLayer } from './inputs';
import type { Model } from './model';
import { rowsOf } from './tape';

/** A decoder's part of a program. */
export interface DecoderProgram {
  /** What the dense layers read, of all steps. */
  readonly output: readonly Part[];
  readonly places: readonly LayerPlaces[];
  readonly attention: AttentionProgram | null;
  forward(): void;
  /** The gradient by the output is there; afterwards those by all that was taken from the encoder are. */
  backward(): void;
  gradients(): void;
}

export interface DecoderSetting {
  /** On the decoder's timeline. */
  readonly context: Context;
  /** On the encoder's. */
  readonly source: Context;
  readonly model: Model;
  /** Built with `encoderOptions`. */
  readonly encoder: Blocks;
}

/**
 * What a decoder takes of encoder layer `i`: the states that its own layers begin with, or the last output, which it
 * reads at each step.
 */
export function encoderOptions(
  { network: { encoder, decoder } }: Pick<Model, 'network'>,
  i: number,
): Pick<LayerSetting, 'handsOver' | 'outputIsRead'> {
  if (!decoder) return {};
  const isLast = i === encoder.length - 1;
  const states = decoder.initial === 'encoder' && i >= encoder.length - decoder.blocks.length;
  const output = isLast && decoder.inputs.some(({ kind }) => kind === 'context');
  if (states && output) throw new Error("A decoder begins with the encoder's states or reads its output, not both.");
  return {
    handsOver: states ? 'states' : output ? 'output' : null,
    outputIsRead: !isLast || decoder.attention !== null,
  };
}

/** All steps of a decoder, which reads the true targets of the steps before where it has an input for them. */
export function decoder({ context, source, model, encoder }: DecoderSetting): DecoderProgram {
  const { network, decoder: blocks } = model;
  if (!network.decoder) throw new Error('The network has no decoder.');
  const inputs = inputLayer({
    ...{ context, inputs: network.decoder.inputs, model, tokens: context.tables.labels },
    encoded: contextOf(network, encoder),
  });
  const initial = initialStates(network, encoder);
  const { programs, places, output } = recurrentBlocks(context, blocks, inputs.parts, (j) => {
    const state = initial[j];
    return state ? { initial: [state] } : {};
  });
  const keys = model.attention ? keysOf(source, encoder.output) : null;
  const attends = keys && model.attention ? attention(context, keys, onlyPart(output), model.attention) : null;
  return {
    output: attends?.output ?? output,
    places,
    attention: attends,
    forward: () => {
      inputs.forward();
      for (const layer of programs) layer.forward();
      keys?.forward();
      attends?.forward();
    },
    backward: () => {
      attends?.backward();
      for (const layer of programs.toReversed()) layer.backward();
      keys?.backward();
    },
    gradients: () => {
      inputs.gradients();
      for (const layer of programs) layer.gradients();
      attends?.gradients();
    },
  };
}

/** The state that each decoder layer begins with; [] where that is 0. */
export function initialStates({ encoder, decoder }: Network, { programs }: Pick<Blocks, 'programs'>): InitialState[] {
  if (decoder?.initial !== 'encoder') return [];
  const before = encoder.length - decoder.blocks.length;
  return decoder.blocks.map((_, j) => {
    const state = programs[before + j]?.handedOver;
    if (!state) throw new Error(`No encoder layer has a state for decoder layer ${j}.`);
    return state;
  });
}

/** The encoder's end as an input of each step. */
export function contextOf({ decoder }: Network, { programs }: Pick<Blocks, 'programs'>): Part[] {
  const input = decoder?.inputs.find(({ kind }) => kind === 'context');
  const end = programs.at(-1)?.handedOver;
  if (!input || !end) return [];
  const { h, gradient } = end;
  return [{ rows: rowsOf(h), firstRow: 0, width: input.width, gradient: gradient?.h ?? null, shared: true }];
}

/** A decoder runs in one direction, so that its output is one part. */
export function onlyPart(parts: readonly Part[]): Part {
  const [part, ...others] = parts;
  if (!part || others.length > 0) throw new Error('A decoder runs in one direction.');
  return part;
}
