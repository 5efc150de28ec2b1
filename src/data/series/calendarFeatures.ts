import { msPerDay } from '../time/calendar';

export type CalendarFeature = 'hour' | 'weekday' | 'month';

const msPerHour = 3_600_000;

/** Place within a day (with minutes), a week (from Monday) and a year (whole months), 0 to 1; of times in UTC. */
const shareOf: Readonly<Record<CalendarFeature, (ms: number) => number>> = {
  hour: (ms) => modulo(ms, msPerDay) / msPerHour / 24,
  // 1970-01-01 was a Thursday.
  weekday: (ms) => modulo(Math.floor(ms / msPerDay) + 3, 7) / 7,
  month: (ms) => new Date(ms).getUTCMonth() / 12,
};

/**
 * A point on a circle for a time, so that 23:00 lies beside 0:00 and December beside January.
 * @param ms milliseconds since 1970, UTC
 */
export function calendarValue(feature: CalendarFeature, wave: 'sine' | 'cosine', ms: number): number {
  const angle = 2 * Math.PI * shareOf[feature](ms);
  return wave === 'sine' ? Math.sin(angle) : Math.cos(angle);
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
