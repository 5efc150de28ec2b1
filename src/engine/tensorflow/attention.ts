import type { Tensor3D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

import type { DenseWeights } from './dense';
import { runDense } from './dense';
import type { Matrix } from './matrix';
import * as m from './matrix';

export interface AttentionPass {
  /** [U·B, W] */
  readonly outputs: Matrix;
  /** What each decoder step looked at, [B, U, T]; null where there was nothing. */
  readonly weights: Tensor3D | null;
  backward(gradient: Matrix): AttentionGradients;
}

export interface AttentionGradients {
  /** By kernel and bias. */
  readonly weights: readonly Matrix[];
  /** By the decoder's states, U matrices [B, W]. */
  readonly states: readonly Matrix[];
  /** By the encoder's outputs, T matrices [B, W]. */
  readonly keys: readonly Matrix[];
}

/**
 * Luong's global attention with the dot product: tanh([context; state]·W + b), where the context is the mean of the
 * keys weighted by the softmax of state·key (Luong, Pham, Manning 2015, https://arxiv.org/abs/1508.04025, equations 5,
 * 7 and 8). Of no keys the context is 0.
 * @param states of the last decoder layer, U matrices [B, W]
 * @param keys outputs of the last encoder layer, [B, T, W]; null where it had no step
 */
export function runAttention(states: readonly Matrix[], keys: Tensor3D | null, weights: DenseWeights): AttentionPass {
  const stacked = m.concat(states, m.axis.rows);
  const looked = keys && look(byExample(states), keys);
  const context = looked ? m.concat(looked.context, m.axis.rows) : m.zeros(...stacked.shape);
  const dense = runDense(m.concat([context, stacked], m.axis.columns), weights, 'tanh');
  return {
    outputs: dense.outputs,
    weights: looked?.weights ?? null,
    backward: (gradient) => {
      const gradients = dense.backward(gradient);
      const [byContext, byState] = m
        .split(gradients.input, 2, m.axis.columns)
        .map((part) => m.split(part, states.length, m.axis.rows)) as [Matrix[], Matrix[]];
      const back = looked?.backward(byExample(byContext));
      return {
        weights: gradients.weights,
        states: byState.map((direct, t) => (back?.states[t] ? m.add(direct, back.states[t]) : direct)),
        keys: back?.keys ?? [],
      };
    },
  };
}

interface Look {
  readonly weights: Tensor3D;
  /** U matrices [B, W]. */
  readonly context: readonly Matrix[];
  /** @param byContext [B, U, W] */
  backward(byContext: Tensor3D): Pick<AttentionGradients, 'states' | 'keys'>;
}

/** @param queries [B, U, W] @param keys [B, T, W] */
function look(queries: Tensor3D, keys: Tensor3D): Look {
  const keysAcross = across(keys);
  const weights = tf.softmax(product(queries, keysAcross));
  return {
    weights,
    context: byStep(product(weights, keys)),
    backward: (byContext) => {
      const byWeights = product(byContext, keysAcross);
      const weighted = tf.mul<Tensor3D>(byWeights, weights);
      const byScores = tf.sub<Tensor3D>(weighted, tf.mul(weights, tf.sum(weighted, 2, true)));
      const byKeys = tf.add<Tensor3D>(product(across(weights), byContext), product(across(byScores), queries));
      return { states: byStep(product(byScores, keys)), keys: byStep(byKeys) };
    },
  };
}

/** T matrices [B, W] as [B, T, W]. */
export const byExample = (steps: readonly Matrix[]): Tensor3D => tf.stack([...steps], 1) as Tensor3D;
const byStep = (x: Tensor3D): Matrix[] => tf.unstack(x, 1) as Matrix[];
/** Turned before a product: see `matrix.ts`. */
const across = (x: Tensor3D): Tensor3D => tf.transpose(x, [0, 2, 1]);
const product = (a: Tensor3D, b: Tensor3D): Tensor3D => tf.matMul(a, b);
