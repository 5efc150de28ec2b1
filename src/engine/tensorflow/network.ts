import type { Network } from '../../spec/network';
import type { DecoderPass } from './decoder';
import { givenBack, runDecoder, takenOf } from './decoder';
import type { MaskMatrices } from './direction';
import type { HeadPass } from './head';
import { runHead } from './head';
import type { Matrix } from './matrix';
import * as m from './matrix';
import type { LayerOutside, LayerPass } from './recurrentLayer';
import type { StackPass } from './stack';
import { runStack } from './stack';
import type { NetworkWeights } from './weights';

export interface NetworkPass {
  /** Before softmax and sigmoid, [B, O], or time first [T·B, O] of a head on every step. */
  readonly outputs: Matrix;
  /** The recurrent layers: those of the encoder, then those of the decoder. */
  readonly layers: readonly LayerPass[];
  /**
   * @param gradient by the outputs
   * @param wantInput whether the gradients by the first layers' inputs are needed
   */
  backward(gradient: Matrix, wantInput: boolean): NetworkGradients;
}

export interface NetworkGradients {
  /** In the order of the weights, without embeddings. */
  readonly weights: readonly Matrix[];
  /** By what encoder and decoder read, time first; null unless wanted. */
  readonly source: Matrix | null;
  readonly target: Matrix | null;
  /** By the hidden states of the recurrent layers, in time order: [layer][direction][T]. */
  readonly states: readonly (readonly (readonly Matrix[])[])[];
}

/** What an encoder or a decoder reads, time first, [steps·B, F]; null where there is nothing. */
export interface Sequence {
  readonly x: Matrix | null;
  readonly timeSteps: number;
}

export interface NetworkInput {
  readonly network: Network;
  readonly weights: NetworkWeights;
  /** Dropout masks, [layer][direction], of encoder and decoder; empty where nothing is dropped. */
  readonly masks: readonly (readonly MaskMatrices[])[];
  readonly source: Sequence;
  /** null without a decoder. */
  readonly target: Sequence | null;
  /** Columns that are known beforehand, [B, head.known]; null where there are none. */
  readonly known: Matrix | null;
  readonly batchSize: number;
}

/** The network without its embeddings: encoder, decoder, then dense layers. */
export function runNetwork(input: NetworkInput): NetworkPass {
  const { network, weights, masks, target, batchSize } = input;
  const encoder = runEncoder(input);
  const decoder =
    network.decoder && target
      ? runDecoder({
          ...{ decoder: network.decoder, weights, masks: masks.slice(network.encoder.length), batchSize },
          ...{ ...target, taken: takenOf(network, encoder) },
        })
      : null;
  const { sequence, end } = encoder.top;
  const states = decoder?.outputs ?? (network.head.steps === 'last' ? end.h : m.concat(sequence, m.axis.rows));
  const head = runHead(network, weights.dense, states, input.known);
  return {
    outputs: head.outputs,
    layers: [...encoder.layers, ...(decoder?.stack.layers ?? [])],
    backward: (gradient, wantInput) => backward(network, { encoder, decoder, head }, gradient, wantInput),
  };
}

export function runEncoder({
  network,
  weights,
  masks,
  source,
  batchSize,
}: Pick<NetworkInput, 'network' | 'weights' | 'masks' | 'source' | 'batchSize'>): StackPass {
  const { x, timeSteps } = source;
  return runStack({
    ...{ blocks: network.encoder, weights: weights.encoder, masks, batchSize, initial: [] },
    ...{ x: x ?? m.zeros(1, 1), timeSteps },
  });
}

interface Passes {
  readonly encoder: StackPass;
  readonly decoder: DecoderPass | null;
  readonly head: HeadPass;
}

function backward(
  network: Network,
  { encoder, decoder, head }: Passes,
  outputGradient: Matrix,
  wantInput: boolean,
): NetworkGradients {
  const byHead = head.backward(outputGradient);
  const byDecoder = decoder?.backward(byHead.input, wantInput) ?? null;
  const outside = byDecoder ? givenBack(network, byDecoder) : readByHead(network, encoder, byHead.input);
  const byEncoder = encoder.backward(outside, wantInput);
  return {
    weights: [...byEncoder.weights, ...(byDecoder?.weights ?? []), ...byHead.weights],
    source: byEncoder.input,
    target: byDecoder?.input ?? null,
    states: [...byEncoder.states, ...(byDecoder?.states ?? [])],
  };
}

/** The gradients by encoder layer, where the head reads the last. */
function readByHead({ encoder, head }: Network, { top }: StackPass, gradient: Matrix): LayerOutside[] {
  const own: LayerOutside =
    head.steps === 'last'
      ? { end: { h: gradient, c: null } }
      : { sequence: m.split(gradient, top.sequence.length, m.axis.rows) };
  return encoder.map((_, i) => (i === encoder.length - 1 ? own : {}));
}
