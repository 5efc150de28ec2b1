import type { Experiment } from '../../spec/experiment';
import type { Exclusion } from '../dataset';
import type { DataWarning } from '../../spec/profile';
import type { ModelShapes } from '../../spec/shapes';
import type { Table } from '../table';
import { lengthBuckets } from '../text/buckets';
import { examplesByPart, splitExamples } from '../text/splitExamples';
import { textColumn } from '../text/textColumn';
import { textPreprocessing } from '../text/textPreprocessing';
import { balancedWeights } from './balancedWeights';
import { checkParts } from './checkParts';
import { findClasses, unseenWarning } from './findClasses';
import { learnable } from './judgedParts';
import type { LabelledData } from './labelledData';
import { pick, timeText } from './prepareTexts';
import { sequenceInputs, type Stretch } from './sequenceInputs';
import { sequenceRows, type SequenceRows } from './sequenceRows';
import { seriesLabels } from './seriesLabels';
import { sequenceWarnings } from './sequenceWarnings';

/** A sequence with its label, in the order of the file. */
interface Labelled extends Stretch {
  readonly name: string;
  /** Code of its label in the column. */
  readonly code: number;
}

/**
 * Makes sequences of numbers with a label each ready for a network: the rows of each series, or each row by itself where there
 * is no column of series. Of series of more than `window.timeSteps` rows the last ones are read.
 * @throws UserError for columns that cannot be used, labels that differ within a series, one label only, and parts without a
 * sequence
 */
export function prepareSequences(experiment: Experiment, table: Table): LabelledData {
  const { data, window, training } = experiment;
  const sequences = sequenceRows(experiment, table, false);
  const { used, kept } = sequences;
  const column = textColumn(table, data.targets[0] ?? '');
  const { labelled, excluded } = labelledSequences(experiment, sequences, table);
  const parts = splitExamples(labelled.length, data.split);
  checkParts(parts, data, data.series === null ? 'rows with a label' : 'series with a label', table);
  const judged = examplesByPart(parts);

  const codes = Int32Array.from(labelled, ({ code }) => code);
  const found = findClasses(column, codes, parts, table);
  const { classes, unseen } = found;
  const labels = codes.map((code) => found.numbers[code]!);
  const windows = learnable(judged, (example) => labels[example]! < classes.length);

  const read = labelled.map(({ from, to }) => ({ from: Math.max(from, to - window.timeSteps), to }));
  const inputs = sequenceInputs(
    experiment,
    sequences,
    Array.from(judged.train, (example) => read[example]!),
    labelled,
  );
  const steps = Int32Array.from(read, ({ from, to }) => to - from);
  const shapes: ModelShapes = {
    timeSteps: steps.reduce((a, b) => Math.max(a, b), 1),
    features: inputs.width,
    horizon: 1,
    targets: 0,
    classes: classes.length,
    ...(inputs.embedded.length > 0 ? { categories: inputs.embedded } : {}),
  };
  const index = new Int32Array(4 * read.length);
  read.forEach(({ from }, example) => index.set([from, steps[example]!, example, 1], 4 * example));
  const usedRows = labelled.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    ...{ shapes, windows, judged, labels, classes, unseen, column: column.name },
    examples: {
      count: read.length,
      index,
      judged,
      placeOf: (example) => {
        const { name, to } = labelled[example]!;
        return { series: name, time: timeText(used.time, kept.fileRows[to - 1]!) };
      },
    },
    engineRows: kept.fileRows.length,
    options: {
      examples: read.length,
      targetRows: read.length,
      buckets: lengthBuckets(steps, new Int32Array(read.length).fill(1)),
    },
    lengths: Uint16Array.from(steps, (count) => Math.min(0xffff, count)),
    rows: usedRows,
    dropped: table.rows - usedRows,
    preprocessing: {
      ...textPreprocessing(table, experiment, shapes, judged),
      time: used.time?.kind === 'time' ? used.time.time : null,
      inputs: [...inputs.scalers],
      ...(Object.keys(inputs.categories).length > 0 ? { categories: inputs.categories } : {}),
      classes: [...classes],
    },
    scalersOf: (example) => ({ inputs: inputs.scalersOf(index[4 * example]!), targets: [] }),
    seasonalPeriod: null,
    warnings: [
      ...sequenceWarnings(sequences, table),
      ...cutSequences(labelled, window.timeSteps),
      ...inputs.warnings,
      ...unseenWarning(column.name, found, labels, judged, windows),
    ],
    excluded,
    fill: (into) => {
      inputs.fill(into);
      into.index.set(index);
      into.labels.set(labels.map((label) => (label < classes.length ? label : 0)));
      if (training.classWeights === 'balanced')
        into.classWeights.set(balancedWeights(pick(labels, judged.train), classes.length));
    },
  };
}

/** Sequences that have rows and a label; the others are left out and named. */
function labelledSequences(
  { data }: Experiment,
  { cut, kept }: SequenceRows,
  table: Table,
): { labelled: Labelled[]; excluded: Exclusion[] } {
  const column = textColumn(table, data.targets[0] ?? '');
  const labelled: Labelled[] = [];
  const without = { label: [] as string[], rows: [] as string[] };
  if (data.series === null) {
    kept.fileRows.forEach((fileRow, row) => {
      const code = column.codeAt(fileRow);
      if (code < 0) without.label.push(`line ${table.lineOf(fileRow)}`);
      else labelled.push({ name: '', from: row, to: row + 1, code });
    });
  } else {
    seriesLabels(cut, column, table).forEach((code, series) => {
      const [from, to] = [kept.starts[series]!, kept.starts[series + 1]!];
      const name = cut.names[series]!;
      if (code < 0) without.label.push(name);
      else if (from === to) without.rows.push(name);
      else labelled.push({ name, from, to, code });
    });
  }
  const exclusion = (reason: string, names: readonly string[]): Exclusion[] =>
    names.length === 0 ? [] : [{ reason, count: names.length, examples: names.slice(0, 5) }];
  return {
    labelled,
    excluded: [
      ...exclusion(`${data.series === null ? 'rows' : 'series'} without a label in "${column.name}"`, without.label),
      ...exclusion('series without a row that has all values', without.rows),
    ],
  };
}

function cutSequences(sequences: readonly Stretch[], timeSteps: number): DataWarning[] {
  const lengths = sequences.map(({ from, to }) => to - from);
  const longer = lengths.filter((length) => length > timeSteps);
  if (longer.length === 0) return [];
  return [
    {
      code: 'data/cut-series',
      message: `Of ${longer.length} of ${sequences.length} series only the last ${timeSteps} rows are read.`,
      hint: `Raise window.timeSteps, to ${longer.reduce((a, b) => Math.max(a, b))} for all of them.`,
    },
  ];
}
