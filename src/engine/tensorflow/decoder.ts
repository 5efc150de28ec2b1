import type { Tensor3D } from '@tensorflow/tfjs-core';

import type { Decoder, Network } from '../../spec/network';
import type { AttentionPass } from './attention';
import { byExample, runAttention } from './attention';
import type { CellState } from './cells/cell';
import type { MaskMatrices } from './direction';
import type { Matrix } from './matrix';
import * as m from './matrix';
import type { LayerOutside } from './recurrentLayer';
import type { StackPass } from './stack';
import { runStack } from './stack';
import type { NetworkWeights } from './weights';

/** What a decoder takes of its encoder. */
export interface Taken {
  /** The states that its layers begin with; null: zeros. */
  readonly initial: readonly (CellState | null)[];
  /** The encoder's end, which it reads at each step, [B, W]. */
  readonly context: Matrix | null;
  /** What attention looks at, [B, T, W]; null without, or where the encoder had no step. */
  readonly keys: Tensor3D | null;
}

export interface DecoderInput {
  readonly decoder: Decoder;
  readonly weights: NetworkWeights;
  /** Of its own layers, [layer][direction]. */
  readonly masks: readonly (readonly MaskMatrices[])[];
  /** What it reads beside the context, [U·B, F]; null where that is all. */
  readonly x: Matrix | null;
  readonly timeSteps: number;
  readonly batchSize: number;
  readonly taken: Taken;
}

export interface DecoderPass {
  readonly stack: StackPass;
  readonly attention: AttentionPass | null;
  /** [U·B, W] */
  readonly outputs: Matrix;
  backward(gradient: Matrix, wantInput: boolean): DecoderGradients;
}

export interface DecoderGradients {
  /** In the order of the weights: those of its layers, then those of attention. */
  readonly weights: readonly Matrix[];
  /** By `x`; null unless wanted. */
  readonly input: Matrix | null;
  readonly states: readonly (readonly (readonly Matrix[])[])[];
  readonly initial: readonly (CellState | null)[];
  readonly context: Matrix | null;
  /** By the outputs that attention looked at, T matrices [B, W]. */
  readonly keys: readonly Matrix[] | undefined;
}

export function takenOf({ encoder, decoder }: Network, { layers, top }: StackPass): Taken {
  const before = encoder.length - (decoder?.blocks.length ?? 0);
  return {
    initial: decoder?.initial === 'encoder' ? decoder.blocks.map((_, j) => layers[before + j]?.end ?? null) : [],
    context: decoder && readsContext(decoder) ? top.end.h : null,
    keys: decoder?.attention && top.sequence.length > 0 ? byExample(top.sequence) : null,
  };
}

/** The gradients by all that was taken, by encoder layer. */
export function givenBack({ encoder, decoder }: Network, { initial, context, keys }: DecoderGradients): LayerOutside[] {
  const before = encoder.length - (decoder?.blocks.length ?? 0);
  return encoder.map((_, i) => {
    const isTop = i === encoder.length - 1;
    const end = initial[i - before] ?? (isTop && context ? { h: context, c: null } : undefined);
    return { end, sequence: isTop ? keys : undefined };
  });
}

/** All steps of a decoder, which reads what came before each in `x`. */
export function runDecoder({ decoder, weights, masks, taken, x: own, ...size }: DecoderInput): DecoderPass {
  const { timeSteps } = size;
  const { context } = taken;
  const repeated = context && m.concat(Array.from({ length: timeSteps }, () => context), m.axis.rows); // prettier-ignore
  // The context is the first of the decoder's inputs.
  const x = m.concat([repeated, own].filter((part) => part !== null), m.axis.columns); // prettier-ignore
  const stack = runStack({
    ...size,
    blocks: decoder.blocks,
    weights: weights.decoder,
    masks,
    x,
    initial: taken.initial,
  });
  const { sequence } = stack.top;
  const attention = weights.attention ? runAttention(sequence, taken.keys, weights.attention) : null;
  return {
    stack,
    attention,
    outputs: attention?.outputs ?? m.concat(sequence, m.axis.rows),
    backward: (gradient, wantInput) => {
      const looked = attention?.backward(gradient);
      const byStates = looked?.states ?? m.split(gradient, timeSteps, m.axis.rows);
      const outside = decoder.blocks.map((_, j) => (j === decoder.blocks.length - 1 ? { sequence: byStates } : {}));
      const gradients = stack.backward(outside, wantInput || context !== null);
      const widths = [context?.shape[1] ?? 0, own?.shape[1] ?? 0];
      const [byContext, input] =
        gradients.input && context && own
          ? m.split(gradients.input, widths, m.axis.columns)
          : [context && gradients.input, own && gradients.input];
      return {
        weights: [...gradients.weights, ...(looked?.weights ?? [])],
        input: input ?? null,
        states: gradients.states,
        initial: gradients.initial,
        context: byContext ? m.split(byContext, timeSteps, m.axis.rows).reduce(m.add) : null,
        keys: looked?.keys,
      };
    },
  };
}

const readsContext = ({ inputs }: Decoder): boolean => inputs.some(({ kind }) => kind === 'context');
