import type { LabelledData } from '../../../data/classes/labelledData';
import type { SplitName } from '../../../spec/run';
import type { ClassPredictions } from '../../scores/classes';
import type { PartOutputs } from './predictExamples';

/** What was said of a part, beside what is so. */
export interface PartClasses extends ClassPredictions {
  readonly split: SplitName;
  /** Target row of each prediction. */
  readonly rows: Int32Array;
  /** [rows, classes], row-major. */
  readonly probabilities: Float32Array;
}

/**
 * The likeliest class of each row; the first of those that are equally likely.
 * @param width outputs of a row: one a class, or the probability of the second of two
 */
export function classPredictions(part: PartOutputs, data: LabelledData, width: number): PartClasses {
  const { classes, unseen, labels } = data;
  const { split, rows, outputs } = part;
  const probabilities = width === 1 ? ofBoth(outputs) : outputs;
  return {
    ...{ split, rows, probabilities },
    names: [...classes, ...unseen],
    classes: classes.length,
    actual: rows.map((row) => labels[row]!),
    predicted: rows.map((_, i) => likeliestClass(probabilities.subarray(i * classes.length, (i + 1) * classes.length))),
  };
}

/** What saying the same class throughout comes to. */
export function alwaysSaying(label: number, part: PartClasses): ClassPredictions {
  const { names, classes, actual } = part;
  const probabilities = new Float32Array(part.probabilities.length);
  for (let i = label; i < probabilities.length; i += classes) probabilities[i] = 1;
  return { names, classes, actual, predicted: actual.map(() => label), probabilities };
}

/** The first of those that are equally likely. */
export function likeliestClass(probabilities: Float32Array): number {
  let best = 0;
  probabilities.forEach((probability, k) => {
    if (probability > probabilities[best]!) best = k;
  });
  return best;
}

function ofBoth(second: Float32Array): Float32Array {
  const both = new Float32Array(2 * second.length);
  second.forEach((probability, i) => {
    both[2 * i] = 1 - probability;
    both[2 * i + 1] = probability;
  });
  return both;
}
