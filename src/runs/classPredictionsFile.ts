import { csvLines, neutralise, numberCell, textCell } from './csvText';
import type { PredictedSplit } from './predictionsFile';

/**
 * `predictions.csv` of classes: split, series, time, step, source (where texts are read), actual, predicted, and a column a
 * class with its probability, named as the class. `time` is the CSV's own text (the row's number, from 1, without a time column); `step` is 1, for a
 * label is told of where it stands, not of steps ahead.
 */
export interface ClassPredictionRow {
  readonly split: PredictedSplit;
  readonly series: string;
  readonly time: string;
  /** The text that was read, as the file has it. */
  readonly source?: string;
  readonly actual: string;
  readonly predicted: string;
  readonly probabilities: ArrayLike<number>;
}

const fixedColumns = ['split', 'series', 'time', 'step', 'source', 'actual', 'predicted'] as const;

/**
 * Text of the file, in pieces.
 * @param classes names of the classes, in the order of the probabilities
 * @param withSource whether rows have the text that was read
 */
export function classPredictionsCsv(
  rows: Iterable<ClassPredictionRow>,
  classes: readonly string[],
  withSource = false,
): Generator<string> {
  const fixed = fixedColumns.filter((name) => withSource || name !== 'source');
  const header = [...fixed, ...probabilityColumns(classes)].map(textCell).join(',');
  return csvLines(`${header}\n`, rows, ({ split, series, time, source = '', actual, predicted, probabilities }) =>
    [
      ...[split, textCell(series), textCell(time), '1', ...(withSource ? [textCell(source)] : [])],
      ...[textCell(actual), textCell(predicted)],
      // Single precision: more than 7 digits of a probability would be noise.
      ...Array.from(probabilities, (probability) => numberCell(Number(probability.toPrecision(7)))),
    ].join(','),
  );
}

/** Names of classes as the file has them, with a number where another column is called so. */
export function probabilityColumns(classes: readonly string[]): string[] {
  const names = classes.map(neutralise);
  const taken = new Set<string>(fixedColumns);
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) {
      const candidate = `${name} (${number})`;
      if (!names.includes(candidate)) free = candidate;
    }
    taken.add(free);
    return free;
  });
}
