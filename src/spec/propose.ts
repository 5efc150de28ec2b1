import { type Experiment, experimentSchema } from './experiment';
import { nameFromFile } from './resolve';
import type { ColumnProfile, DataProfile } from './profile';

export interface Choice {
  /** Column to predict; without it the last numeric column. */
  readonly target?: string;
}

/** Windows for one update: more rows allow larger batches without too few updates an epoch. */
const batchSizeFor = (rows: number): number => (rows < 500 ? 8 : rows < 20_000 ? 32 : rows < 200_000 ? 128 : 512);
/**
 * Time steps of windows that the slower engine computes within about half a minute: an LSTM of 32 units at batch 32 takes
 * TensorFlow.js some 3 ms for 32 × 12 of them on WebAssembly.
 */
const affordableSteps = 4e6;
/** Longest window proposed: a season of a series by the minute (1,440 rows) would take hours to learn from. */
const longestWindow = 96;
/** Passes: small files need many, and are quick; the aim is a first result within a minute. */
const epochsFor = (rows: number, timeSteps: number): number =>
  Math.max(2, Math.min(rows < 1_000 ? 100 : 30, Math.round(affordableSteps / (rows * timeSteps))));

/**
 * A sensible first experiment for a CSV: what a person sees filled in when the page opens, and what `init` writes.
 * The rules are few so that they can be told: predict the last numeric column from its own past (and that of the other
 * numeric columns where there are at most ten), ordered by the first time column, look back one season (at least 12
 * rows where the file is long enough), an LSTM of 32 units, standard scaling, 70/10/20 by time.
 */
export function proposeExperiment(profile: DataProfile, choice: Choice = {}): Experiment {
  const numeric = profile.columns.filter(isUseful);
  const target = choice.target ?? numeric.at(-1)?.name ?? profile.columns.at(-1)?.name ?? '';
  const time = profile.columns.find((column) => column.kind === 'time') ?? null;
  const others = numeric.filter((column) => column.name !== target && !isRowNumber(column, profile.rows));
  const inputs = others.length <= 10 ? [target, ...others.map((column) => column.name)] : [target];
  const missing = profile.columns.some((column) => inputs.includes(column.name) && column.missing > 0);
  const timeSteps = proposeTimeSteps(time?.time?.seasonalPeriod ?? null, profile.rows);
  return experimentSchema.parse({
    version: 1,
    name: nameFromFile(profile.file),
    task: 'forecast',
    data: {
      file: profile.file,
      time: time?.name ?? null,
      inputs,
      targets: [target],
      missing: missing ? 'forward-fill' : 'error',
      scale: 'standard',
      split: { train: 0.7, validation: 0.1, test: 0.2 },
    },
    window: { timeSteps },
    model: { layers: [{ cell: 'lstm', units: 32 }] },
    training: {
      epochs: epochsFor(profile.rows, timeSteps),
      batchSize: batchSizeFor(profile.rows),
      earlyStopping: { patience: 10 },
    },
  } satisfies Parameters<typeof experimentSchema.parse>[0]);
}

/** One season back, at least 12 rows, never more than an eighth of the file or than a first try can afford. */
function proposeTimeSteps(seasonalPeriod: number | null, rows: number): number {
  return Math.max(1, Math.min(Math.max(12, seasonalPeriod ?? 12), longestWindow, Math.floor(rows / 8)));
}

function isUseful(column: ColumnProfile): boolean {
  return column.kind === 'numeric' && column.numeric !== null && !column.numeric.constant;
}

/** A column that only counts the rows (0, 1, 2, … or 1, 2, 3, …) says nothing about the series. */
function isRowNumber({ numeric, missing }: ColumnProfile, rows: number): boolean {
  return (
    numeric !== null &&
    missing === 0 &&
    rows > 2 &&
    (numeric.min === 0 || numeric.min === 1) &&
    numeric.max - numeric.min === rows - 1
  );
}
