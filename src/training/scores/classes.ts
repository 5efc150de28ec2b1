import type { Scores } from '../../spec/run';
import type { ScoresDetail } from '../../spec/scores';

/** What was said of some examples: all arrays are as long as there are examples. */
export interface ClassPredictions {
  /** Names of the network's outputs, and after them of labels that it has no output for. */
  readonly names: readonly string[];
  /** Outputs of the network. */
  readonly classes: number;
  /** Number of each example's label, within `names`. */
  readonly actual: Int32Array;
  readonly predicted: Int32Array;
  /** [examples, classes], row-major; null where nothing is known but what was said. */
  readonly probabilities: Float32Array | null;
}

/** counts[actual][predicted], over all names. */
export function confusionCounts({ names, actual, predicted }: ClassPredictions): number[][] {
  const counts = names.map(() => names.map(() => 0));
  actual.forEach((label, i) => {
    counts[label]![predicted[i]!]! += 1;
  });
  return counts;
}

type ByClass = NonNullable<ScoresDetail['byClass']>;

/**
 * Precision, recall and F1 of each class. Not defined (null): precision of what was never said, recall of what never
 * was, F1 of what is neither.
 */
export function scoresByClass(names: readonly string[], counts: readonly (readonly number[])[]): ByClass {
  return names.map((name, k) => {
    const right = counts[k]![k]!;
    const support = counts[k]!.reduce((a, b) => a + b, 0);
    const said = counts.reduce((sum, row) => sum + row[k]!, 0);
    return {
      class: name,
      precision: ratio(right, said),
      recall: ratio(right, support),
      f1: ratio(2 * right, said + support),
      support,
    };
  });
}

/**
 * Accuracy; F1, as the plain mean over the classes that are said or really there (scikit-learn's `average="macro"`);
 * AUC for two classes.
 */
export function classScores(predictions: ClassPredictions): Scores {
  const counts = confusionCounts(predictions);
  const right = counts.reduce((sum, row, k) => sum + row[k]!, 0);
  const f1 = scoresByClass(predictions.names, counts).flatMap((one) => (one.f1 === null ? [] : [one.f1]));
  return {
    accuracy: ratio(right, predictions.actual.length),
    f1: ratio(
      f1.reduce((a, b) => a + b, 0),
      f1.length,
    ),
    ...(predictions.classes === 2 ? { auc: auc(predictions) } : {}),
  };
}

/** What is too large for the summary: scores by class, the confusion matrix, the ROC curve for two classes. */
export function classDetails(predictions: ClassPredictions): ScoresDetail {
  const counts = confusionCounts(predictions);
  const names = [...predictions.names];
  const roc = rocCurve(predictions);
  return {
    byClass: scoresByClass(names, counts),
    confusion: { classes: names, counts },
    ...(roc === null ? {} : { roc: { positive: names[1] ?? '', ...thinned(roc) } }),
  };
}

interface Curve {
  readonly falsePositiveRate: number[];
  readonly truePositiveRate: number[];
}

/**
 * Share of the first class and of the second that is called the second, for each threshold of its probability from the
 * highest down; examples of the same probability change sides together. null without examples of both classes.
 */
export function rocCurve({ classes, actual, probabilities }: ClassPredictions): Curve | null {
  if (classes !== 2 || probabilities === null) return null;
  const examples = [...actual.keys()].filter((i) => actual[i]! < 2); // of a label that is neither nothing is known
  const scoreOf = (i: number): number => probabilities[2 * i + 1]!;
  examples.sort((a, b) => scoreOf(b) - scoreOf(a));
  const positives = examples.reduce((sum, i) => sum + actual[i]!, 0);
  const negatives = examples.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const falsePositiveRate = [0];
  const truePositiveRate = [0];
  let found = 0;
  examples.forEach((i, place) => {
    found += actual[i]!;
    const next = examples[place + 1];
    if (next !== undefined && scoreOf(next) === scoreOf(i)) return;
    falsePositiveRate.push((place + 1 - found) / negatives);
    truePositiveRate.push(found / positives);
  });
  return { falsePositiveRate, truePositiveRate };
}

/**
 * Area under the ROC curve by trapezoids: the chance that an example of the second class has a higher probability of it
 * than one of the first; a tie counts half. null without examples of both classes.
 */
export function auc(predictions: ClassPredictions): number | null {
  const curve = rocCurve(predictions);
  if (curve === null) return null;
  const { falsePositiveRate: x, truePositiveRate: y } = curve;
  return x.reduce((sum, right, i) => (i === 0 ? 0 : sum + ((right - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2), 0);
}

/** Points of a curve in a file: what a picture can show. */
const curvePoints = 200;

/** Points at even distances along the curve, with both ends. */
function thinned({ falsePositiveRate, truePositiveRate }: Curve): Curve {
  const count = falsePositiveRate.length;
  if (count <= curvePoints) return { falsePositiveRate, truePositiveRate };
  const places = Array.from({ length: curvePoints }, (_, i) => Math.round((i * (count - 1)) / (curvePoints - 1)));
  return {
    falsePositiveRate: places.map((place) => falsePositiveRate[place]!),
    truePositiveRate: places.map((place) => truePositiveRate[place]!),
  };
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
