import { textCell } from './csvText';
import type { PredictedSplit } from './predictionsFile';

/** Rows joined into one piece of text for one write. */
const rowsPerChunk = 4096;

export interface TranslationRow {
  readonly split: PredictedSplit;
  /** Row number in the CSV, from 1. */
  readonly row: string;
  readonly source: string;
  readonly actual: string;
  readonly predicted: string;
}

/**
 * Text of `predictions.csv` of texts, in pieces. Columns: split, series (empty), time (the row's number), step (1), source,
 * actual, predicted. Texts are as the network reads and writes them: cut into tokens and put together again, so that
 * those that are the same for it are the same text.
 */
export function* translationsCsv(rows: Iterable<TranslationRow>): Generator<string> {
  let lines = ['split,series,time,step,source,actual,predicted\n'];
  for (const { split, row, source, actual, predicted } of rows) {
    lines.push(`${[split, '', row, '1', textCell(source), textCell(actual), textCell(predicted)].join(',')}\n`);
    if (lines.length < rowsPerChunk) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}
