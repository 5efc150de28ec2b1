import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

import type { NamedWeight } from '../../../src/engine/engine';
import { initializeParameters } from '../../../src/engine/initializers';
import { Parameters } from '../../../src/engine/parameters';
import { seededGenerator } from '../../../src/engine/random';
import type { Experiment } from '../../../src/spec/experiment';
import { experimentSchema } from '../../../src/spec/experiment';
import { weightShapes } from '../../../src/spec/layers';
import { makeSequenceWork, type SequenceWork } from './sequenceWork';
import type { Row } from './shapes';

const learningRate = 0.001;

/** What every engine is given for a row of the table: the same weights, the same numbers, the same windows. */
export interface Workload {
  readonly experiment: Experiment;
  readonly learningRate: number;
  readonly weights: readonly NamedWeight[];
  /** [rows, features], row-major. */
  readonly inputs: Float32Array;
  /** [rows]: one target. */
  readonly targets: Float32Array;
  /** Start rows of the windows, [batches][B]. */
  readonly batches: readonly Int32Array[];
  /** What takes the place of inputs and targets where the row is of sequences; batches then hold their numbers. */
  readonly sequences: SequenceWork | null;
}

export interface WorkloadSize {
  /** Rows of data. */
  readonly dataRows: number;
  /** Different batches that are trained on in turn. */
  readonly batchCount: number;
}

const usualSize: WorkloadSize = { dataRows: 2000, batchCount: 16 };

/** @param size of the data for training; a prediction has as many rows as it needs */
export function makeWorkload({ shape, purpose }: Row, { dataRows, batchCount } = usualSize): Workload {
  if (shape.sequence) return makeSequenceWork(shape.sequence, shape);
  const { cell, units, timeSteps, features, batchSize, layers = 1, bidirectional = false } = shape;
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'sine.csv', targets: ['x0'], inputs: Array.from({ length: features }, (_, f) => `x${f}`) },
    window: { timeSteps },
    model: { layers: Array.from({ length: layers }, () => ({ cell, units, bidirectional })) },
    // The windows of a prediction are no batch of training.
    training: { batchSize: purpose === 'train' ? batchSize : 32, optimizer: { name: 'adam', learningRate } },
  });
  const parameters = new Parameters(weightShapes(experiment));
  initializeParameters(parameters, experiment.training.seed);

  const rowCount = purpose === 'predict' ? batchSize + timeSteps : dataRows;
  const { inputs, targets } = noisySines(rowCount, features);
  const windows = rowCount - timeSteps;
  const random = seededGenerator(2);
  const batches =
    purpose === 'predict'
      ? [Int32Array.from({ length: batchSize }, (_, i) => i)]
      : Array.from({ length: batchCount }, () =>
          Int32Array.from({ length: batchSize }, () => uniformInt(random, 0, windows - 1)),
        );
  return { experiment, learningRate, weights: parameters.toNamed(), inputs, targets, batches, sequences: null };
}

/** Sines of different periods with noise, so that there is something to learn; the target is the first of them. */
function noisySines(rowCount: number, features: number): { inputs: Float32Array; targets: Float32Array } {
  const random = seededGenerator(1);
  const inputs = new Float32Array(rowCount * features);
  const targets = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    for (let f = 0; f < features; f++) {
      inputs[row * features + f] = Math.sin(row / (3 + f)) + 0.2 * (uniformFloat64(random) - 0.5);
    }
    targets[row] = inputs[row * features] ?? 0;
  }
  return { inputs, targets };
}
