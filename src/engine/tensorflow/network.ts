import * as tf from '@tensorflow/tfjs-core';

import type { Experiment, RecurrentLayer } from '../../spec/experiment';
import { denseLayers } from '../../spec/layers';
import { activationFunctions } from './activations';
import type { CellMasks } from './cells';
import { runCell } from './cells';

/** What varies between a pass that trains, one that predicts and one that inspects. */
export interface PassOptions {
  /** Dropout masks: [layer][direction]; empty without dropout. */
  readonly masks: readonly (readonly CellMasks[])[];
  /** Zeros added to the hidden states to take their gradients: [layer][direction][T]; empty otherwise. */
  readonly probes: readonly (readonly (readonly tf.Tensor2D[])[])[];
}

export interface PassResult {
  /** [B, O] */
  readonly outputs: tf.Tensor2D;
  /** Merged outputs of each recurrent layer in time order: [layer][T], each [B, H]. */
  readonly states: readonly (readonly tf.Tensor2D[])[];
}

const noMasks: CellMasks = { inputs: [], recurrent: [] };

/**
 * The whole model as TensorFlow.js operations: recurrent layers, the last of which gives its last state, dense layers.
 * @param weights in the order of `weightShapes`
 * @param x inputs, time first, [T·B, F]
 */
export function runNetwork(
  experiment: Experiment,
  weights: readonly tf.Tensor[],
  x: tf.Tensor2D,
  timeSteps: number,
  options: PassOptions,
): PassResult {
  let next = 0;
  const take = <T extends tf.Tensor>(): T => {
    const weight = weights[next++];
    if (!weight) throw new Error('The model needs more weights than were given.');
    return weight as T;
  };
  const states: tf.Tensor2D[][] = [];
  let input = x;
  const { layers } = experiment.model;
  layers.forEach((layer, index) => {
    const directions = (layer.bidirectional ? [false, true] : [false]).map((backwards, d) =>
      runCell(layer, { kernel: take(), recurrentKernel: take(), bias: take() }, input, {
        timeSteps,
        backwards,
        masks: options.masks[index]?.[d] ?? noMasks,
        probes: options.probes[index]?.[d] ?? [],
      }),
    );
    const steps = mergeDirections(layer, directions);
    states.push(steps.all);
    input = index < layers.length - 1 ? tf.concat(steps.all, 0) : steps.last;
  });
  for (const { activation } of denseLayers(experiment)) {
    input = activationFunctions[activation](tf.add(tf.matMul(input, take()), take()));
  }
  return { outputs: input, states };
}

/**
 * Puts the two directions together. For the layer's last output each direction gives the state that it ended with
 * (Keras' Bidirectional with return_sequences=False); as a sequence, the backward states are turned round first.
 */
function mergeDirections(
  layer: RecurrentLayer,
  [forward = [], backward]: readonly tf.Tensor2D[][],
): { all: tf.Tensor2D[]; last: tf.Tensor2D } {
  const last = (steps: readonly tf.Tensor2D[]): tf.Tensor2D => {
    const step = steps.at(-1);
    if (!step) throw new Error('A window has no time steps.');
    return step;
  };
  if (!backward) return { all: forward, last: last(forward) };
  const inTime = backward.toReversed();
  return {
    all: forward.map((step, t) => merge(layer, step, inTime[t] ?? step)),
    last: merge(layer, last(forward), last(backward)),
  };
}

function merge(layer: RecurrentLayer, forward: tf.Tensor2D, backward: tf.Tensor2D): tf.Tensor2D {
  switch (layer.merge) {
    case 'concat':
      return tf.concat([forward, backward], 1);
    case 'sum':
      return tf.add(forward, backward);
    case 'mul':
      return tf.mul(forward, backward);
    case 'ave':
      return tf.mul(tf.add(forward, backward), 0.5);
  }
}
