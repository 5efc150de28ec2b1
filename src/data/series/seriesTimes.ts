import type { TimeProfile } from '../../spec/profile';
import type { UsedColumns } from '../sequence/usedColumns';
import { futureMs } from '../time/futureMs';
import { timeProfile } from '../time/timeProfile';

/** When the rows of a series are, and when the steps after its end will be. */
export interface SeriesTimes {
  /** Steps of the series' own times; null where numbers or the file's order stand for them. */
  readonly profile: TimeProfile | null;
  /** Time, or number that orders the rows, of a step (from 0) after the last row; NaN where the steps are not regular. */
  ahead(step: number): number;
}

/**
 * @param own 0-based rows of the file, in time order
 * @param alone the only series of the file: the column's profile is its own
 */
export function seriesTimes(time: UsedColumns['time'], own: Int32Array, alone: boolean): SeriesTimes {
  if (time === null) return { profile: null, ahead: () => NaN };
  const values = Float64Array.from(own, (row) => time.values[row]!);
  const last = values.at(-1) ?? NaN;
  if (time.kind === 'numeric') {
    const step = usualStep(values);
    return { profile: null, ahead: (ahead) => last + step * (ahead + 1) };
  }
  const { format, dateOrder, ambiguous } = time.time;
  const profile = alone ? time.time : timeProfile(values, { format, dateOrder, ambiguous });
  return { profile, ahead: (ahead) => futureMs(profile, last, ahead + 1) ?? NaN };
}

/** The step between most neighbours; NaN where fewer than half are alike. */
function usualStep(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < values.length; i++) {
    const step = values[i]! - values[i - 1]!;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  let [usual, most] = [NaN, 0];
  for (const [step, count] of counts) if (count > most) [usual, most] = [step, count];
  return 2 * most >= values.length - 1 && usual !== 0 ? usual : NaN;
}

/** The profile of the whole column, with the steps that most rows' series have. */
export function commonProfile(
  time: UsedColumns['time'],
  series: readonly { readonly profile: TimeProfile | null; readonly rows: number }[],
): TimeProfile | null {
  if (time === null || time.kind === 'numeric') return null;
  const rows = new Map<string, { count: number; profile: TimeProfile }>();
  for (const { profile, rows: count } of series) {
    if (profile === null) continue;
    const key = `${profile.frequency} ${profile.step} ${profile.seasonalPeriod}`;
    rows.set(key, { profile, count: (rows.get(key)?.count ?? 0) + count });
  }
  const [usual] = [...rows.values()].sort((a, b) => b.count - a.count);
  if (usual === undefined) return time.time;
  const { frequency, step, seasonalPeriod } = usual.profile;
  return { ...time.time, frequency, step, seasonalPeriod };
}
