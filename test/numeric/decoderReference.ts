import type { DropoutMasks } from '../../src/engine/dropout';
import type { ModelShapes } from '../../src/engine/engine';
import type { Experiment, RecurrentLayer } from '../../src/spec/experiment';
import { gateCounts } from '../../src/spec/layers';
import type { InputPart } from '../../src/spec/network';
import { networkOf } from '../../src/spec/network';
import { activate } from './reference';

/**
 * A network with a decoder in float64, one number at a time, from the formulas. Examples have the steps that are theirs:
 * there is no padding.
 */
export interface DecoderInput {
  readonly experiment: Experiment;
  readonly shapes: ModelShapes;
  /** In the order of `weightShapes`. */
  readonly weights: readonly Float64Array[];
  readonly examples: readonly DecoderExample[];
  /** By layer (the encoder's, then the decoder's) and direction, for a batch of all examples. */
  readonly masks?: readonly (readonly DropoutMasks[])[];
  readonly probe?: Probe;
}

export interface DecoderExample {
  /** [source step][feature] */
  readonly numbers: (readonly number[])[];
  /** [source step] */
  readonly tokens: readonly number[];
  /** [target step]: what the decoder is fed, and what it is to say: tokens, or numbers. */
  readonly said: readonly number[];
  readonly previous: readonly (readonly number[])[];
  readonly known: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly targets: readonly (readonly number[])[];
}

export interface DecoderPass {
  /** Of all examples' own steps: probabilities, or numbers. */
  readonly outputs: number[];
  readonly loss: number;
  /** By layer and example: of each step, the directions side by side or merged. */
  readonly states: number[][][][];
  /** By layer, direction, example and step: values of the gates by name. */
  readonly gates: Record<string, number[]>[][][][];
}

/** Changes a state after it was computed, to see what depends on it. */
export type Probe = (h: number[], at: { layer: number; direction: number; example: number; time: number }) => number[];

interface State {
  readonly h: number[];
  readonly c: number[];
}

type Direction = readonly [kernel: Float64Array, recurrent: Float64Array, bias: Float64Array];

export function runDecoder({ experiment, shapes, weights, examples, masks, probe }: DecoderInput): DecoderPass {
  const network = networkOf(experiment, shapes);
  const { decoder } = network;
  if (!decoder) throw new Error('The network has no decoder.');
  let next = 0;
  const take = (): Float64Array => {
    const values = weights[next++];
    if (!values) throw new Error('There are fewer weights than the network has.');
    return values;
  };
  const embeddingOf = (parts: readonly InputPart[]): Float64Array | null =>
    parts.some(({ kind }) => kind === 'embedding') ? take() : null;
  const directionsOf = (layer: RecurrentLayer): Direction[] =>
    (layer.bidirectional ? [0, 1] : [0]).map((): Direction => [take(), take(), take()]);
  const source = embeddingOf(network.inputs);
  const encoder = network.encoder.map(({ layer }) => ({ layer, directions: directionsOf(layer) }));
  const target = embeddingOf(decoder.inputs);
  const decoding = decoder.blocks.map(({ layer }) => ({ layer, directions: directionsOf(layer) }));
  const attention = decoder.attention ? [take(), take()] : null;
  const heads = network.dense.map(({ activation }) => ({ activation, kernel: take(), bias: take() }));

  const all = [...encoder, ...decoding];
  const pass: DecoderPass = {
    outputs: [],
    loss: 0,
    states: all.map(() => []),
    gates: all.map(({ directions }) => directions.map(() => [])),
  };
  let sum = 0;
  let count = 0;

  examples.forEach((example, e) => {
    const run = (
      l: number,
      inputs: readonly (readonly number[])[],
      initial: State | null,
    ): { sequence: number[][]; end: State } => {
      const { layer, directions } = all[l] ?? never();
      const ran = directions.map((one, d) => {
        const steps = d === 0 ? inputs : inputs.toReversed();
        const made = runCell(layer, one, steps, initial, {
          mask: (kind, gate, i, width) => {
            const ofKind = masks?.[l]?.[d]?.[kind] ?? [];
            return ofKind[ofKind.length === 1 ? 0 : gate]?.[e * width + i] ?? 1;
          },
          probe: (h, t) =>
            probe ? probe(h, { layer: l, direction: d, example: e, time: d === 0 ? t : steps.length - 1 - t }) : h,
        });
        pass.gates[l]?.[d]?.push(d === 0 ? made.gates : made.gates.toReversed());
        return { end: made.end, states: d === 0 ? made.states : made.states.toReversed() };
      });
      const [a = never(), b] = ran;
      const sequence = a.states.map((h, t) => merge(layer, h, b?.states[t]));
      pass.states[l]?.push(sequence);
      return { sequence, end: { h: merge(layer, a.end.h, b?.end.h), c: merge(layer, a.end.c, b?.end.c) } };
    };

    let sequence = example.numbers.map((numbers, t) => {
      const token = network.inputs.find(({ kind }) => kind === 'embedding' || kind === 'one-hot');
      return token ? [...numbers, ...vectorOf(source, token.width, example.tokens[t] ?? NaN)] : [...numbers];
    });
    const ends = encoder.map((_, l) => {
      const ran = run(l, sequence, null);
      sequence = ran.sequence;
      return ran.end;
    });
    const keys = sequence;

    const steps = example.labels.length || example.targets.length;
    let states = Array.from({ length: steps }, (_, t) =>
      decoder.inputs.flatMap(({ kind, width }): readonly number[] => {
        if (kind === 'context') return ends.at(-1)?.h ?? never();
        if (kind === 'known') return example.known[t] ?? never();
        if (kind === 'previous') return example.previous[t] ?? never();
        return vectorOf(target, width, example.said[t] ?? NaN);
      }),
    );
    decoding.forEach((_, j) => {
      const initial = decoder.initial === 'encoder' ? (ends[encoder.length - decoding.length + j] ?? never()) : null;
      states = run(encoder.length + j, states, initial).sequence;
    });

    states.forEach((h, t) => {
      let x = h;
      if (attention) {
        const scores = softmax(keys.map((key) => key.reduce((total, k, i) => total + k * (h[i] ?? NaN), 0)));
        const context = h.map((_, i) =>
          keys.reduce((total, key, s) => total + (scores[s] ?? NaN) * (key[i] ?? NaN), 0),
        );
        const [kernel = never(), bias = never()] = attention;
        x = dense([...context, ...h], kernel, bias, Math.tanh);
      }
      for (const { activation, kernel, bias } of heads) x = dense(x, kernel, bias, activate[activation]);
      if (network.head.kind === 'softmax') {
        const p = softmax(x);
        sum -= Math.log(p[example.labels[t] ?? NaN] ?? NaN);
        count++;
        pass.outputs.push(...p);
      } else {
        x.forEach((value, k) => (sum += (value - (example.targets[t]?.[k] ?? NaN)) ** 2));
        count += x.length;
        pass.outputs.push(...x);
      }
    });
  });
  return { ...pass, loss: sum / count };
}

interface CellContext {
  mask(kind: 'inputs' | 'recurrent', gate: number, index: number, width: number): number;
  probe(h: number[], step: number): number[];
}

function runCell(
  layer: RecurrentLayer,
  [kernel, recurrent, bias]: Direction,
  inputs: readonly (readonly number[])[],
  initial: State | null,
  { mask, probe }: CellContext,
): { states: number[][]; end: State; gates: Record<string, number[]>[] } {
  const { cell, units } = layer;
  const columns = gateCounts[cell] * units;
  const [f, gate] = [activate[layer.activation], activate[layer.recurrentActivation]];
  const zeros = new Array<number>(units).fill(0);
  let { h, c } = initial ?? { h: zeros, c: zeros };
  const gates: Record<string, number[]>[] = [];
  const each = (value: (u: number) => number): number[] => Array.from({ length: units }, (_, u) => value(u));
  const states = inputs.map((x, t) => {
    const fromInput = (g: number, u: number): number =>
      x.reduce(
        (total, value, i) =>
          total + value * mask('inputs', g, i, x.length) * (kernel[i * columns + g * units + u] ?? NaN),
        bias[g * units + u] ?? NaN,
      );
    const fromState = (g: number, u: number, reset?: readonly number[]): number =>
      h.reduce((total, value, i) => {
        const masked = value * mask('recurrent', g, i, units) * (reset?.[i] ?? 1);
        return total + masked * (recurrent[i * columns + g * units + u] ?? NaN);
      }, 0);
    if (cell === 'simple_rnn') {
      h = each((u) => f(fromInput(0, u) + fromState(0, u)));
      gates.push({});
    } else if (cell === 'lstm') {
      const [i, forget, o] = [0, 1, 3].map((g) => each((u) => gate(fromInput(g, u) + fromState(g, u))));
      const candidate = each((u) => f(fromInput(2, u) + fromState(2, u)));
      if (!i || !forget || !o) throw new Error('An LSTM has four gates.');
      const before = c;
      c = each((u) => (forget[u] ?? NaN) * (before[u] ?? NaN) + (i[u] ?? NaN) * (candidate[u] ?? NaN));
      h = each((u) => (o[u] ?? NaN) * f(c[u] ?? NaN));
      gates.push({ i, f: forget, c: candidate, o });
    } else {
      const second = (g: number, u: number): number => (layer.resetAfter ? (bias[columns + g * units + u] ?? NaN) : 0);
      const z = each((u) => gate(fromInput(0, u) + fromState(0, u) + second(0, u)));
      const r = each((u) => gate(fromInput(1, u) + fromState(1, u) + second(1, u)));
      const candidate = each((u) =>
        layer.resetAfter
          ? f(fromInput(2, u) + (r[u] ?? NaN) * (fromState(2, u) + second(2, u)))
          : f(fromInput(2, u) + fromState(2, u, r)),
      );
      const before = h;
      h = each((u) => (z[u] ?? NaN) * (before[u] ?? NaN) + (1 - (z[u] ?? NaN)) * (candidate[u] ?? NaN));
      gates.push({ z, r, h: candidate });
    }
    h = probe(h, t);
    return h;
  });
  return { states, end: { h, c }, gates };
}

function vectorOf(table: Float64Array | null, width: number, token: number): number[] {
  if (table) return [...table.subarray(token * width, (token + 1) * width)];
  return Array.from({ length: width }, (_, i) => Number(i === token));
}

function dense(x: readonly number[], kernel: Float64Array, bias: Float64Array, f: (value: number) => number): number[] {
  return Array.from(bias, (b, j) =>
    f(x.reduce((total, value, i) => total + value * (kernel[i * bias.length + j] ?? NaN), b)),
  );
}

function softmax(values: readonly number[]): number[] {
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function merge({ merge: mode }: RecurrentLayer, a: number[], b: number[] | undefined): number[] {
  if (!b) return a;
  if (mode === 'concat') return [...a, ...b];
  return a.map((x, i) => {
    const y = b[i] ?? NaN;
    return mode === 'mul' ? x * y : mode === 'sum' ? x + y : (x + y) / 2;
  });
}

function never(): never {
  throw new Error('The network and what it is given do not fit.');
}
