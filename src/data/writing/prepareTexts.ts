import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { DataWarning } from '../../spec/profile';
import type { ModelShapes } from '../../spec/shapes';
import { lengthBuckets } from '../text/buckets';
import { Exclusions } from '../text/exclusions';
import { inTimeOrder } from '../text/inTimeOrder';
import { examplesByPart, splitExamples } from '../text/splitExamples';
import { textColumn } from '../text/textColumn';
import { textPreprocessing } from '../text/textPreprocessing';
import { TokenizedColumn } from '../text/tokenizedColumn';
import { Tokenizer } from '../text/tokenizer';
import { endToken, startToken, Vocabulary } from '../text/vocabulary';
import { vocabularyWarnings } from '../text/vocabularyWarnings';
import type { Table } from '../table';
import { Conditions } from './conditions';
import { cutIntoPieces } from './pieces';
import type { TextData, Texts } from './textData';

/**
 * Makes texts ready for a network that writes on: at each step it reads a token (the start first) and is to say the next
 * (the end last). Texts of more than `model.tokens.maxLength` tokens are cut into pieces that follow each other.
 *
 * Vocabulary and categories of the conditions are of the training part alone. Rows without a text are left out.
 * @throws UserError for columns that cannot be used, and where no text is left to train on
 */
export function prepareTexts(experiment: Experiment, table: Table): TextData {
  const { data, model } = experiment;
  if (!model.tokens) throw new Error('texts are read as tokens');
  const { level, maxLength, lowercase } = model.tokens;
  const tokenizer = new Tokenizer(level, lowercase);
  const cells = textColumn(table, data.targets[0] ?? '');
  const column = new TokenizedColumn(cells, tokenizer);
  const conditionCells = data.static.map((name) => textColumn(table, name));
  const excluded = new Exclusions(table);
  const rows = inTimeOrder(experiment, table, keptRows(table, column, excluded), excluded);
  const partOf = splitExamples(rows.length, data.split);
  const parts = examplesByPart(partOf);
  if (parts.train.length === 0) throw noTexts(table, rows.length);
  const rowOf = (text: number): number => rows[text] ?? -1;
  const conditionOf = (text: number) => conditionCells.map((column) => column.at(rowOf(text)));
  const vocabulary = Vocabulary.fromTokens(tokensOf(column, parts.train, rowOf), tokenizer, model.tokens.vocabulary);
  const conditions = Conditions.fromTraining(data.static, Array.from(parts.train, conditionOf));
  const encode = column.encoder(vocabulary);
  const readers = new Tokenizer('character');
  const texts: Texts = {
    count: rows.length,
    partOf,
    tokens: (text) => encode(rowOf(text)),
    characters: (text) => readers.tokens(cells.at(rowOf(text)) ?? '').length,
    condition: conditionOf,
  };
  const pieces = cutIntoPieces(
    Int32Array.from(rows, (_, text) => texts.tokens(text).length + 1),
    maxLength + 1,
  );
  const timeSteps = pieces.steps.reduce((a, b) => Math.max(a, b), 1);
  const shapes: ModelShapes = {
    ...{ timeSteps, features: conditions.width, horizon: timeSteps, targets: 0 },
    ...{ vocabulary: vocabulary.size, classes: vocabulary.size },
  };
  const windows = examplesByPart(Array.from(pieces.text, (text) => partOf[text] ?? 'train'));
  return {
    ...{ vocabulary, conditions, texts, shapes, windows },
    engineRows: pieces.rows,
    options: {
      examples: pieces.count,
      targetRows: pieces.rows,
      buckets: lengthBuckets(pieces.steps, pieces.steps),
    },
    lengths: Uint16Array.from(pieces.steps, (steps) => Math.min(0xffff, steps)),
    follows: pieces.follows,
    textOf: pieces.text,
    rows: rows.length,
    dropped: table.rows - rows.length,
    preprocessing: {
      ...textPreprocessing(table, experiment, shapes, parts),
      vocabularies: { target: [...vocabulary.tokens] },
      ...(data.static.length === 0
        ? {}
        : {
            categories: Object.fromEntries(data.static.map((name, c) => [name, [...(conditions.categories[c] ?? [])]])),
            conditions: [...conditions.combinations],
          }),
    },
    seasonalPeriod: null,
    warnings: [
      ...vocabularyWarnings(column.name, vocabulary, tokensBy(texts, parts.test)),
      ...unknownConditions(texts, conditions, parts.test),
    ],
    excluded: excluded.list,
    timeText: (text) => String(rowOf(text) + 1),
    fill: ({ inputs, tokens, labels, index }) => {
      inputs.fill(0);
      let row = 0;
      for (let text = 0; text < rows.length; text++) {
        const said = texts.tokens(text);
        tokens.set([startToken, ...said], row);
        labels.set([...said, endToken], row);
        const condition = texts.condition(text);
        for (let i = 0; i <= said.length; i++, row++) {
          conditions.write(condition, inputs.subarray(row * conditions.width, (row + 1) * conditions.width));
        }
      }
      for (let piece = 0; piece < pieces.count; piece++) {
        const from = pieces.from[piece] ?? 0;
        const steps = pieces.steps[piece] ?? 0;
        index.set([from, steps, from, steps], 4 * piece);
      }
    },
  };
}

function keptRows(table: Table, column: TokenizedColumn, excluded: Exclusions): Int32Array {
  const kept: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    if (column.countAt(row) > 0) kept.push(row);
    else excluded.add(`rows without a text in "${column.name}"`, row);
  }
  return Int32Array.from(kept);
}

function noTexts(table: Table, kept: number): UserError {
  return new UserError(
    `${table.file} has ${kept} ${kept === 1 ? 'row' : 'rows'} with a text, and none of them is left to train on.`,
    'Use a file with more texts, or choose another column.',
    { code: 'data/too-few-rows', file: table.file, path: 'data.targets' },
  );
}

/** Texts of the test part with a condition that no training text has: the network reads none there. */
function unknownConditions(texts: Texts, conditions: Conditions, test: Int32Array): DataWarning[] {
  return conditions.columns.flatMap((column, c) => {
    const known = new Set(conditions.categories[c]);
    const count = test.reduce((sum, text) => {
      const value = texts.condition(text)[c] ?? null;
      return sum + (value !== null && !known.has(value) ? 1 : 0);
    }, 0);
    if (count === 0) return [];
    return [
      {
        code: 'data/unknown-category',
        message: `${count} test ${count === 1 ? 'text has' : 'texts have'} something in column "${column}" that no training text has; the network reads nothing there.`,
        hint: 'Nothing to do, or leave the column out.',
        column,
      },
    ];
  });
}

function* tokensOf(column: TokenizedColumn, texts: Int32Array, rowOf: (text: number) => number): Generator<string[]> {
  for (const text of texts) yield column.tokensAt(rowOf(text));
}

function* tokensBy(texts: Texts, some: Int32Array): Generator<Int32Array> {
  for (const text of some) yield texts.tokens(text);
}
