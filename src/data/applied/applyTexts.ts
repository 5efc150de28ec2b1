import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { Preprocessing } from '../../spec/run';
import type { Column, Table } from '../table';
import { Exclusions } from '../text/exclusions';
import { textColumn } from '../text/textColumn';
import { TokenizedColumn } from '../text/tokenizedColumn';
import { Tokenizer } from '../text/tokenizer';
import { endToken, startToken, Vocabulary } from '../text/vocabulary';
import type { AppliedExamples } from './appliedExamples';

/** Texts of a run's kind, with the column beside them that says what they are, where the file has it. */
export interface AppliedTexts extends AppliedExamples {
  /** A text as it was read: cut into tokens and put together again. */
  sourceText(example: number): string;
  /** The same of what stands beside it. */
  targetText(example: number): string | null;
}

/**
 * Reads texts as a run's network does: with its vocabulary, and no more of each than `model.tokens.maxLength`.
 * @param decoded whether texts are told of them, and not classes
 */
export function applyTexts(
  { data, model }: Experiment,
  { vocabularies }: Preprocessing,
  table: Table,
  decoded: boolean,
): AppliedTexts {
  if (!model.tokens || !vocabularies?.source) throw noVocabulary();
  const { level, maxLength, lowercase } = model.tokens;
  const tokenizer = new Tokenizer(level, lowercase);
  const cells = textColumn(table, data.inputs[0] ?? '');
  const labels = textColumn(table, data.targets[0] ?? '');
  const sources = new TokenizedColumn(cells, tokenizer, maxLength);
  const targets = new TokenizedColumn(labels, tokenizer);
  const encode = sources.encoder(new Vocabulary(vocabularies.source, tokenizer));
  const left = new Exclusions(table);
  const kept: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    if (sources.countAt(row) > 0) kept.push(row);
    else left.add(`rows without a text in "${cells.name}"`, row);
  }
  const rows = Int32Array.from(kept);
  const rowOf = (example: number): number => rows[example] ?? -1;
  const index = new Int32Array(4 * rows.length);
  let engineRows = 0;
  // A decoder reads the row before the one that it is to say: start and end stand there, though nothing is held against them.
  const ofTarget = decoded ? 2 : 1;
  rows.forEach((row, example) => {
    const { length } = encode(row);
    index.set([engineRows, length, ofTarget * example, 1], 4 * example);
    engineRows += length;
  });
  const time = table.columns.find(({ name }) => name === data.time);
  const number = (row: number): string => String((table.rowsBefore ?? 0) + row + 1);
  return {
    ...{ engineRows, targetRows: ofTarget * rows.length, index, rowOf, excluded: left.list },
    placeOf: (example) => {
      const row = rowOf(example);
      return { series: '', time: decoded ? number(row) : (timeTextOf(time, row) ?? number(row)) };
    },
    labelOf: (example) => labels.at(rowOf(example)),
    textOf: (example) => cells.at(rowOf(example)) ?? '',
    sourceText: (example) => sources.textAt(rowOf(example)),
    targetText: (example) => (targets.countAt(rowOf(example)) === 0 ? null : targets.textAt(rowOf(example))),
    fill: (into) => {
      into.index.set(index);
      rows.forEach((row, example) => {
        into.tokens.set(encode(row), index[4 * example]);
        if (decoded) into.labels.set([startToken, endToken], 2 * example);
      });
    },
  };
}

/** The time as the file writes it; null without such a column. */
function timeTextOf(time: Column | undefined, row: number): string | null {
  if (!time || time.index < 0) return null;
  if (time.kind === 'time') return time.textAt(row);
  if (time.kind === 'numeric') return Number.isNaN(time.values[row]) ? '' : String(time.values[row]);
  return time.texts[time.codes?.[row] ?? -1] ?? '';
}

const noVocabulary = (): UserError =>
  new UserError('The run does not say which words its network knows.', 'Train again.', { code: 'run/damaged' });
