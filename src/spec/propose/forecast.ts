import type { DataProfile } from '../profile';
import type { ColumnFacts } from './columnFacts';
import { ColumnFacts as Facts } from './columnFacts';
import { noRoles, type Proposer, type TaskProposal } from './proposal';
import { drifts, repeatsEachSeason } from './seriesFacts';
import { batchSizeFor } from './sizes';

/** Time steps of windows that the fused engine learns from within about half a minute on two cores, with an LSTM of 32 units. */
const affordableSteps = 2e7;
/** Longest window proposed: a season of a series by the minute (1,440 rows) would take hours to learn from. */
const longestWindow = 96;
/** Most steps ahead proposed. */
const longestHorizon = 48;
/** Below this a series is learned in hundreds of passes that take no second each, and a tenth of it is too little to watch. */
const fewRows = 500;

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
 * Whole days ahead from four days back where rows are hours or parts of them; half a year ahead from two years back where
 * months go up and down as in the year before; otherwise the next row, from one season back (at least 12 rows). An LSTM of 32 units,
 * 70/10/20 by time. What drifts away from what it was, and series of different size, are scaled window by window.
 */
export const forecastExperiment: Proposer = (profile, { inputs, targets, series, time }) => {
  const missing = profile.columns.some(({ name, missing }) => inputs.includes(name) && missing > 0);
  const rows = profile.rows / seriesIn(profile, series);
  const season = seasonOf(profile, { time, target: targets[0], series });
  const timeSteps = lookBack(profile, time, season, rows);
  const horizon = season === null ? 1 : Math.max(1, Math.min(season.ahead, longestHorizon, Math.floor(rows / 10)));
  const isShort = season?.unit === 'month' && rows < fewRows && series === null;
  // Windows that start row by row are nearly alike; fewer of them leave time for more passes.
  const stride = Math.max(
    1,
    Math.min(Math.floor(horizon / 2), Math.ceil((6 * profile.rows * timeSteps) / affordableSteps)),
  );
  const most = isShort ? 600 : profile.rows < 1_000 ? 100 : 30;
  const affordable = Math.round((affordableSteps * stride) / (profile.rows * timeSteps));
  const epochs = Math.max(2, Math.min(most, affordable));
  return {
    data: {
      missing: missing ? 'forward-fill' : 'error',
      ...(season?.named === true ? { seasonalPeriod: season.rows } : {}),
      calendar: season === null || season.named ? [] : [season.unit],
      scale: series !== null || drifts(profile, targets[0]) ? 'window' : 'standard',
      scaleBy: series === null ? 'all' : 'series',
      split: isShort
        ? { train: 0.8, validation: 0, test: 0.2, testRows: 2 * season.rows }
        : { train: 0.7, validation: 0.1, test: 0.2 },
    },
    window: { timeSteps, horizon, stride },
    model: { layers: [{ cell: 'lstm', units: 32 }] },
    training: {
      // A few windows far from all others must not decide.
      loss: isShort || series !== null ? 'mae' : 'mse',
      epochs,
      batchSize: batchSizeFor(profile.rows / stride),
      ...(horizon > 1 ? { optimizer: { learningRate: 0.002 } } : {}),
      ...(isShort ? {} : { earlyStopping: { patience: Math.max(3, Math.min(10, Math.round(epochs / 3))) } }),
    },
  };
};

/** What comes round again in a series. */
interface Season {
  readonly unit: 'hour' | 'month';
  readonly rows: number;
  /** Rows that a forecast is to reach ahead. */
  readonly ahead: number;
  /** Told by the name of a column that counts the rows, which has no calendar. */
  readonly named: boolean;
}

/** Days where rows are hours or parts of them; years where rows are months that are seen to be alike in each. */
function seasonOf(
  profile: DataProfile,
  { time, target, series }: { time: string | null; target: string | undefined; series: string | null },
): Season | null {
  const column = profile.columns.find(({ name }) => name === time);
  if (column?.kind === 'numeric' && /hour/i.test(column.name))
    return { unit: 'hour', rows: 24, ahead: 24, named: true };
  const { frequency = null, seasonalPeriod = null } = column?.time ?? {};
  if (seasonalPeriod === null || seasonalPeriod < 2) return null;
  if (frequency === 'hour' || (frequency === 'minute' && seasonalPeriod <= longestHorizon))
    return { unit: 'hour', rows: seasonalPeriod, ahead: seasonalPeriod, named: false };
  const isYear = frequency === 'month' && series === null && repeatsEachSeason(profile, target, seasonalPeriod);
  return isYear ? { unit: 'month', rows: seasonalPeriod, ahead: seasonalPeriod >> 1, named: false } : null;
}

/** Never more than an eighth of a series (a sixth where it has seasons) or than a first try can afford. */
function lookBack(profile: DataProfile, time: string | null, season: Season | null, rows: number): number {
  const usual = profile.columns.find(({ name }) => name === time)?.time?.seasonalPeriod ?? null;
  const wanted = season === null ? (usual ?? 12) : (season.unit === 'hour' ? 4 : 2) * season.rows;
  const most = Math.floor(rows / (season === null ? 8 : 6));
  return Math.max(1, Math.min(Math.max(12, wanted), longestWindow, most));
}

export function seriesIn(profile: DataProfile, series: string | null): number {
  return series === null ? 1 : (new Facts(profile).named(series)?.distinct ?? 1000);
}
