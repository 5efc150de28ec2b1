import type { Experiment } from '../../spec/experiment';
import type { Preprocessing } from '../../spec/run';
import type { ModelShapes } from '../../spec/shapes';
import type { Dataset, Exclusion } from '../dataset';
import type { Table } from '../table';
import { lengthBuckets } from '../text/buckets';
import { Exclusions } from '../text/exclusions';
import { examplesByPart } from '../text/splitExamples';
import { textPreprocessing } from '../text/textPreprocessing';
import { checkParts } from './checkParts';
import type { ByPart } from './judgedParts';
import type { Examples } from './labelledData';
import { cutPieces, type Piece } from './pieces';
import { timeText } from './prepareTexts';
import { sequenceInputs, type SequenceInputs } from './sequenceInputs';
import { sequenceRows, type SequenceRows } from './sequenceRows';
import { sequenceWarnings } from './sequenceWarnings';

/** Rows of which each is told something: what labels and numbers have in common. */
export interface LabelRows {
  readonly sequences: SequenceRows;
  readonly pieces: readonly Piece[];
  readonly inputs: SequenceInputs;
  readonly examples: Examples;
  /** What the dataset has whatever is told; sizes of what is told are missing. */
  common(sizes: Pick<ModelShapes, 'targets' | 'classes'>, windows: ByPart): Common;
}

type Common = Omit<Dataset, 'fill'>;

/**
 * @param measured whether numbers are told
 * @param isTold whether a row of the file has what is to be told
 * @param reason why other rows are left out: `rows without a label`
 * @throws UserError for columns that cannot be used, and parts without a row
 */
export function labelRows(
  experiment: Experiment,
  table: Table,
  measured: boolean,
  isTold: (fileRow: number, rows: SequenceRows) => boolean,
  reason: string,
): LabelRows {
  const { data } = experiment;
  const sequences = sequenceRows(experiment, table, measured);
  const { used, kept, cut } = sequences;
  const left = new Exclusions(table);
  const told = kept.fileRows.map((fileRow) => {
    if (isTold(fileRow, sequences)) return 1;
    left.add(reason, fileRow);
    return 0;
  });
  const pieces = cutPieces(experiment, sequences, (row) => told[row] === 1);
  const parts = pieces.map(({ part }) => part);
  checkParts(parts, data, 'sequences', table);
  const judged = examplesByPart(parts);
  const series = Array.from(cut.names, (_, i) => ({ from: kept.starts[i]!, to: kept.starts[i + 1]! }));
  const inputs = sequenceInputs(
    experiment,
    sequences,
    pieces.filter(({ part }) => part === 'train'),
    series,
  );
  const steps = Int32Array.from(pieces, ({ from, to }) => to - from);
  const index = new Int32Array(4 * pieces.length);
  pieces.forEach(({ from }, i) => index.set([from, steps[i]!, from, steps[i]!], 4 * i));
  const usedRows = steps.reduce((a, b) => a + b, 0);
  const timeSteps = steps.reduce((a, b) => Math.max(a, b), 1);
  const seriesNames = namesOfRows(sequences);
  return {
    ...{ sequences, pieces, inputs },
    examples: {
      count: pieces.length,
      index,
      judged,
      placeOf: (row) => ({ series: seriesNames(row), time: timeText(used.time, kept.fileRows[row]!) }),
    },
    common: (sizes, windows) => {
      const embedded = inputs.embedded.length > 0 ? { categories: inputs.embedded } : {};
      const shapes: ModelShapes = { timeSteps, features: inputs.width, horizon: timeSteps, ...sizes, ...embedded };
      return {
        ...{ shapes, windows },
        engineRows: kept.fileRows.length,
        options: {
          examples: pieces.length,
          targetRows: kept.fileRows.length,
          buckets: lengthBuckets(steps, steps),
        },
        lengths: Uint16Array.from(steps, (count) => Math.min(0xffff, 2 * count)),
        rows: usedRows,
        dropped: table.rows - usedRows,
        preprocessing: preprocessingOf(experiment, table, shapes, judged, sequences, inputs),
        scalersOf: (piece) => ({ inputs: inputs.scalersOf(pieces[piece]!.from), targets: [] }),
        seasonalPeriod: null,
        warnings: [...sequenceWarnings(sequences, table), ...inputs.warnings],
        excluded: [...left.list, ...emptySeries(sequences)],
      };
    },
  };
}

function preprocessingOf(
  experiment: Experiment,
  table: Table,
  shapes: ModelShapes,
  judged: ByPart,
  { used }: SequenceRows,
  inputs: SequenceInputs,
): Preprocessing {
  return {
    ...textPreprocessing(table, experiment, shapes, judged),
    time: used.time?.kind === 'time' ? used.time.time : null,
    inputs: [...inputs.scalers],
    ...(Object.keys(inputs.categories).length > 0 ? { categories: inputs.categories } : {}),
  };
}

function emptySeries({ cut, kept }: SequenceRows): Exclusion[] {
  const empty = cut.names.filter((_, i) => kept.starts[i] === kept.starts[i + 1]);
  if (empty.length === 0) return [];
  return [{ reason: 'series without a row that has all values', count: empty.length, examples: empty.slice(0, 5) }];
}

/** Name of the series of a kept row. */
function namesOfRows({ cut, kept }: SequenceRows): (row: number) => string {
  const series = new Int32Array(kept.fileRows.length);
  cut.names.forEach((_, i) => series.fill(i, kept.starts[i], kept.starts[i + 1]));
  return (row) => cut.names[series[row]!] ?? '';
}
