import type { Frequency, TimeProfile } from '../../spec/profile';
import { daysInMonth, msPerDay } from './calendar';

type Steps = Pick<TimeProfile, 'frequency' | 'step' | 'seasonalPeriod' | 'gaps'>;

const irregular: Steps = { frequency: null, step: null, seasonalPeriod: null, gaps: 0 };

/** Share of the steps that must fall on the grid of the most frequent step. */
const onGrid = 0.95;
/** Share of the steps that must be the most frequent step itself. */
const usual = 0.5;

/**
 * The regular grid that times lie on: months (also quarters and years), or a fixed number of milliseconds.
 * @param times milliseconds since 1970, rising, each once
 */
export function inferSteps(times: Float64Array): Steps {
  if (times.length < 3) return irregular;
  return calendarSteps(times, true) ?? fixedSteps(times) ?? calendarSteps(times, false) ?? irregular;
}

/** @param strict all on the same day of the month (or its last), at the same time of day; otherwise one in nearly every month is enough */
function calendarSteps(times: Float64Array, strict: boolean): Steps | null {
  const months = new Float64Array(times.length);
  const first = new Date(times[0]!);
  let [sameDay, lastDay] = [true, true];
  let day = first.getUTCDate();
  // The 31st becomes the 30th in short months: the largest day tells.
  for (const time of times) day = Math.max(day, new Date(time).getUTCDate());
  for (let row = 0; row < times.length; row++) {
    const date = new Date(times[row]!);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth();
    months[row] = year * 12 + month;
    if (row > 0 && months[row] === months[row - 1]) return null;
    const length = daysInMonth(year, month + 1);
    if (date.getUTCDate() !== Math.min(day, length)) sameDay = false;
    if (date.getUTCDate() !== length) lastDay = false;
    if (strict && ((!sameDay && !lastDay) || (times[row]! - times[0]!) % msPerDay !== 0)) return null;
  }
  if (!strict && times.length < 6) return null;
  const grid = gridOf(months, strict ? usual : 0.8);
  if (grid === null) return null;
  const { step, gaps } = grid;
  const unit: [Frequency, number] =
    step % 12 === 0 ? ['year', step / 12] : step % 3 === 0 ? ['quarter', step / 3] : ['month', step];
  return { frequency: unit[0], step: unit[1], seasonalPeriod: seasonalPeriod(...unit), gaps };
}

const fixedUnits: readonly (readonly [Frequency, number])[] = [
  ['week', 7 * msPerDay],
  ['day', msPerDay],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

function fixedSteps(times: Float64Array): Steps | null {
  const grid = gridOf(times);
  if (grid === null) return null;
  const { step } = grid;
  const [frequency, unit] = fixedUnits.find(([, ms]) => step % ms === 0) ?? (['second', 1000] as const);
  if (step === msPerDay && isWorkdays(times))
    return { frequency, step: 1, seasonalPeriod: 5, gaps: workdayGaps(times) };
  return { frequency, step: step / unit, seasonalPeriod: seasonalPeriod(frequency, step / unit), gaps: grid.gaps };
}

/** Most frequent step, and how many points of that grid are missing; null when the steps are not multiples of it. */
function gridOf(points: Float64Array, share = usual): { step: number; gaps: number } | null {
  const counts = new Map<number, number>();
  for (let row = 1; row < points.length; row++) {
    const step = points[row]! - points[row - 1]!;
    counts.set(step, (counts.get(step) ?? 0) + 1);
    if (counts.size > 10_000) return null;
  }
  let step = 0;
  for (const [candidate, count] of counts) {
    const best = counts.get(step) ?? 0;
    if (count > best || (count === best && candidate < step)) step = candidate;
  }
  let fitting = 0;
  let gaps = 0;
  for (const [candidate, count] of counts) {
    if (candidate % step !== 0) continue;
    fitting += count;
    gaps += count * (candidate / step - 1);
  }
  const steps = points.length - 1;
  return fitting >= onGrid * steps && counts.get(step)! >= share * steps ? { step, gaps } : null;
}

/** Days of a market or an office: weeks without Saturdays and Sundays. */
function isWorkdays(times: Float64Array): boolean {
  return times.length >= 10 && times.every((time) => isWorkday(time));
}

function isWorkday(time: number): boolean {
  const weekday = new Date(time).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

function workdayGaps(times: Float64Array): number {
  let gaps = 0;
  for (let row = 1; row < times.length; row++) {
    for (let day = times[row - 1]! + msPerDay; day < times[row]!; day += msPerDay) if (isWorkday(day)) gaps++;
  }
  return gaps;
}

/** Steps after which the usual season repeats: a year of months, a day of hours, a week of days; null where there is none. */
function seasonalPeriod(frequency: Frequency, step: number): number | null {
  const perSeason: Record<Frequency, number> = {
    second: 3600,
    minute: 1440,
    hour: 24,
    day: 7,
    week: 52,
    month: 12,
    quarter: 4,
    year: 1,
  };
  const period = perSeason[frequency] / step;
  return Number.isInteger(period) && period > 1 ? period : null;
}
