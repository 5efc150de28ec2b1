import type { TimeProfile } from '../../spec/profile';
import { dateMs } from './calendar';
import { timeProfile } from './timeProfile';

const timeName =
  /(?:^|[^a-z])(?:date|time|datetime|timestamp|ts|epoch|unix|unixtime|day)(?:[^a-z]|$)|(?:date|time|timestamp)$/i;
const yearName = /(?:^|[^a-z])(?:year|years|yr|jahr|année|annee|año|anno)(?:[^a-z]|$)/i;

interface NumericTimes {
  readonly values: Float64Array;
  readonly time: TimeProfile;
  textAt(row: number): string;
}

/**
 * Times that are written as whole numbers: years, seconds or milliseconds since 1970. A number alone does not tell, so the
 * column must also be named like a time, or be the first column and only ever rise.
 * @param values NaN where missing
 */
export function numbersAsTimes(values: Float64Array, name: string, index: number): NumericTimes | null {
  const seen = survey(values);
  if (!seen.whole || seen.count < 2) return null;
  const first = index === 0 && seen.rising;
  const between = (low: number, high: number) => seen.min >= low && seen.max <= high;
  const mostlyDistinct = seen.repeats < seen.count / 2;
  if (
    between(1000, 2999) &&
    mostlyDistinct &&
    (yearName.test(name) || timeName.test(name) || (first && seen.stepsOfOne))
  ) {
    return make(
      values,
      'year',
      (year) => dateMs(year, 1, 1),
      (year) => String(year),
    );
  }
  // 1973 to 2106 in seconds, the same in milliseconds. A rising first column with steps of one is a row number.
  const named = timeName.test(name) || (first && !seen.stepsOfOne);
  if (named && between(1e8, 4.3e9)) return make(values, 'epoch-seconds', (seconds) => seconds * 1000, String);
  if (named && between(1e11, 4.3e12)) return make(values, 'epoch-milliseconds', (ms) => ms, String);
  return null;
}

function make(
  numbers: Float64Array,
  format: TimeProfile['format'],
  toMs: (value: number) => number,
  toText: (value: number) => string,
): NumericTimes {
  const values = numbers.map(toMs);
  const textAt = (row: number) => (Number.isNaN(numbers[row] ?? NaN) ? '' : toText(numbers[row]!));
  return { values, time: timeProfile(values, { format, dateOrder: null, ambiguous: false }), textAt };
}

function survey(values: Float64Array) {
  const seen = { whole: true, count: 0, min: Infinity, max: -Infinity, rising: true, stepsOfOne: true, repeats: 0 };
  let previous = NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return { ...seen, whole: false };
    if (value < seen.min) seen.min = value;
    if (value > seen.max) seen.max = value;
    if (seen.count > 0) {
      if (value <= previous) seen.rising = false;
      if (value === previous) seen.repeats++;
      if (value !== previous + 1) seen.stepsOfOne = false;
    }
    previous = value;
    seen.count++;
  }
  return seen;
}
