import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';

/** Whether there are two classes, of which there is a ROC curve. */
export const hasTwoClasses = ({ shapes }: Pipeline): boolean => shapes.classes === 2;

/** `report(part, predictions, frequent)`, of two classes `report(part, predictions, frequent, classes)`, and its scores. */
export function classScores(pipeline: Pipeline): string[] {
  const two = hasTwoClasses(pipeline);
  return some(accuracy, macroF1, two && rocAuc, report(two));
}

const accuracy = `function accuracy(actual: string[], predicted: string[]): number {
  const right = actual.filter((label, i) => label === predicted[i]);
  return right.length / actual.length;
}`;

export const macroF1 = `/** The mean of the F1 scores of all labels that are there or predicted. */
function macroF1(actual: string[], predicted: string[]): number {
  const labels = [...new Set([...actual, ...predicted])];
  const scores = labels.map((label) => {
    const count = (of: string[]) => of.filter((one) => one === label).length;
    const right = count(actual.filter((one, i) => one === predicted[i]));
    return (2 * right) / (count(actual) + count(predicted));
  });
  return scores.reduce((a, b) => a + b) / labels.length;
}`;

export const rocAuc = `/**
 * Area under the ROC curve: how often the second class is likelier for an
 * example of it than for one of the first. A tie counts half.
 */
function rocAuc(predictions: Prediction[], classes: string[]): number {
  const known = predictions.filter(({ actual }) => classes.includes(actual));
  const ties = Map.groupBy(known, ({ probabilities }) => probabilities[1]);
  let below = 0; // examples of the first class
  let pairs = 0;
  for (const [, group] of [...ties].sort(([a], [b]) => a - b)) {
    const first = group.filter(({ actual }) => actual === classes[0]).length;
    pairs += (group.length - first) * (below + first / 2);
    below += first;
  }
  return pairs / (below * (known.length - below));
}`;

const report = (two: boolean): string =>
  lines(
    '/** Prints how good the likeliest class is; naive is always the most frequent. */',
    'function report(',
    '  part: string,',
    '  predictions: Prediction[],',
    '  frequent: string,',
    two && '  classes: string[],',
    '): void {',
    '  const actual = predictions.map((p) => p.actual);',
    '  const predicted = predictions.map((p) => p.predicted);',
    '  const naive = actual.map(() => frequent);',
    '  const print = (name: string, score: typeof accuracy): void => {',
    '    const own = score(actual, predicted).toPrecision(10);',
    '    const other = score(actual, naive).toPrecision(10);',
    '    console.log(`${part.padEnd(10)}  ${name} ${own}  naive ${other}`);',
    '  };',
    '  print("accuracy", accuracy);',
    '  print("F1", macroF1);',
    two && [
      '  const auc = rocAuc(predictions, classes).toPrecision(10);',
      '  console.log(`${part.padEnd(10)}  AUC ${auc}`);',
    ],
    '}',
  );
