/**
 * Dates as numbers, in UTC only. Written by hand because date-fns works in the machine's own zone, and because a
 * million ISO dates take 12 ms here against seconds for a parser that is driven by a pattern.
 */

export const msPerDay = 86_400_000;

const daysInMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** @param month 1 to 12 */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (daysInMonths[month - 1] ?? 0);
}

/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms", days_from_civil).
 */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Milliseconds since 1970 at the start of that day, UTC; NaN where there is no such day. */
export function dateMs(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return NaN;
  return daysSince1970(year, month, day) * msPerDay;
}

/** Milliseconds since midnight; NaN where there is no such time. 24:00 is the end of the day (ISO 8601). */
export function clockMs(hour: number, minute: number, second: number, ms: number): number {
  if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && (minute > 0 || second > 0 || ms > 0))) return NaN;
  return ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}
