import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
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
import type { PairData, Pairs } from './pairData';
import { pairWarnings } from './pairWarnings';

/**
 * Makes pairs of a source and a target text ready for an encoder and a decoder of tokens.
 *
 * Vocabularies are of the training part alone. Rows without a source or a target are left out, and those whose target
 * has more tokens than `model.tokens.maxLength`; sources are cut there.
 * @throws UserError for columns that cannot be used, and where no pair is left to train on
 */
export function preparePairs(experiment: Experiment, table: Table): PairData {
  const { data, model } = experiment;
  if (!model.tokens) throw new Error('texts are read as tokens');
  const { level, vocabulary, maxLength, lowercase } = model.tokens;
  const tokenizer = new Tokenizer(level, lowercase);
  const tokenized = (name = ''): TokenizedColumn => new TokenizedColumn(textColumn(table, name), tokenizer, maxLength);
  const sources = tokenized(data.inputs[0]);
  const targets = tokenized(data.targets[0]);
  const excluded = new Exclusions(table);
  const rows = inTimeOrder(experiment, table, keptRows(table, sources, targets, maxLength, excluded), excluded);
  const windows = examplesByPart(splitExamples(rows.length, data.split));
  if (windows.train.length === 0) throw noPairs(table, rows.length);
  const trained = Array.from(windows.train, (example) => rows[example] ?? 0);
  const vocabularyOf = (column: TokenizedColumn): Vocabulary =>
    Vocabulary.fromTokens(texts(column, trained), tokenizer, vocabulary);
  const source = vocabularyOf(sources);
  const target = vocabularyOf(targets);
  const pairs = pairsOf(rows, sources, targets, source, target);
  const steps = Int32Array.from(rows, (_, example) => pairs.sourceTokens(example).length);
  const targetSteps = Int32Array.from(rows, (_, example) => pairs.targetTokens(example).length + 1);
  const shapes: ModelShapes = {
    timeSteps: most(steps),
    features: 0,
    horizon: most(targetSteps),
    targets: 0,
    vocabulary: source.size,
    classes: target.size,
  };
  const longSources = rows.filter((row) => sources.countAt(row) > maxLength).length;
  return {
    ...{ source, target, pairs, shapes, windows },
    engineRows: sum(steps),
    options: {
      examples: rows.length,
      targetRows: sum(targetSteps) + rows.length,
      buckets: lengthBuckets(steps, targetSteps),
    },
    lengths: Uint16Array.from(steps, (n, example) => Math.min(0xffff, n + (targetSteps[example] ?? 0))),
    rows: rows.length,
    dropped: table.rows - rows.length,
    preprocessing: {
      ...textPreprocessing(table, experiment, shapes, windows),
      vocabularies: { source: [...source.tokens], target: [...target.tokens] },
    },
    seasonalPeriod: null,
    warnings: [
      ...pairWarnings(pairs, windows, sources.name, { longSources, maxLength }),
      ...vocabularyWarnings(
        sources.name,
        source,
        tokensOf(windows.test, (example) => pairs.sourceTokens(example)),
      ),
      ...vocabularyWarnings(
        targets.name,
        target,
        tokensOf(windows.test, (example) => pairs.targetTokens(example)),
      ),
    ],
    excluded: excluded.list,
    timeText: (example) => String((rows[example] ?? 0) + 1),
    fill: ({ tokens, labels, index }) => {
      let row = 0;
      let targetRow = 0;
      for (let example = 0; example < rows.length; example++) {
        const read = pairs.sourceTokens(example);
        const said = pairs.targetTokens(example);
        index.set([row, read.length, targetRow, said.length + 1], 4 * example);
        tokens.set(read, row);
        labels.set([startToken, ...said, endToken], targetRow);
        row += read.length;
        targetRow += said.length + 2;
      }
    },
  };
}

/** Rows of the file that hold a source and a target that can be learned from. */
function keptRows(
  table: Table,
  sources: TokenizedColumn,
  targets: TokenizedColumn,
  maxLength: number,
  excluded: Exclusions,
): Int32Array {
  const kept: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    const said = targets.countAt(row);
    if (sources.countAt(row) === 0) excluded.add(`rows without a text in "${sources.name}"`, row);
    else if (said === 0) excluded.add(`rows without a text in "${targets.name}"`, row);
    else if (said > maxLength) {
      excluded.add(`rows whose "${targets.name}" has more than ${maxLength} tokens (model.tokens.maxLength)`, row);
    } else kept.push(row);
  }
  return Int32Array.from(kept);
}

function pairsOf(
  rows: Int32Array,
  sources: TokenizedColumn,
  targets: TokenizedColumn,
  source: Vocabulary,
  target: Vocabulary,
): Pairs {
  const rowOf = (example: number): number => rows[example] ?? -1;
  const encodeSource = sources.encoder(source);
  const encodeTarget = targets.encoder(target);
  return {
    count: rows.length,
    rows,
    sourceText: (example) => sources.textAt(rowOf(example)),
    targetText: (example) => targets.textAt(rowOf(example)),
    sourceTokens: (example) => encodeSource(rowOf(example)),
    targetTokens: (example) => encodeTarget(rowOf(example)),
  };
}

function noPairs(table: Table, kept: number): UserError {
  return new UserError(
    `${table.file} has ${kept} ${kept === 1 ? 'row' : 'rows'} with a source and a target text, and none of them is left to train on.`,
    'Use a file with more rows, choose other columns, or raise model.tokens.maxLength where texts are longer.',
    { code: 'data/too-few-rows', file: table.file, path: 'data.targets' },
  );
}

function* texts(column: TokenizedColumn, rows: readonly number[]): Generator<string[]> {
  for (const row of rows) yield column.tokensAt(row);
}

function* tokensOf(examples: Int32Array, tokens: (example: number) => Int32Array): Generator<Int32Array> {
  for (const example of examples) yield tokens(example);
}

const sum = (values: Int32Array): number => values.reduce((a, b) => a + b, 0);
const most = (values: Int32Array): number => values.reduce((a, b) => Math.max(a, b), 1);
