import type { DataOptions, NamedWeight } from '../../src/engine/engine';
import { weightShapes } from '../../src/spec/layers';
import { networkOf } from '../../src/spec/network';
import { tokenColumns } from '../../src/spec/shapes';
import { makeEngine } from './engines';
import type { ModelCase } from './modelCases';
import { askEngine, type ModelExamples } from './modelExamples';
import { bits, makeWeights, uniform } from './sharedNumbers';

const examples = 5;
const streams = { inputs: 0, targets: 1, tokens: 1000, labels: 1001, known: 1002, lengths: 1003, said: 1004 };

/** Weights of a case. @param seed another one for each case */
export function makeCaseWeights({ experiment, shapes }: ModelCase, seed: number): NamedWeight[] {
  const named = weightShapes(experiment, shapes);
  const values = makeWeights(named.map(({ shape }) => shape), 0.6, seed); // prettier-ignore
  return named.map((weight, i) => ({ ...weight, values: values[i] ?? new Float32Array(0) }));
}

/** Gives a case numbers, and asks the engine: sequences are of no step to all, windows of all. */
export async function makeExamples(
  one: ModelCase,
  weights: readonly NamedWeight[],
  seed: number,
): Promise<ModelExamples> {
  const { experiment, shapes } = one;
  const { timeSteps, horizon, features, classes, vocabulary } = shapes;
  const isForecast = experiment.task === 'forecast';
  // A forecast's targets stand behind its window, in the same rows.
  const own = timeSteps + (isForecast ? horizon : 0);
  const targetSteps = isForecast ? own : horizon + 1;
  const rows = examples * own;
  const scaled = { windowScale: { inputs: [0], targets: [0] } };
  const options: DataOptions = isForecast
    ? experiment.data.scale === 'window'
      ? scaled
      : {}
    : { examples, targetRows: examples * targetSteps };
  const engine = await makeEngine('fused relaxed', experiment, shapes);
  const data = engine.allocateData(rows, options);
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
    const lengths = lengthsOf(one, seed);
    const said = bits(examples, seed, streams.said);
    const { head } = networkOf(experiment, shapes);
    lengths.forEach((length, e) => {
      const ofDecoder = e === 2 ? horizon : 1 + ((said[e] ?? NaN) % horizon);
      const steps = { last: 1, each: length, decoder: ofDecoder }[head.steps];
      data.index.set([e * own, length, e * targetSteps, steps], 4 * e);
    });
  }
  engine.setWeights(weights);
  const starts = Int32Array.from({ length: examples }, (_, e) => (isForecast ? e * own : e));
  const asked = await askEngine(engine, { experiment, shapes, data, options, examples: starts });
  engine.dispose();
  return asked;
}

/** Steps of each example: the longest there is, and one of no step at all, are among them. */
function lengthsOf({ shapes: { timeSteps } }: ModelCase, seed: number): number[] {
  const any = Array.from(bits(examples, seed, streams.lengths), (value) => value % (timeSteps + 1));
  return any.map((length, e) => (e === 1 ? timeSteps : e === 3 ? 0 : length));
}
