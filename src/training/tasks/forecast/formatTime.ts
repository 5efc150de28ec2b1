import type { TimeProfile } from '../../../spec/profile';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * Writes a time the way a CSV writes its own: same order, separators, leading zeros, precision and zone.
 * @param ms milliseconds since 1970, UTC
 * @param samples cells of the column, the last one the pattern; more of them tell whether 9 is written 09
 */
export function formatTime(
  ms: number,
  time: Pick<TimeProfile, 'format' | 'dateOrder'>,
  samples: readonly string[],
): string {
  const pattern = (samples.at(-1) ?? '').trim();
  if (time.format === 'epoch-seconds') return String(ms / 1000);
  if (time.format === 'epoch-milliseconds') return String(ms);
  const date = new Date(ms + zoneMs(pattern));
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  if (time.format === 'year') return year;
  const width = samples.some((text) => /(^|\D)\d(?=$|[-/.,\s](?!\d{0,2}:))/.test(text.replace(clock, ''))) ? 1 : 2;
  const number = (value: number): string => String(value).padStart(width, '0');
  const month = date.getUTCMonth() + 1;
  const day = date.getUTCDate();
  const withClock = (text: string): string => text + clockLike(pattern, date);
  switch (time.format) {
    case 'year-month':
      return `${year}${pattern[4] ?? '-'}${number(month)}`;
    case 'iso':
      return withClock([year, number(month), number(day)].join(pattern[4] ?? '-'));
    case 'slashes': {
      const [, separator = '/', yearText = ''] = /^\d{1,2}([-/.])\d{1,2}[-/.](\d+)/.exec(pattern) ?? [];
      const shortYear = yearText.length === 2 ? year.slice(-2) : year;
      const order = time.dateOrder === 'day-first' ? [day, month] : [month, day];
      return withClock([...order.map(number), shortYear].join(separator));
    }
    case 'month-name':
      return withClock(withMonthName(pattern, samples, { year, month, day: number(day) }));
  }
}

function withMonthName(
  pattern: string,
  samples: readonly string[],
  { year, month, day }: { year: string; month: number; day: string },
): string {
  const long = samples.some((text) => months.some((name) => name.length > 3 && text.includes(name)));
  const name = (months[month - 1] ?? '').slice(0, long ? undefined : 3);
  const dateOnly = pattern.replace(clock, '');
  // "Jan 1 2000" and "1 Jan 2000" are told apart by what comes first; weekdays are left out.
  if (/^\d/.test(dateOnly)) {
    const separator = /^\d{1,2}(?:st|nd|rd|th)?([ -])/.exec(dateOnly)?.[1] ?? ' ';
    return [day, name, /\D\d{2}$/.test(dateOnly) ? year.slice(-2) : year].join(separator);
  }
  const withDay = /^(\D*?)([A-Za-z]{3,9})\.? \d{1,2}(?:st|nd|rd|th)?(,?) \d{4}/.exec(dateOnly);
  if (withDay) return `${name} ${day}${withDay[3] ?? ''} ${year}`;
  return `${name}${/[ -](?=\d{4}$)/.exec(dateOnly)?.[0] ?? ' '}${year}`;
}

/** Everything of a cell from the time of day on, with the separator before it. */
const clock =
  /(?:[T ]|,\s?)\s?(\d{1,2}):(\d{2})(?::(\d{2})([.,]\d{1,9})?)?(\s?[AaPp]\.?[Mm]\.?)?(\s?(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/;

function clockLike(pattern: string, date: Date): string {
  const match = clock.exec(pattern);
  if (!match) return '';
  const [whole, hourText = '', , seconds, fraction, half, zone = ''] = match;
  const before = whole.slice(0, whole.indexOf(hourText));
  const hour = half ? date.getUTCHours() % 12 || 12 : date.getUTCHours();
  const two = (value: number): string => String(value).padStart(2, '0');
  let text = `${before}${String(hour).padStart(hourText.startsWith('0') || !half ? 2 : 1, '0')}:${two(date.getUTCMinutes())}`;
  if (seconds) text += `:${two(date.getUTCSeconds())}`;
  if (fraction) {
    const digits = String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(9, '0');
    text += `${fraction[0] ?? '.'}${digits.slice(0, fraction.length - 1)}`;
  }
  if (half) text += withHalf(half, date.getUTCHours() >= 12);
  return text + zone;
}

function withHalf(pattern: string, afternoon: boolean): string {
  const upper = /[AP]/.test(pattern);
  return pattern.replace(/[AaPp]/, afternoon ? (upper ? 'P' : 'p') : upper ? 'A' : 'a');
}

/** Offset of the zone that a cell names; times without one are UTC. */
function zoneMs(pattern: string): number {
  const [, sign, hours, minutes] = /([+-])(\d{2}):?(\d{2})?$/.exec(clock.exec(pattern)?.[6]?.trim() ?? '') ?? [];
  if (!sign) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
}
