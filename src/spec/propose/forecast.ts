import type { DataProfile } from '../profile';
import type { ColumnFacts } from './columnFacts';
import { ColumnFacts as Facts } from './columnFacts';
import { noRoles, type Proposer, type TaskProposal } from './proposal';
import { batchSizeFor } from './sizes';

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
 * The last numeric column from its own past, and that of the other numeric columns where there are at most ten, ordered
 * by the first time column; of each series where a column names them.
 */
export function forecastRoles(facts: ColumnFacts, chosen: string | undefined): TaskProposal {
  const several = facts.seriesColumns;
  const usable = facts.numeric.filter(({ name }) => name !== several?.time && name !== several?.series);
  const target = chosen ?? usable.at(-1)?.name ?? facts.profile.columns.at(-1)?.name ?? '';
  const time = several?.time ?? facts.time?.name ?? null;
  const others = usable.filter((column) => column.name !== target && !facts.isRowNumber(column));
  const inputs = others.length <= 10 ? [target, ...others.map(({ name }) => name)] : [target];
  const series = several && several.series !== target ? several.series : null;
  const over = time === null ? 'row by row' : 'over time';
  const why = series
    ? `"${target}" holds numbers ${over}, and "${series}" says which series a row belongs to: one network forecasts all of them.`
    : `"${target}" holds numbers ${over}, so the next one is forecast from those before.`;
  return {
    task: 'forecast',
    topology: 'many-to-one',
    roles: { ...noRoles, inputs, targets: [target], series, time: time === target ? null : time },
    why,
  };
}

/**
 * Looks back one season (at least 12 rows where the file is long enough), an LSTM of 32 units, standard scaling, 70/10/20
 * by time. Series of different size are scaled each for itself.
 */
export const forecastExperiment: Proposer = (profile, { inputs, series, time }) => {
  const missing = profile.columns.some(({ name, missing }) => inputs.includes(name) && missing > 0);
  const { rows } = profile;
  const timeSteps = proposeTimeSteps(profile, time, rows / seriesIn(profile, series));
  return {
    data: {
      missing: missing ? 'forward-fill' : 'error',
      scale: 'standard',
      scaleBy: series === null ? 'all' : 'series',
      split: { train: 0.7, validation: 0.1, test: 0.2 },
    },
    window: { timeSteps },
    model: { layers: [{ cell: 'lstm', units: 32 }] },
    training: {
      epochs: epochsFor(rows, timeSteps),
      batchSize: batchSizeFor(rows),
      earlyStopping: { patience: 10 },
    },
  };
};

/** One season back, at least 12 rows, never more than an eighth of a series or than a first try can afford. */
function proposeTimeSteps(profile: DataProfile, time: string | null, rows: number): number {
  const seasonalPeriod = profile.columns.find(({ name }) => name === time)?.time?.seasonalPeriod ?? null;
  return Math.max(1, Math.min(Math.max(12, seasonalPeriod ?? 12), longestWindow, Math.floor(rows / 8)));
}

export function seriesIn(profile: DataProfile, series: string | null): number {
  return series === null ? 1 : (new Facts(profile).named(series)?.distinct ?? 1000);
}
