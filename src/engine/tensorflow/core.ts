import * as tf from '@tensorflow/tfjs-core';

import type { Network } from '../../spec/network';
import type { ModelShapes } from '../engine';
import type { Parameters } from '../parameters';
import { sizeOf } from '../parameters';
import { inBatches } from '../windows';
import type { MaskMatrices } from './direction';
import type { Examples, Group, Side, ValuesOf } from './examples';
import type { NetworkPass, Sequence } from './network';
import { runNetwork } from './network';
import type { NetworkWeights } from './weights';
import { groupWeights } from './weights';

/** What the calls of an engine share. */
export interface EngineCore {
  readonly network: Network;
  readonly shapes: ModelShapes;
  readonly parameters: Parameters;
  /** Examples that are computed together at most. */
  readonly chunkSize: number;
  examples: Examples;
  /** What is stepped through; another one takes its place. */
  decoding: object | null;
}

/** Upper limit for the values of one intermediate tensor in passes without an update: 4 Mi values are 16 MiB. */
const maxPassValues = 4 << 20;

export function chunkSizeFor({ shapes }: Parameters, { timeSteps, horizon }: ModelShapes): number {
  const widest = Math.max(...shapes.map(({ shape }) => shape.at(-1) ?? 1));
  return Math.max(1, Math.min(4096, Math.floor(maxPassValues / (Math.max(timeSteps, horizon) * widest))));
}

const isEmbedding = ({ name }: { readonly name: string }): boolean => name.endsWith('/embeddings');

/** Weights that are multiplied, by their place in `parameters`; the others, learned vectors of tokens, are looked up. */
export function multipliedWeights({ shapes }: Parameters): number[] {
  return shapes.flatMap((shape, i) => (isEmbedding(shape) ? [] : [i]));
}

/** @param flat values in the order of the parameters, which are those themselves where this is missing */
export function valuesOf({ parameters }: Pick<EngineCore, 'parameters'>, flat?: Float32Array): ValuesOf {
  return (name) => {
    const index = parameters.shapes.findIndex((shape) => shape.name === name);
    if (index < 0) throw new Error(`${name} is no weight of the model.`);
    return parameters.view(index, flat);
  };
}

/** The weights as matrices of the enclosing `tf.tidy`. */
export function weightsOf({ network, parameters }: EngineCore): NetworkWeights {
  const matrices = multipliedWeights(parameters).map((i) => {
    const { shape = [] } = parameters.shapes[i] ?? {};
    const columns = shape.at(-1) ?? 1;
    // Copies, because a backend may keep the array that a tensor was made from.
    return tf.tensor2d(parameters.view(i).slice(), [sizeOf(shape) / columns, columns]);
  });
  return groupWeights(network, matrices);
}

/** The whole network on a group; tensors belong to the enclosing `tf.tidy`. */
export function runGroup(core: EngineCore, group: Group, masks: readonly (readonly MaskMatrices[])[]): NetworkPass {
  const { network, examples } = core;
  const known = examples.known(group);
  const batchSize = group.positions.length;
  return runNetwork({
    ...{ network, masks, batchSize, weights: weightsOf(core) },
    source: sequenceOf(core, group, 'source'),
    target: network.decoder ? sequenceOf(core, group, 'target') : null,
    known: known ? tf.tensor2d(known, [batchSize, network.head.known]) : null,
  });
}

export function sequenceOf(core: EngineCore, group: Group, side: Side): Sequence {
  const timeSteps = group[side].steps;
  const values = core.examples.inputs(group, side, valuesOf(core));
  const rows = timeSteps * group.positions.length;
  return { timeSteps, x: values && tf.tensor2d(values, [rows, values.length / rows]) };
}

/** Groups of examples that fit into memory, with the places of each group's examples. */
export function* groupsOf(
  { examples, chunkSize }: EngineCore,
  all: Int32Array,
  withTargets = true,
): Generator<{ group: Group; places: Int32Array }> {
  let done = 0;
  for (const part of inBatches(all, chunkSize)) {
    for (const group of examples.groups(part, withTargets)) {
      const first = done;
      yield { group, places: group.positions.map((position) => first + position) };
    }
    done += part.length;
  }
}

/** Whether nothing is predicted for a group. */
export const isEmpty = ({ examples }: EngineCore, group: Group): boolean => examples.predictedSteps(group) === 0;
