import * as tf from '@tensorflow/tfjs-core';

import type { Cell, RecurrentLayer } from '../../spec/experiment';
import { gateCounts } from '../../spec/layers';
import { activationFunctions } from './activations';

/** Weights of one direction of a layer: kernel [F, gates·H], recurrentKernel [H, gates·H], bias [gates·H] or [2, gates·H]. */
export interface CellWeights {
  readonly kernel: tf.Tensor2D;
  readonly recurrentKernel: tf.Tensor2D;
  readonly bias: tf.Tensor;
}

export interface CellMasks {
  /** Each [B, F]: none, one for all gates, or one a gate. */
  readonly inputs: readonly tf.Tensor2D[];
  /** Each [B, H]: none, or one a gate. */
  readonly recurrent: readonly tf.Tensor2D[];
}

/**
 * Runs one direction of a recurrent layer over a batch, from a zero state.
 * @param x inputs, time first, [T·B, F]
 * @param probes added to the hidden state after each step, [B, H] each, so that its gradient can be taken; or none
 * @returns hidden states in the order of processing, T tensors [B, H]
 */
export function runCell(
  layer: RecurrentLayer,
  weights: CellWeights,
  x: tf.Tensor2D,
  direction: { timeSteps: number; backwards: boolean; masks: CellMasks; probes: readonly tf.Tensor2D[] },
): tf.Tensor2D[] {
  const { timeSteps, backwards, masks, probes } = direction;
  const projected = tf.split<tf.Tensor2D>(projectInputs(layer, weights, x, timeSteps, masks.inputs), timeSteps, 0);
  if (backwards) projected.reverse();
  const recurrent = new RecurrentProduct(weights, gateCounts[layer.cell], layer.units, masks.recurrent);
  const step: Step = makeStep[layer.cell](layer, recurrent);
  const states: tf.Tensor2D[] = [];
  let state: State | null = null;
  projected.forEach((projection, t) => {
    const next = step(projection, state);
    const probe = probes[t];
    const h = probe ? tf.add<tf.Tensor2D>(next.h, probe) : next.h;
    state = { ...next, h };
    states.push(h);
  });
  return states;
}

/** x·kernel + bias of all steps at once, [T·B, gates·H]: one large product instead of T small ones. */
function projectInputs(
  layer: RecurrentLayer,
  { kernel, bias }: CellWeights,
  x: tf.Tensor2D,
  timeSteps: number,
  masks: readonly tf.Tensor2D[],
): tf.Tensor2D {
  const inputBias = layer.cell === 'gru' && layer.resetAfter ? tf.slice(bias, [0, 0], [1, -1]) : bias;
  const masked = masks.map((mask) => {
    const steps = tf.reshape(x, [timeSteps, -1, x.shape[1]]);
    return tf.reshape<tf.Rank.R2>(tf.mul(steps, mask), x.shape);
  });
  if (masked.length <= 1) return tf.add(tf.matMul(masked[0] ?? x, kernel), inputBias);
  const kernels = tf.split(kernel, masked.length, 1);
  const products = masked.map((gateInput, g) => tf.matMul(gateInput, kernels[g] ?? kernel));
  return tf.add(tf.concat(products, 1), inputBias);
}

interface State {
  readonly h: tf.Tensor2D;
  /** LSTM only. */
  readonly c?: tf.Tensor2D;
}

/** One time step; `state` is null before the first, when it is zero. */
type Step = (projection: tf.Tensor2D, state: State | null) => State;

/** h·recurrent_kernel, for all gates or some, with a dropout mask a gate where there are masks. */
class RecurrentProduct {
  private readonly gateKernels: readonly tf.Tensor2D[];

  constructor(
    private readonly weights: CellWeights,
    private readonly gates: number,
    private readonly units: number,
    private readonly masks: readonly tf.Tensor2D[],
  ) {
    this.gateKernels = masks.length > 0 ? tf.split<tf.Tensor2D>(weights.recurrentKernel, gates, 1) : [];
  }

  all(h: tf.Tensor2D): tf.Tensor2D {
    return this.masks.length > 0 ? this.masked(h, 0, this.gates) : tf.matMul(h, this.weights.recurrentKernel);
  }

  /** For the gates [from, to) only. */
  some(h: tf.Tensor2D, from: number, to: number): tf.Tensor2D {
    if (this.masks.length > 0) return this.masked(h, from, to);
    const { units, weights } = this;
    return tf.matMul(h, tf.slice(weights.recurrentKernel, [0, from * units], [-1, (to - from) * units]));
  }

  /** GRU with resetAfter: the recurrent bias, [1, gates·H]. */
  bias(): tf.Tensor2D {
    return tf.slice(this.weights.bias as tf.Tensor2D, [1, 0], [1, -1]);
  }

  private masked(h: tf.Tensor2D, from: number, to: number): tf.Tensor2D {
    const products = this.gateKernels
      .slice(from, to)
      .map((kernel, i) => tf.matMul<tf.Tensor2D>(tf.mul(h, this.masks[from + i] ?? h), kernel));
    return products.length === 1 && products[0] ? products[0] : tf.concat(products, 1);
  }
}

const makeStep: Record<Cell, (layer: RecurrentLayer, recurrent: RecurrentProduct) => Step> = {
  simple_rnn: (layer, recurrent) => {
    const activate = activationFunctions[layer.activation];
    return (x, state) => ({ h: activate(state ? tf.add<tf.Tensor2D>(x, recurrent.all(state.h)) : x) });
  },

  lstm: (layer, recurrent) => {
    const activate = activationFunctions[layer.activation];
    const gate = activationFunctions[layer.recurrentActivation];
    return (x, state) => {
      const z = state ? tf.add<tf.Tensor2D>(x, recurrent.all(state.h)) : x;
      const [zi, zf, zc, zo] = tf.split(z, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const candidate = tf.mul<tf.Tensor2D>(gate(zi), activate(zc));
      const c = state?.c ? tf.add<tf.Tensor2D>(tf.mul(gate(zf), state.c), candidate) : candidate;
      return { h: tf.mul<tf.Tensor2D>(gate(zo), activate(c)), c };
    };
  },

  gru: (layer, recurrent) => {
    const activate = activationFunctions[layer.activation];
    const gate = activationFunctions[layer.recurrentActivation];
    const recurrentBias = layer.resetAfter ? recurrent.bias() : null;
    return (x, state) => {
      const [xz, xr, xh] = tf.split(x, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      if (recurrentBias) {
        // The reset gate acts on h·R + b, so that b has a part in it even where h is zero.
        const inner = state ? tf.add<tf.Tensor2D>(recurrent.all(state.h), recurrentBias) : recurrentBias;
        const [hz, hr, hh] = tf.split(inner, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        const z = gate(tf.add(xz, hz));
        const r = gate(tf.add(xr, hr));
        return { h: mix(z, state, activate(tf.add(xh, tf.mul(r, hh)))) };
      }
      if (!state) return { h: mix(gate(xz), state, activate(xh)) };
      const [hz, hr] = tf.split(recurrent.some(state.h, 0, 2), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      const z = gate(tf.add(xz, hz));
      const r = gate(tf.add(xr, hr));
      return { h: mix(z, state, activate(tf.add(xh, recurrent.some(tf.mul(r, state.h), 2, 3)))) };
    };
  },
};

/** z·h + (1 - z)·candidate. */
function mix(z: tf.Tensor2D, state: State | null, candidate: tf.Tensor2D): tf.Tensor2D {
  const fresh = tf.mul<tf.Tensor2D>(tf.sub(1, z), candidate);
  return state ? tf.add(tf.mul(z, state.h), fresh) : fresh;
}
