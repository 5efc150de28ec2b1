import type { DataOptions, Engine, EngineData, ModelShapes } from '../../src/engine/engine';
import type { Experiment } from '../../src/spec/experiment';
import { type Network, networkOf } from '../../src/spec/network';
import { tokenColumns } from '../../src/spec/shapes';

/** What a written model is fed, and what the engine made of the same. */
export interface ModelExamples {
  readonly inputs: Readonly<Record<string, Input>>;
  /** [examples, steps, outputs], steps padded to those of the shapes. */
  readonly outputs: Float32Array;
  /** Whether each output is of a real step. */
  readonly real: readonly boolean[];
  /** What turns outputs back where windows are scaled by themselves: output · spread + level; of each example and target. */
  readonly levels: readonly (readonly Level[])[] | null;
}

export interface Input {
  readonly dims: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export interface Level {
  readonly level: number;
  readonly spread: number;
}

/** Examples of an engine that was given data. */
export interface Asked {
  readonly experiment: Experiment;
  readonly shapes: ModelShapes;
  readonly data: EngineData;
  readonly options: DataOptions;
  /** As the engine numbers them. */
  readonly examples: Int32Array;
}

/** No step of padding may count: what stands there is far beyond all other values. */
const padding = 1000;

export async function askEngine(engine: Engine, asked: Asked): Promise<ModelExamples> {
  const network = networkOf(asked.experiment, asked.shapes);
  const extents = extentsOf(asked);
  const outputs = isFedBack(network) ? await stepBack(engine, asked, network) : await engine.predict(asked.examples);
  const { units, steps } = network.head;
  const counts = extents.map(
    ({ sourceSteps, targetSteps }) => ({ last: 1, each: sourceSteps, decoder: targetSteps })[steps],
  );
  const padded = outputs.length / (counts.length * units);
  const real = counts.flatMap((count) => Array.from({ length: padded * units }, (_, i) => i < count * units));
  if (real.some((isReal, i) => isReal === Number.isNaN(outputs[i])))
    throw new Error('Other steps are real than expected.');
  return { inputs: inputsOf(asked, network, extents), outputs, real, levels: levelsOf(asked, extents) };
}

/** Rows of an example. */
interface Extent {
  readonly source: number;
  readonly sourceSteps: number;
  readonly target: number;
  readonly targetSteps: number;
}

function extentsOf({ options, shapes: { timeSteps, horizon }, data: { index }, examples }: Asked): Extent[] {
  return Array.from(examples, (example) => {
    if (options.examples === undefined) {
      return { source: example, sourceSteps: timeSteps, target: example + timeSteps, targetSteps: horizon };
    }
    const [source = NaN, sourceSteps = NaN, target = NaN, targetSteps = NaN] = index.subarray(
      4 * example,
      4 * example + 4,
    );
    return { source, sourceSteps, target, targetSteps };
  });
}

const isFedBack = ({ decoder }: Network): boolean => decoder?.inputs.some(({ kind }) => kind === 'previous') ?? false;

const rowOf = (values: Float32Array, row: number, width: number): number[] => [
  ...values.subarray(row * width, (row + 1) * width),
];

/** A decoder step by step, each from what was said before: the middle quantile stands for the prediction. */
async function stepBack(engine: Engine, asked: Asked, { head }: Network): Promise<Float32Array> {
  const { data, shapes, examples } = asked;
  const { horizon, targets, known = 0 } = shapes;
  const { units, quantiles } = head;
  const each = Math.max(1, quantiles.length);
  const extents = extentsOf(asked);
  const outputs = new Float32Array(examples.length * horizon * units);
  const previous = Float32Array.from(extents.flatMap(({ target }) => rowOf(data.targets, target - 1, targets)));
  const decoding = await engine.decode(examples);
  for (let step = 0; step < horizon; step++) {
    const beside = Float32Array.from(extents.flatMap(({ target }) => rowOf(data.known, target + step, known)));
    const now = await decoding.step(previous, known > 0 ? beside : undefined);
    for (let e = 0; e < examples.length; e++) {
      outputs.set(now.subarray(e * units, (e + 1) * units), (e * horizon + step) * units);
      for (let k = 0; k < targets; k++) previous[e * targets + k] = now[e * units + k * each + (each >> 1)] ?? NaN;
    }
  }
  return outputs;
}

/** What a caller of the ONNX model gives it: see `docs/models.md`. */
function inputsOf(asked: Asked, network: Network, extents: readonly Extent[]): Record<string, Input> {
  const { experiment, shapes, data, options } = asked;
  const { timeSteps, horizon, features, vocabulary, known = 0, targets } = shapes;
  const count = extents.length;
  const inputs: Record<string, Input> = {};
  const scaled = (row: number, { source }: Extent): number[] => {
    const values = rowOf(data.inputs, row, features);
    for (const column of options.windowScale?.inputs ?? []) {
      const { level, spread } = levelOf(asked, source, column);
      values[column] = ((values[column] ?? NaN) - level) / spread;
    }
    return values;
  };
  const ofSteps = <T>(value: (row: number, extent: Extent) => T, behind: T): T[] =>
    extents.flatMap((extent) =>
      Array.from({ length: timeSteps }, (_, t) => (t < extent.sourceSteps ? value(extent.source + t, extent) : behind)),
    );
  if (features > 0) {
    const values = ofSteps(scaled, new Array<number>(features).fill(padding));
    inputs['rows'] = { dims: [count, timeSteps, features], values: Float32Array.from(values.flat()) };
  }
  const columns = tokenColumns(shapes).length;
  const rows = data.tokens.length / Math.max(1, columns);
  for (let column = 0; column < columns; column++) {
    const isText = vocabulary !== undefined && column === 0;
    const name = isText ? 'tokens' : `categories_${column + (vocabulary === undefined ? 1 : 0)}`;
    const values = ofSteps((row) => data.tokens[column * rows + row] ?? NaN, 0);
    inputs[name] = { dims: [count, timeSteps], values: Int32Array.from(values) };
  }
  if (vocabulary === undefined && experiment.task !== 'forecast' && timeSteps > 1) {
    inputs['lengths'] = { dims: [count], values: Int32Array.from(extents, ({ sourceSteps }) => sourceSteps) };
  }
  const decoded = network.decoder?.inputs.map(({ kind }) => kind) ?? [];
  if (decoded.includes('known') || network.head.known > 0) {
    const values = extents.flatMap(({ target }) => [
      ...data.known.subarray(target * known, (target + horizon) * known),
    ]);
    const dims = decoded.includes('known') ? [count, horizon, known] : [count, horizon * known];
    inputs['known'] = { dims, values: Float32Array.from(values) };
  }
  if (decoded.includes('previous')) {
    const levels = levelsOf(asked, extents);
    const values = extents.flatMap(({ target }, e) =>
      rowOf(data.targets, target - 1, targets).map((value, k) => {
        const { level, spread } = levels?.[e]?.[k] ?? { level: 0, spread: 1 };
        return (value - level) / spread;
      }),
    );
    inputs['previous'] = { dims: [count, targets], values: Float32Array.from(values) };
  }
  if (decoded.includes('embedding') || decoded.includes('one-hot')) {
    const values = extents.flatMap(({ target, targetSteps }) =>
      Array.from({ length: horizon }, (_, t) => (t < targetSteps ? (data.labels[target + t] ?? NaN) : 0)),
    );
    inputs['said'] = { dims: [count, horizon], values: Int32Array.from(values) };
  }
  return inputs;
}

function levelsOf(asked: Asked, extents: readonly Extent[]): Level[][] | null {
  const { windowScale } = asked.options;
  if (!windowScale) return null;
  return extents.map(({ source }) => windowScale.targets.map((column) => levelOf(asked, source, column)));
}

/** Last value and deviation of a column in a window. */
function levelOf({ data, shapes: { features, timeSteps } }: Asked, source: number, column: number): Level {
  const values = Array.from({ length: timeSteps }, (_, t) => data.inputs[(source + t) * features + column] ?? NaN);
  const mean = values.reduce((sum, value) => sum + value, 0) / timeSteps;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / timeSteps);
  return { level: values.at(-1) ?? NaN, spread: spread > 0 ? spread : 1 };
}
