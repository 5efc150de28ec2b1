import type { TimeProfile } from '../../spec/profile';
import { msPerDay } from './calendar';

const msPerUnit = { second: 1000, minute: 60_000, hour: 3_600_000, day: msPerDay, week: 7 * msPerDay } as const;
const monthsPerUnit = { month: 1, quarter: 3, year: 12 } as const;

/**
 * The time `steps` steps after `lastMs`, in milliseconds since 1970 (UTC). Months keep the day of the month (the last day
 * stays the last); a daily series of working days passes over Saturdays and Sundays.
 * @returns null where the steps of the series are not known
 */
export function futureMs(time: TimeProfile, lastMs: number, steps: number): number | null {
  const { frequency, step } = time;
  if (frequency === null || step === null || !Number.isFinite(lastMs)) return null;
  if (frequency === 'month' || frequency === 'quarter' || frequency === 'year') {
    return addMonths(lastMs, steps * step * monthsPerUnit[frequency], isMonthEnd(lastMs) && isMonthEnd(time.first));
  }
  if (frequency === 'day' && step === 1 && time.seasonalPeriod === 5) return addWorkdays(lastMs, steps);
  return lastMs + steps * step * msPerUnit[frequency];
}

function addMonths(ms: number, months: number, monthEnd: boolean): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(monthEnd ? length : Math.min(day, length));
  return date.getTime();
}

function isMonthEnd(ms: number): boolean {
  return new Date(ms + msPerDay).getUTCDate() === 1;
}

function addWorkdays(ms: number, days: number): number {
  let time = ms;
  for (let left = days; left > 0;) {
    time += msPerDay;
    const weekday = new Date(time).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left--;
  }
  return time;
}
