import type { Experiment } from '../../spec/experiment';
import type { Preprocessing } from '../../spec/run';
import { cutPieces, type Piece } from '../classes/pieces';
import { timeText } from '../classes/prepareTexts';
import { sequenceInputs, type SequenceInputs, type Stretch } from '../classes/sequenceInputs';
import { sequenceRows, type SequenceRows } from '../classes/sequenceRows';
import { seriesLabels } from '../classes/seriesLabels';
import type { Exclusion } from '../dataset';
import type { Table } from '../table';
import { textColumn } from '../text/textColumn';
import type { AppliedExamples } from './appliedExamples';
import { asOnePart } from './fitted';

/**
 * Sequences with a class each, read as a run's network does: the rows of each series, the last `window.timeSteps` of them, or
 * each row by itself where there is no column of series.
 */
export function applySequences(experiment: Experiment, preprocessing: Preprocessing, table: Table): AppliedExamples {
  const { data, window } = experiment;
  const sequences = sequenceRows(withoutTargets(experiment), table, false);
  const { used, cut, kept } = sequences;
  const labels = textColumn(table, data.targets[0] ?? '');
  const all =
    data.series === null
      ? Array.from(kept.fileRows, (_, row) => ({ name: '', from: row, to: row + 1, code: -1 }))
      : [...seriesLabels(cut, labels, table)].map((code, i) => ({
          ...{ name: cut.names[i]!, from: kept.starts[i]!, to: kept.starts[i + 1]!, code },
        }));
  const found = all.filter(({ from, to }) => to > from);
  const read = found.map(({ from, to }) => ({ from: Math.max(from, to - window.timeSteps), to }));
  const inputs = sequenceInputs(experiment, sequences, [], found, { preprocessing });
  const index = new Int32Array(4 * read.length);
  read.forEach(({ from, to }, example) => index.set([from, to - from, example, 1], 4 * example));
  const rowOf = (example: number): number => kept.fileRows[found[example]!.to - 1]!;
  return {
    ...{ engineRows: kept.fileRows.length, targetRows: read.length, index, rowOf },
    excluded: without(
      'series without a row that has all values',
      all.filter(({ from, to }) => to === from).map(({ name }) => name),
    ),
    placeOf: (example) => ({ series: found[example]!.name, time: timeOf(table, used.time, rowOf(example)) }),
    labelOf: (example) =>
      data.series === null ? labels.at(rowOf(example)) : (labels.texts[found[example]!.code] ?? null),
    fill: fillWith(inputs, index),
  };
}

/**
 * Sequences with a class or numbers for each row: a series, or the file, in pieces of at most `window.timeSteps` rows that
 * follow each other. Of the very file of the run the pieces are those of its training, so that it is told what it was told
 * then; rows that had nothing to learn from are pieces of their own.
 * @param isTold whether a row of the table has what is told
 */
export function applyRows(
  experiment: Experiment,
  preprocessing: Preprocessing,
  table: Table,
  own: boolean,
  isTold: (row: number) => boolean,
): AppliedExamples {
  const { data, task } = experiment;
  const sequences = sequenceRows(withoutTargets(experiment), table, false);
  const { used, cut, kept } = sequences;
  const pieces = piecesOf(experiment, sequences, own, (row) => isTold(kept.fileRows[row]!));
  const series = cut.names.map((_, i): Stretch => ({ from: kept.starts[i]!, to: kept.starts[i + 1]! }));
  const inputs = sequenceInputs(experiment, sequences, [], series, { preprocessing });
  const index = new Int32Array(4 * pieces.length);
  pieces.forEach(({ from, to }, i) => index.set([from, to - from, from, to - from], 4 * i));
  const seriesOf = new Int32Array(kept.fileRows.length);
  cut.names.forEach((_, i) => seriesOf.fill(i, kept.starts[i], kept.starts[i + 1]));
  const rowOf = (row: number): number => kept.fileRows[row]!;
  const labels = task === 'label' ? table.columns.find(({ name }) => name === data.targets[0]) : undefined;
  return {
    ...{ engineRows: kept.fileRows.length, targetRows: kept.fileRows.length, index, rowOf },
    excluded: without(
      'series without a row that has all values',
      cut.names.filter((_, i) => kept.starts[i] === kept.starts[i + 1]),
    ),
    placeOf: (row) => ({ series: cut.names[seriesOf[row]!] ?? '', time: timeOf(table, used.time, rowOf(row)) }),
    labelOf: (row) => (labels && 'codes' in labels ? (labels.texts[labels.codes?.[rowOf(row)] ?? -1] ?? null) : null),
    fill: fillWith(inputs, index),
  };
}

function piecesOf(
  experiment: Experiment,
  sequences: SequenceRows,
  own: boolean,
  isTold: (row: number) => boolean,
): Piece[] {
  if (!own) return cutPieces(asOnePart(experiment), sequences, () => true);
  return [
    ...cutPieces(experiment, sequences, isTold),
    ...cutPieces(asOnePart(experiment), sequences, (row) => !isTold(row)),
  ].sort((a, b) => a.from - b.from);
}

const fillWith =
  (inputs: SequenceInputs, index: Int32Array): AppliedExamples['fill'] =>
  (into) => {
    inputs.fill(into);
    into.index.set(index);
  };

/** Targets are told, not read: what is empty there leaves no row out. */
const withoutTargets = ({ data, ...rest }: Experiment): Experiment => ({ ...rest, data: { ...data, targets: [] } });

function timeOf(table: Table, time: SequenceRows['used']['time'], row: number): string {
  return time === null ? String((table.rowsBefore ?? 0) + row + 1) : timeText(time, row);
}

const without = (reason: string, names: readonly string[]): Exclusion[] =>
  names.length === 0 ? [] : [{ reason, count: names.length, examples: names.slice(0, 5) }];
