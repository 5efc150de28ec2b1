import type { Engine, EngineData, ModelShapes, NamedWeight } from '../../src/engine/engine';
import type { Experiment } from '../../src/spec/experiment';
import { weightShapes } from '../../src/spec/layers';
import { type Network, networkOf } from '../../src/spec/network';
import { tokenColumns } from '../../src/spec/shapes';
import { type EngineName, makeEngine } from './engines';
import type { ModelCase } from './modelCases';
import { bits, makeWeights, uniform } from './sharedNumbers';

/** A case with numbers: what the written models are fed, and what the engine made of it. */
export interface ModelExamples extends ModelCase {
  readonly weights: readonly NamedWeight[];
  readonly inputs: Readonly<Record<string, Input>>;
  readonly expected: {
    /** [examples, steps, outputs], steps padded to those of the longest. */
    readonly outputs: Float32Array;
    /** Whether each is of a real step. */
    readonly real: readonly boolean[];
  };
}

export interface Input {
  readonly dims: readonly number[];
  readonly values: Float32Array | Int32Array;
}

const examples = 5;
const streams = { inputs: 0, targets: 1, tokens: 1000, labels: 1001, known: 1002, lengths: 1003, said: 1004 };
/** No row of padding may count: what stands there is far beyond all other values. */
const padding = 1000;

/** Whether sequences differ in length; windows of a forecast and single rows do not. */
const differ = ({ task }: Experiment, { timeSteps }: ModelShapes): boolean => task !== 'forecast' && timeSteps > 1;

/** Gives a case weights and numbers, and asks the engine. @param seed another one for each case */
export async function makeExamples(one: ModelCase, seed: number, which: EngineName): Promise<ModelExamples> {
  const { experiment, shapes } = one;
  const named = weightShapes(experiment, shapes);
  const values = makeWeights(named.map(({ shape }) => shape), 0.6, seed); // prettier-ignore
  const weights = named.map((weight, i) => ({ ...weight, values: values[i] ?? new Float32Array(0) }));
  const network = networkOf(experiment, shapes);
  const lengths = lengthsOf(one, seed);
  const said = saidOf(network, shapes, seed);
  const engine = await makeEngine(which, experiment, shapes);
  const data = fill(engine, one, { lengths, said, seed });
  engine.setWeights(weights);
  const outputs = await predict(engine, network, data);
  engine.dispose();
  const steps = { last: lengths.map(() => 1), each: lengths, decoder: said }[network.head.steps];
  return {
    ...one,
    weights,
    inputs: inputsOf(one, network, data, { lengths, said }),
    expected: withoutPadding(outputs, steps, network.head.units),
  };
}

/** Steps of each example: from none to all. */
function lengthsOf({ experiment, shapes }: ModelCase, seed: number): number[] {
  const { timeSteps } = shapes;
  if (!differ(experiment, shapes)) return Array.from({ length: examples }, () => timeSteps);
  const any = Array.from(bits(examples, seed, streams.lengths), (value) => value % (timeSteps + 1));
  // The longest there is, and one of no step at all: as many as the engine takes.
  return any.map((length, e) => (e === 1 ? timeSteps : e === 3 ? 0 : length));
}

/** Steps that each example's decoder takes. */
function saidOf({ head, decoder }: Network, { horizon }: ModelShapes, seed: number): number[] {
  const differs = decoder !== null && head.kind !== 'numbers';
  return Array.from(bits(examples, seed, streams.said), (value, e) =>
    differs && e !== 2 ? 1 + (value % horizon) : horizon,
  );
}

interface Sizes {
  readonly lengths: readonly number[];
  readonly said: readonly number[];
}

/** Each example has rows of its own, as many as the longest. */
function fill(
  engine: Engine,
  { experiment, shapes }: ModelCase,
  { lengths, said, seed }: Sizes & { seed: number },
): EngineData {
  const { timeSteps, horizon, features, classes, vocabulary } = shapes;
  const isForecast = experiment.task === 'forecast';
  // A forecast's targets stand behind its window, in the same rows.
  const own = timeSteps + (isForecast ? horizon : 0);
  const rows = examples * own;
  const targetSteps = isForecast ? own : horizon + 1;
  const data = engine.allocateData(rows, isForecast ? {} : { examples, targetRows: examples * targetSteps });
  data.inputs.set(uniform(rows * features, 1, seed, streams.inputs));
  data.targets.set(uniform(data.targets.length, 1, seed, streams.targets));
  data.known.set(uniform(data.known.length, 1, seed, streams.known));
  tokenColumns(shapes).forEach((values, column) => {
    // Of a text 0 is padding, of a column a value.
    const first = vocabulary !== undefined && column === 0 ? 1 : 0;
    const tokens = bits(rows, seed, streams.tokens + 10 * column).map((value) => first + (value % (values - first)));
    data.tokens.set(tokens, column * rows);
  });
  if (classes !== undefined) {
    data.labels.set(bits(data.labels.length, seed, streams.labels).map((value) => 1 + (value % (classes - 1))));
  }
  if (!isForecast) {
    lengths.forEach((length, e) => {
      const steps = experiment.model.decoder ? said[e] : experiment.task === 'classify' ? 1 : length;
      data.index.set([e * own, length, e * targetSteps, steps ?? NaN], 4 * e);
    });
  }
  return data;
}

async function predict(engine: Engine, network: Network, data: EngineData): Promise<Float32Array> {
  const { timeSteps, horizon, targets, known = 0 } = engine.shapes;
  const own = data.index.length > 0 ? 1 : timeSteps + horizon;
  const starts = Int32Array.from({ length: examples }, (_, e) => e * own);
  if (!network.decoder?.inputs.some(({ kind }) => kind === 'previous')) return engine.predict(starts);
  // Step by step, each from what was said before: the middle quantile stands for the prediction.
  const { units, quantiles } = network.head;
  const each = Math.max(1, quantiles.length);
  const outputs = new Float32Array(examples * horizon * units);
  const previous = previousOf(data, engine.shapes);
  const decoding = await engine.decode(starts);
  for (let step = 0; step < horizon; step++) {
    const columns = starts.map((start) => start + timeSteps + step);
    const beside = Float32Array.from(
      [...columns].flatMap((row) => [...data.known.subarray(row * known, (row + 1) * known)]),
    );
    const now = await decoding.step(previous, known > 0 ? beside : undefined);
    for (let e = 0; e < examples; e++) {
      outputs.set(now.subarray(e * units, (e + 1) * units), (e * horizon + step) * units);
      for (let k = 0; k < targets; k++) previous[e * targets + k] = now[e * units + k * each + (each >> 1)] ?? NaN;
    }
  }
  return outputs;
}

/** Targets of the last step of each window, [examples, targets]. */
function previousOf({ targets: values }: EngineData, { timeSteps, horizon, targets }: ModelShapes): Float32Array {
  return Float32Array.from({ length: examples * targets }, (_, i) => {
    const row = Math.floor(i / targets) * (timeSteps + horizon) + timeSteps - 1;
    return values[row * targets + (i % targets)] ?? NaN;
  });
}

/** What a caller of the ONNX model gives it. */
function inputsOf(
  { experiment, shapes }: ModelCase,
  network: Network,
  data: EngineData,
  { lengths, said }: Sizes,
): Record<string, Input> {
  const { timeSteps, horizon, features, vocabulary, known = 0, targets } = shapes;
  const isForecast = experiment.task === 'forecast';
  const own = timeSteps + (isForecast ? horizon : 0);
  const rows = examples * own;
  const ofSteps = <T>(value: (row: number, isReal: boolean) => T): T[] =>
    lengths.flatMap((length, e) => Array.from({ length: timeSteps }, (_, t) => value(e * own + t, t < length)));
  const inputs: Record<string, Input> = {};
  if (features > 0) {
    const values = ofSteps((row, isReal) =>
      isReal
        ? [...data.inputs.subarray(row * features, (row + 1) * features)]
        : new Array<number>(features).fill(padding),
    );
    inputs['rows'] = { dims: [examples, timeSteps, features], values: Float32Array.from(values.flat()) };
  }
  tokenColumns(shapes).forEach((_, column) => {
    const isText = vocabulary !== undefined && column === 0;
    const name = isText ? 'tokens' : `categories_${column + (vocabulary === undefined ? 1 : 0)}`;
    const values = ofSteps((row, isReal) => (isReal ? (data.tokens[column * rows + row] ?? NaN) : 0));
    inputs[name] = { dims: [examples, timeSteps], values: Int32Array.from(values) };
  });
  if (vocabulary === undefined && differ(experiment, shapes)) {
    inputs['lengths'] = { dims: [examples], values: Int32Array.from(lengths) };
  }
  const decoded = network.decoder?.inputs.map(({ kind }) => kind) ?? [];
  if (known > 0) {
    const values = lengths.flatMap((_, e) =>
      Array.from({ length: horizon * known }, (__, i) => data.known[(e * own + timeSteps) * known + i] ?? NaN),
    );
    const dims = decoded.includes('known') ? [examples, horizon, known] : [examples, horizon * known];
    inputs['known'] = { dims, values: Float32Array.from(values) };
  }
  if (decoded.includes('previous'))
    inputs['previous'] = { dims: [examples, targets], values: previousOf(data, shapes) };
  if (decoded.includes('embedding') || decoded.includes('one-hot')) {
    const values = said.flatMap((steps, e) =>
      Array.from({ length: horizon }, (_, t) => (t < steps ? (data.labels[e * (horizon + 1) + t] ?? NaN) : 0)),
    );
    inputs['said'] = { dims: [examples, horizon], values: Int32Array.from(values) };
  }
  return inputs;
}

/** What stands at real steps, and which these are; the engine has not-a-number at the others. */
function withoutPadding(outputs: Float32Array, steps: readonly number[], units: number): ModelExamples['expected'] {
  const padded = outputs.length / (steps.length * units);
  const real = steps.flatMap((count) =>
    Array.from({ length: padded }, (_, t) => new Array<boolean>(units).fill(t < count)).flat(),
  );
  if (real.some((isReal, i) => isReal !== !Number.isNaN(outputs[i])))
    throw new Error('Other steps are real than expected.');
  return { outputs, real };
}
