import type { Experiment } from '../../spec/experiment';
import type { DataWarning } from '../../spec/profile';
import type { ModelShapes } from '../../spec/shapes';
import { usedColumns, type UsedColumns } from '../sequence/usedColumns';
import type { Table } from '../table';
import { lengthBuckets } from '../text/buckets';
import { Exclusions } from '../text/exclusions';
import { inTimeOrder } from '../text/inTimeOrder';
import { examplesByPart, splitExamples } from '../text/splitExamples';
import { textColumn, type TextCells } from '../text/textColumn';
import { textPreprocessing } from '../text/textPreprocessing';
import { TokenizedColumn } from '../text/tokenizedColumn';
import { Tokenizer } from '../text/tokenizer';
import { Vocabulary } from '../text/vocabulary';
import { vocabularyWarnings } from '../text/vocabularyWarnings';
import { balancedWeights } from './balancedWeights';
import { checkParts } from './checkParts';
import { findClasses, unseenWarning } from './findClasses';
import { type ByPart, learnable } from './judgedParts';
import type { LabelledData } from './labelledData';

/**
 * Makes rows of a text and a label ready for a network that reads tokens. Vocabulary and labels are those of the training
 * part alone; rows without a text or a label are left out and counted, texts of more than `model.tokens.maxLength` tokens
 * are cut.
 * @throws UserError for columns that cannot be used, one label only, and parts without a row
 */
export function prepareTexts(experiment: Experiment, table: Table): LabelledData {
  const { data, model, training } = experiment;
  if (!model.tokens) throw new Error('texts are read as tokens');
  const { level, vocabulary: most, maxLength, lowercase } = model.tokens;
  const tokenizer = new Tokenizer(level, lowercase);
  const cells = textColumn(table, data.inputs[0] ?? '');
  const texts = new TokenizedColumn(cells, tokenizer, maxLength);
  const column = textColumn(table, data.targets[0] ?? '');
  const { time } = usedColumns({ ...experiment, data: { ...data, inputs: [], targets: [] } }, table);
  const excluded = new Exclusions(table);
  const rows = inTimeOrder(experiment, table, keptRows(table, texts, column, excluded), excluded);
  const parts = splitExamples(rows.length, data.split);
  checkParts(parts, data, 'rows with a text and a label', table);
  const judged = examplesByPart(parts);

  const codes = Int32Array.from(rows, (row) => column.codeAt(row));
  const found = findClasses(column, codes, parts, table);
  const labels = codes.map((code) => found.numbers[code]!);
  const windows = learnable(judged, (example) => labels[example]! < found.classes.length);

  const trained = function* (): Generator<string[]> {
    for (const example of judged.train) yield texts.tokensAt(rows[example]!);
  };
  const vocabulary = Vocabulary.fromTokens(trained(), tokenizer, most);
  const encode = texts.encoder(vocabulary);
  const steps = Int32Array.from(rows, (row) => encode(row).length);
  const shapes: ModelShapes = {
    timeSteps: steps.reduce((a, b) => Math.max(a, b), 1),
    features: 0,
    horizon: 1,
    targets: 0,
    vocabulary: vocabulary.size,
    classes: found.classes.length,
  };
  const index = indexOf(steps);
  const { classes, unseen } = found;
  return {
    ...{ shapes, windows, judged, labels, classes, unseen, column: column.name },
    examples: {
      count: rows.length,
      index,
      judged,
      placeOf: (example) => ({ series: '', time: timeText(time, rows[example]!) }),
    },
    textOf: (example) => cells.at(rows[example]!) ?? '',
    engineRows: steps.reduce((a, b) => a + b, 0),
    options: {
      examples: rows.length,
      targetRows: rows.length,
      buckets: lengthBuckets(steps, new Int32Array(rows.length).fill(1)),
    },
    lengths: Uint16Array.from(steps, (count) => Math.min(0xffff, count)),
    rows: rows.length,
    dropped: table.rows - rows.length,
    preprocessing: {
      ...textPreprocessing(table, experiment, shapes, judged),
      classes: [...classes],
      vocabularies: { source: [...vocabulary.tokens] },
    },
    seasonalPeriod: null,
    warnings: [
      ...cutTexts(rows, texts, maxLength),
      ...vocabularyWarnings(
        texts.name,
        vocabulary,
        Array.from(judged.test, (example) => encode(rows[example]!)),
      ),
      ...unseenWarning(column.name, found, labels, judged, windows),
      ...sharedTexts(rows, cells, judged),
    ],
    excluded: excluded.list,
    fill: (into) => {
      into.index.set(index);
      rows.forEach((row, example) => into.tokens.set(encode(row), index[4 * example]));
      into.labels.set(labels.map((label) => (label < classes.length ? label : 0)));
      if (training.classWeights === 'balanced')
        into.classWeights.set(balancedWeights(pick(labels, judged.train), classes.length));
    },
  };
}

/** Rows of the file that hold a text and a label. */
function keptRows(table: Table, texts: TokenizedColumn, labels: TextCells, excluded: Exclusions): Int32Array {
  const kept: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    if (texts.countAt(row) === 0) excluded.add(`rows without a text in "${texts.name}"`, row);
    else if (labels.codeAt(row) < 0) excluded.add(`rows without a label in "${labels.name}"`, row);
    else kept.push(row);
  }
  return Int32Array.from(kept);
}

/** Time of a row as the file writes it, or its number in the file, from 1. */
export function timeText(time: UsedColumns['time'], row: number): string {
  if (time === null) return String(row + 1);
  return time.kind === 'time' ? time.textAt(row) : String(time.values[row]);
}

/** Texts one after the other; the label of each in a target row of its own. */
function indexOf(steps: Int32Array): Int32Array {
  const index = new Int32Array(4 * steps.length);
  let row = 0;
  steps.forEach((count, example) => {
    index.set([row, count, example, 1], 4 * example);
    row += count;
  });
  return index;
}

export const pick = (values: Int32Array, places: Int32Array): Int32Array => places.map((place) => values[place]!);

function cutTexts(rows: Int32Array, texts: TokenizedColumn, maxLength: number): DataWarning[] {
  const count = rows.reduce((sum, row) => sum + (texts.countAt(row) > maxLength ? 1 : 0), 0);
  if (count === 0) return [];
  return [
    {
      code: 'data/cut-texts',
      message: `Of ${count} ${count === 1 ? 'text' : 'texts'} of column "${texts.name}" only the first ${maxLength} tokens are read.`,
      hint: 'Raise model.tokens.maxLength to read more of them.',
      column: texts.name,
    },
  ];
}

/** A text that was learned by heart tests nothing. */
function sharedTexts(rows: Int32Array, texts: TextCells, { train, test }: ByPart): DataWarning[] {
  const trained = new Set(Array.from(train, (example) => texts.codeAt(rows[example]!)));
  const shared = test.reduce((sum, example) => sum + (trained.has(texts.codeAt(rows[example]!)) ? 1 : 0), 0);
  if (shared === 0) return [];
  return [
    {
      code: 'data/shared-texts',
      message: `${shared} of ${test.length} test rows have a text in column "${texts.name}" that also stands in the training part.`,
      hint: 'Remove repeated rows to judge the network on new texts alone.',
      column: texts.name,
    },
  ];
}
