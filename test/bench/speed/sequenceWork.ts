import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

import { lengthBuckets } from '../../../src/data/text/buckets';
import type { Bucket, ModelShapes } from '../../../src/engine/engine';
import { initializeParameters } from '../../../src/engine/initializers';
import { Parameters } from '../../../src/engine/parameters';
import { seededGenerator } from '../../../src/engine/random';
import type { Experiment, ExperimentInput } from '../../../src/spec/experiment';
import { experimentSchema } from '../../../src/spec/experiment';
import { weightShapes } from '../../../src/spec/layers';
import { planBatches } from '../../../src/training/batches';
import { Shuffler } from '../../../src/training/shuffle';
import type { Shape } from './shapes';
import type { Workload } from './workload';

/** Tokens and classes of sequences that differ in length: see `EngineData`. */
export interface SequenceWork {
  readonly kind: 'text' | 'addition';
  readonly shapes: ModelShapes;
  readonly buckets: readonly Bucket[];
  readonly tokens: Int32Array;
  readonly labels: Int32Array;
  /** [examples, 4]. */
  readonly index: Int32Array;
}

/** Texts of each number of words from 0: `product-reviews.csv`, 1,000 reviews cut by `Intl.Segmenter`. */
const reviewLengths = [
  0, 0, 3, 64, 74, 79, 63, 65, 66, 40, 37, 48, 36, 44, 27, 34, 36, 36, 33, 25, 13, 32, 13, 18, 22, 15, 13, 16, 8, 9, 13,
  7, 7, 0, 0, 2, 2,
];
const reviewVocabulary = 2000;
const embedding = 32;
const classes = 2;

/** Special tokens, then the digits and the plus. */
const special = 4;
const [startToken, endToken] = [2, 3];
const digit = (character: string): number => special + Number(character);
const plus = special + 10;
const additionVocabulary = { source: special + 11, target: special + 10 };
const additionPairs = 2048;
const largestNumber = 999;

const sequence = (examples: readonly Example[]): Pick<SequenceWork, 'tokens' | 'labels' | 'index'> => {
  const index: number[] = [];
  let [source, target] = [0, 0];
  for (const { tokens, labels, targetSteps } of examples) {
    index.push(source, tokens.length, target, targetSteps);
    source += tokens.length;
    target += labels.length;
  }
  return {
    tokens: Int32Array.from(examples.flatMap(({ tokens }) => tokens)),
    labels: Int32Array.from(examples.flatMap(({ labels }) => labels)),
    index: Int32Array.from(index),
  };
};

interface Example {
  readonly tokens: readonly number[];
  readonly labels: readonly number[];
  readonly targetSteps: number;
}

/** Words by chance, of which two of three are said by one of the two classes alone. */
function reviews(random: RandomGenerator): Example[] {
  return reviewLengths.flatMap((count, length) =>
    Array.from({ length: count }, () => {
      const label = uniformInt(random, 0, 1);
      const half = (reviewVocabulary - special) / 2;
      const tokens = Array.from({ length }, () => {
        const said = uniformInt(random, 0, 2) < 2 ? label : 1 - label;
        return special + said * half + uniformInt(random, 0, half - 1);
      });
      return { tokens, labels: [label], targetSteps: 1 };
    }),
  );
}

/** `37+48` and `85`. */
function additions(random: RandomGenerator): Example[] {
  return Array.from({ length: additionPairs }, () => {
    const [a, b] = [uniformInt(random, 0, largestNumber), uniformInt(random, 0, largestNumber)];
    const answer = [...String(a + b)].map(digit);
    return {
      tokens: [...[...String(a)].map(digit), plus, ...[...String(b)].map(digit)],
      labels: [startToken, ...answer, endToken],
      targetSteps: answer.length + 1,
    };
  });
}

/** Text of 1,000 reviews, or sums: the batches of an epoch as training makes them, all of the same size. */
export function makeSequenceWork(kind: SequenceWork['kind'], shape: Shape): Workload {
  const random = seededGenerator(3);
  const examples = kind === 'text' ? reviews(random) : additions(random);
  const data = sequence(examples);
  const source = Int32Array.from(examples, ({ tokens }) => tokens.length);
  const target = Int32Array.from(examples, ({ targetSteps }) => targetSteps);
  const longest = (steps: Int32Array): number => steps.reduce((most, n) => Math.max(most, n), 1);
  const shapes: ModelShapes = {
    timeSteps: longest(source),
    features: 0,
    horizon: longest(target),
    targets: 0,
    vocabulary: kind === 'text' ? reviewVocabulary : additionVocabulary.source,
    classes: kind === 'text' ? classes : additionVocabulary.target,
  };
  const experiment = experimentOf(kind, shape);
  const parameters = new Parameters(weightShapes(experiment, shapes));
  initializeParameters(parameters, experiment.training.seed);
  const none = new Float32Array(0);
  return {
    experiment,
    learningRate: experiment.training.optimizer.learningRate,
    weights: parameters.toNamed(),
    inputs: none,
    targets: none,
    batches: fullBatches(experiment, source, target),
    sequences: { kind, shapes, buckets: lengthBuckets(source, target), ...data },
  };
}

function experimentOf(kind: SequenceWork['kind'], { cell, units, batchSize }: Shape): Experiment {
  const layers = [{ cell, units }];
  const model: ExperimentInput['model'] =
    kind === 'text'
      ? { layers, embedding: { units: embedding }, tokens: { level: 'word', vocabulary: reviewVocabulary } }
      : {
          layers,
          topology: 'encoder-decoder',
          tokens: { level: 'character' },
          decoder: { layers, mode: 'autoregressive' },
        };
  return experimentSchema.parse({
    version: 1,
    task: kind === 'text' ? 'classify' : 'translate',
    data: { file: 'made.csv', inputs: ['text'], targets: ['label'] },
    model,
    training: { batchSize, loss: 'categorical_crossentropy', optimizer: { name: 'adam', learningRate: 0.001 } },
  });
}

/** Those of an epoch as a run makes them; a smaller last one, which a compiled peer would compile for, is left out. */
function fullBatches(experiment: Experiment, source: Int32Array, target: Int32Array): Int32Array[] {
  const lengths = Uint16Array.from(source, (steps, i) => steps + (target[i] ?? 0));
  const plan = planBatches(
    source.map((_, example) => example),
    experiment,
    { lengths },
  );
  plan.begin(Shuffler.fromSeed(experiment.training.seed));
  const batches: Int32Array[] = [];
  for (let batch = plan.next(); batch; batch = plan.next()) {
    if (batch.length === experiment.training.batchSize) batches.push(batch.slice());
  }
  return batches;
}
