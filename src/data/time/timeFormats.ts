import { clockMs, dateMs, msPerDay } from './calendar';

/**
 * Forms of a time in a cell that can be read one cell at a time. Years and epoch numbers are read as numbers and
 * recognised over the whole column (`timeNumbers.ts`). A time without a zone is read as UTC.
 */
export const textTimeFormats = ['iso', 'year-month', 'slashes', 'month-name'] as const;
export type TextTimeFormat = (typeof textTimeFormats)[number];

const clock = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:\\s?([AaPp])\\.?[Mm]\\.?)?';
const zone = '\\s?(Z|z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?';
const optionalClock = `(?:(?:[T ]|,\\s?)\\s?${clock}${zone})?`;

const iso = new RegExp(`^(\\d{4})([-/])(\\d{1,2})\\2(\\d{1,2})${optionalClock}$`);
const yearMonth = /^(\d{4})[-/](\d{1,2})$/;
const slashes = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${optionalClock}$`);
const weekday = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\\.?,? )?';
const monthDayYear = new RegExp(
  `^${weekday}([A-Za-z]{3,9})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})${optionalClock}$`,
);
const dayMonthYear = new RegExp(
  `^${weekday}(\\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\\.?[ -](\\d{4}|\\d{2})${optionalClock}$`,
);
const monthYear = /^([A-Za-z]{3,9})\.?[ -](\d{4})$/;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const fullMonths = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/**
 * Reads one trimmed cell. Gives milliseconds since 1970 (for `slashes` a packed date, see `packSlashes`), NaN where
 * the cell is not of that form.
 */
export const timeReaders: Readonly<Record<TextTimeFormat, (text: string) => number>> = {
  iso: (text) => {
    const match = iso.exec(text);
    return match === null ? NaN : dateMs(+match[1]!, +match[3]!, +match[4]!) + clockOf(match, 5);
  },
  'year-month': (text) => {
    const match = yearMonth.exec(text);
    return match === null ? NaN : dateMs(+match[1]!, +match[2]!, 1);
  },
  slashes: (text) => {
    const match = slashes.exec(text);
    return match === null ? NaN : packSlashes(+match[1]!, +match[3]!, fullYear(match[4]!), clockOf(match, 5));
  },
  'month-name': (text) => {
    let match = monthDayYear.exec(text);
    if (match !== null) return dateMs(+match[3]!, monthNumber(match[1]!), +match[2]!) + clockOf(match, 4);
    match = dayMonthYear.exec(text);
    if (match !== null) return dateMs(fullYear(match[3]!), monthNumber(match[2]!), +match[1]!) + clockOf(match, 4);
    match = monthYear.exec(text);
    return match === null ? NaN : dateMs(+match[2]!, monthNumber(match[1]!), 1);
  },
};

/** Time of day and zone from the groups of `optionalClock` that begin at `group`; 0 where there is none. */
function clockOf(match: RegExpExecArray, group: number): number {
  const text = match[group];
  if (text === undefined) return 0;
  let hour = +text;
  const half = match[group + 4];
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return NaN;
    hour = (hour % 12) + (half === 'p' || half === 'P' ? 12 : 0);
  }
  const fraction = match[group + 3];
  const ms = fraction === undefined ? 0 : Math.trunc(+`0.${fraction}` * 1000 + 1e-6);
  return clockMs(hour, +match[group + 1]!, +(match[group + 2] ?? 0), ms) - zoneMs(match[group + 5]);
}

function zoneMs(text: string | undefined): number {
  if (text === undefined || !/^[+-]/.test(text)) return 0;
  const digits = text.slice(1).replace(':', '');
  const ms = (+digits.slice(0, 2) * 60 + +(digits.slice(2) || 0)) * 60_000;
  return text.startsWith('-') ? -ms : ms;
}

/** Two digits as POSIX reads them: 69–99 are 1969–1999, 00–68 are 2000–2068. */
function fullYear(digits: string): number {
  if (digits.length > 2) return +digits;
  return +digits < 69 ? 2000 + +digits : 1900 + +digits;
}

function monthNumber(name: string): number {
  const lower = name.toLowerCase();
  const short = months.indexOf(lower === 'sept' ? 'sep' : lower);
  return (short >= 0 ? short : fullMonths.indexOf(lower)) + 1;
}

/** Clock and zone of a packed date span less than three days either way. */
const packedDayMs = 4 * msPerDay;
const packedShift = 2 * msPerDay;

/**
 * 3/4/1981 in one number, so that day and month can be told apart when the whole column has been seen.
 * @returns NaN where neither order gives a date
 */
function packSlashes(first: number, second: number, year: number, clock: number): number {
  if (Number.isNaN(dateMs(year, second, first)) && Number.isNaN(dateMs(year, first, second))) return NaN;
  return ((year * 32 + first) * 32 + second) * packedDayMs + packedShift + clock;
}

export type DateOrder = 'day-first' | 'month-first';

/** Milliseconds since 1970 of a packed date in one order; NaN where that order gives no date. */
export function unpackSlashes(packed: number, order: DateOrder): number {
  const date = Math.floor(packed / packedDayMs);
  const clock = packed - date * packedDayMs - packedShift;
  const second = date % 32;
  const first = Math.floor(date / 32) % 32;
  const year = Math.floor(date / 1024);
  return order === 'day-first' ? dateMs(year, second, first) + clock : dateMs(year, first, second) + clock;
}
