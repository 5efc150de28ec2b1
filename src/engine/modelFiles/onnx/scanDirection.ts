import { gateCounts } from '../../../spec/layers';
import type { Block } from '../../../spec/network';
import { activate } from './activations';
import type { GraphBuilder } from './graphBuilder';
import type { ModelWeights } from './modelWeights';
import { realSteps } from './realSteps';
import type { LayerValue, SequenceValue, StateValue } from './recurrentLayer';

interface Direction {
  /** Of the names of its weights. */
  readonly prefix: string;
  readonly weights: ModelWeights;
  readonly backward: boolean;
}

/**
 * One direction of a recurrent layer, step by step: for activations that the recurrent operators do not have.
 * Steps beyond an example's own keep the state.
 */
export function scanDirection(
  graph: GraphBuilder,
  block: Block,
  { prefix, weights, backward }: Direction,
  { x, lengths }: SequenceValue,
  initial: StateValue | null,
): LayerValue {
  const { cell, units, resetAfter } = block.layer;
  const columns = gateCounts[cell] * units;
  const [kernel, recurrent, bias] = [`kernel`, `recurrent_kernel`, `bias`].map((name) => weights.get(`${prefix}/${name}`)); // prettier-ignore
  if (!kernel || !recurrent || !bias) throw new Error('A direction has three weights.');
  const ofInput = graph.weight(bias.name, [columns], bias.values.subarray(0, columns));
  const ofState = cell === 'gru' && resetAfter ? graph.weight(`${bias.name} of the state`, [columns], bias.values.subarray(columns)) : null; // prettier-ignore
  const product = graph.op('MatMul', [x, graph.weight(kernel.name, kernel.shape, kernel.values)]);
  const projected = graph.op('Add', [product, ofInput]); // [T, N, gates · H]
  const real = lengths === null ? null : graph.op('Unsqueeze', [realSteps(graph, x, lengths), graph.integers(2)]);

  const size = graph.concat([graph.size(x, 1), graph.integers(units)], 0);
  const zeros = (): string => graph.op('Expand', [graph.number(0), size]);
  const first = initial ?? { h: zeros(), c: cell === 'lstm' ? zeros() : null };

  const body = graph.inner();
  const state = { type: 'float', dims: ['N', units] } as const;
  const h = body.newInput(state);
  const c = first.c === null ? null : body.newInput(state);
  const step = body.newInput({ type: 'float', dims: ['N', columns] });
  const isReal = real === null ? null : body.newInput({ type: 'bool', dims: ['N', 1] });
  const next = nextState(body, block, {
    state: { h, c },
    step,
    recurrent: { name: recurrent.name, values: recurrent.values },
    bias: ofState,
  });
  const kept = (value: string, before: string): string =>
    isReal === null ? value : body.op('Where', [isReal, value, before]);
  const after = kept(next.h, h);
  body.newOutput(after, state);
  if (c !== null && next.c !== null) body.newOutput(kept(next.c, c), state);
  body.newOutput(after, state);

  const states = [first.h, ...(first.c === null ? [] : [first.c])];
  const scanned = [projected, ...(real === null ? [] : [real])];
  const way = { ints: scanned.map(() => Number(backward)) };
  const outputs = graph.ops(
    'Scan',
    [...states, ...scanned],
    {
      body: { graph: body.build('step') },
      num_scan_inputs: { int: scanned.length },
      scan_input_directions: way,
      scan_output_directions: { ints: [Number(backward)] },
    },
    states.length + 1,
  );
  const [endH = '', endC = ''] = outputs;
  return { sequence: outputs.at(-1) ?? '', end: { h: endH, c: first.c === null ? null : endC } };
}

interface Step {
  readonly state: StateValue;
  /** What the gates get of the input, [N, gates · H]. */
  readonly step: string;
  readonly recurrent: { readonly name: string; readonly values: Float32Array };
  /** What is added to the product with the state, in a GRU with the reset gate behind it. */
  readonly bias: string | null;
}

function nextState(body: GraphBuilder, { layer }: Block, { state: { h, c }, step, recurrent, bias }: Step): StateValue {
  const { cell, units, resetAfter } = layer;
  const gates = gateCounts[cell];
  const act = (value: string): string => activate(body, layer.activation, value);
  const gate = (value: string): string => activate(body, layer.recurrentActivation, value);
  const add = (a = '', b = ''): string => body.op('Add', [a, b]);
  const multiply = (a = '', b = ''): string => body.op('Mul', [a, b]);
  const parts = (value: string): string[] =>
    gates === 1 ? [value] : body.ops('Split', [value], { axis: { int: 1 } }, gates);
  const kernel = body.weight(recurrent.name, [units, gates * units], recurrent.values);
  const ofState = (): string[] => {
    const product = body.op('MatMul', [h, kernel]);
    return parts(bias === null ? product : add(product, bias));
  };
  if (cell === 'simple_rnn') return { h: act(add(step, ofState()[0])), c: null };
  const x = parts(step);
  if (cell === 'lstm') {
    const [i = '', f = '', g = '', o = ''] = ofState().map((value, k) => add(x[k], value));
    const carried = add(multiply(gate(f), c ?? ''), multiply(gate(i), act(g)));
    return { h: multiply(gate(o), act(carried)), c: carried };
  }
  const [z, r, inner] = ofState().map((value, k) => (k < 2 ? gate(add(x[k], value)) : value));
  const candidate = act(
    resetAfter ? add(x[2], multiply(r, inner)) : add(x[2], body.op('MatMul', [multiply(r, h), lastGate(body, layer.units, recurrent)])), // prettier-ignore
  );
  const stays = multiply(z, h);
  return { h: add(stays, multiply(body.op('Sub', [body.number(1), z ?? '']), candidate)), c: null };
}

/** The columns of the candidate, [H, H]. */
function lastGate(body: GraphBuilder, units: number, { name, values }: Step['recurrent']): string {
  const columns = values.length / units;
  const own = new Float32Array(units * units);
  for (let row = 0; row < units; row++) own.set(values.subarray(row * columns + columns - units, (row + 1) * columns), row * units); // prettier-ignore
  return body.weight(`${name} of the candidate`, [units, units], own);
}
