import type { Activation, RecurrentLayer } from '../../../spec/experiment';
import type { Block } from '../../../spec/network';
import { cellActivations } from './activations';
import { cellWeights, prefixesOf } from './cellWeights';
import type { GraphBuilder } from './graphBuilder';
import type { ModelWeights } from './modelWeights';
import type { Attribute } from './proto';
import { scanDirection } from './scanDirection';

/** What a recurrent layer reads. */
export interface SequenceValue {
  /** [T, N, F] */
  readonly x: string;
  /** Steps of each example, int32 [N]; null where all have T. */
  readonly lengths: string | null;
}

/** States of a layer, [N, H]; c of an LSTM alone. */
export interface StateValue {
  readonly h: string;
  readonly c: string | null;
}

/** What one direction, or several side by side, gave: [T, N, H], and the state after the last real step. */
export interface LayerValue {
  readonly sequence: string;
  readonly end: StateValue;
}

/**
 * A recurrent layer: the operator RNN, GRU or LSTM, or where those have no such activation, its steps written out.
 * @param initial what a layer of one direction begins with; null: zeros
 */
export function recurrentLayer(
  graph: GraphBuilder,
  block: Block,
  weights: ModelWeights,
  source: SequenceValue,
  initial: StateValue | null,
): LayerValue {
  const { layer } = block;
  const directions = isStandard(layer)
    ? byOperator(graph, block, weights, source, initial)
    : prefixesOf(block).map((prefix, d) => scanDirection(graph, block, { prefix, weights, backward: d === 1 }, source, initial)); // prettier-ignore
  const [forward, backward] = directions;
  if (!forward) throw new Error('A recurrent layer has a direction.');
  if (!backward) return forward;
  const both = (a: string, b: string): string => merge(graph, layer.merge, a, b);
  return {
    sequence: both(forward.sequence, backward.sequence),
    end: {
      h: both(forward.end.h, backward.end.h),
      c: forward.end.c !== null && backward.end.c !== null ? both(forward.end.c, backward.end.c) : null,
    },
  };
}

const activationsOf = ({ cell, activation, recurrentActivation: gate }: RecurrentLayer): Activation[] =>
  ({ simple_rnn: [activation], gru: [gate, activation], lstm: [gate, activation, activation] })[cell];

const isStandard = (layer: RecurrentLayer): boolean => !activationsOf(layer).includes('selu');

const operators = { simple_rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' } as const;

function byOperator(
  graph: GraphBuilder,
  block: Block,
  weights: ModelWeights,
  { x, lengths }: SequenceValue,
  initial: StateValue | null,
): LayerValue[] {
  const { layer, name, features } = block;
  const { cell, units, resetAfter } = layer;
  const own = prefixesOf(block).map((prefix) => cellWeights(block, prefix, weights));
  const sides = own.length;
  const gates = (own[0]?.bias.length ?? 0) / 2; // gates · H
  const put = (suffix: string, dims: number[], part: 'input' | 'recurrent' | 'bias'): string =>
    graph.weight(`${name}/${suffix}`, [sides, ...dims], joined(own.map((one) => one[part])));
  const states = initial ? [initial.h, ...(initial.c === null ? [] : [initial.c])] : [];
  const outputs = graph.ops(
    operators[cell],
    [
      ...[
        x,
        put('W', [gates, features], 'input'),
        put('R', [gates, units], 'recurrent'),
        put('B', [2 * gates], 'bias'),
      ],
      ...(lengths !== null || states.length > 0 ? [lengths ?? ''] : []),
      ...states.map((state) => graph.op('Unsqueeze', [state, graph.integers(0)])),
    ],
    {
      hidden_size: { int: units },
      direction: { string: sides === 2 ? 'bidirectional' : 'forward' },
      ...activationAttributes(layer, sides),
      ...(cell === 'gru' ? { linear_before_reset: { int: Number(resetAfter) } } : {}),
    },
    cell === 'lstm' ? 3 : 2,
  );
  const [sequence = '', h = '', c] = outputs; // [T, sides, N, H], [sides, N, H]
  return own.map((_, side): LayerValue => {
    const at = graph.integer(side);
    return {
      sequence: graph.pick(sequence, at, 1),
      end: { h: graph.pick(h, at, 0), c: c === undefined ? null : graph.pick(c, at, 0) },
    };
  });
}

/** alpha and beta stand in lists of their own, of those activations that have some, in their order. */
function activationAttributes(layer: RecurrentLayer, sides: number): Record<string, Attribute> {
  const used = Array.from({ length: sides }, () => activationsOf(layer))
    .flat()
    .map((activation) => cellActivations[activation === 'selu' ? 'linear' : activation]);
  const list = (key: 'alpha' | 'beta'): number[] => used.flatMap((one) => one[key] ?? []);
  const floats = (name: string, values: number[]): Record<string, Attribute> =>
    values.length > 0 ? { [name]: { floats: values } } : {};
  return {
    activations: { strings: used.map(({ name }) => name) },
    ...floats('activation_alpha', list('alpha')),
    ...floats('activation_beta', list('beta')),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** Puts the outputs of the two directions together, [.., N, H] each. */
function merge(graph: GraphBuilder, mode: RecurrentLayer['merge'], a: string, b: string): string {
  switch (mode) {
    case 'concat':
      return graph.concat([a, b], -1);
    case 'sum':
      return graph.op('Add', [a, b]);
    case 'mul':
      return graph.op('Mul', [a, b]);
    case 'ave':
      return graph.op('Mul', [graph.op('Add', [a, b]), graph.number(0.5)]);
  }
}
