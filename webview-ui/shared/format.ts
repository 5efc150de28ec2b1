import { metricInfo } from '../../src/spec/mainScore';
import type { DataProfile, Frequency } from '../../src/spec/profile';
import type { MetricName } from '../../src/spec/run';
import { locale } from './locale';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const significant = new Map<number, Intl.NumberFormat>();

/** `2,820`. */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** Few significant digits for a score or an axis: `21.4`, `0.0835`, `1,234`; an en dash for what is not defined. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return scientific(digits).format(value);
  let format = significant.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(locale, { maximumSignificantDigits: digits });
    significant.set(digits, format);
  }
  return size >= 10 ** (digits - 1) ? whole.format(value) : format.format(value);
}

const scientificFormats = new Map<number, Intl.NumberFormat>();
function scientific(digits: number): Intl.NumberFormat {
  let format = scientificFormats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(locale, { notation: 'scientific', maximumSignificantDigits: Math.min(digits, 3) });
    scientificFormats.set(digits, format);
  }
  return format;
}

/** One format for numbers under each other: the same decimals for all, four significant digits for the largest. */
export function alignedFormat(
  values: readonly (number | null | undefined)[],
): (value: number | null | undefined) => string {
  const largest = Math.max(0, ...values.map((value) => (Number.isFinite(value) ? Math.abs(value as number) : 0)));
  if (largest !== 0 && (largest < 1e-3 || largest >= 1e7)) return (value) => formatNumber(value);
  const decimals = largest === 0 ? 0 : Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(largest))));
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (value) => (Number.isFinite(value) ? format.format(value as number) : formatNumber(value));
}

const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
/** 0.8 → `80%`. */
export function formatShare(share: number): string {
  return percent.format(share);
}

/** `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${formatNumber(Math.max(seconds, 0), 2)} s`;
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  if (total < 3600) return joined(Math.floor(total / 60), 'min', total % 60, 's');
  return joined(Math.floor(total / 3600), 'h', Math.round((total % 3600) / 60), 'min');
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

const byteFormats = (['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const).map(
  (unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: unit === 'gigabyte' ? 1 : 0 }),
);
export function formatBytes(bytes: number): string {
  const power = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  return (byteFormats[power] as Intl.NumberFormat).format(bytes / 1000 ** power);
}

const dateStyles: Record<Frequency, Intl.DateTimeFormatOptions> = {
  year: { year: 'numeric' },
  quarter: { year: 'numeric', month: 'short' },
  month: { year: 'numeric', month: 'short' },
  week: { dateStyle: 'medium' },
  day: { dateStyle: 'medium' },
  hour: { dateStyle: 'medium', timeStyle: 'short' },
  minute: { dateStyle: 'medium', timeStyle: 'short' },
  second: { dateStyle: 'medium', timeStyle: 'medium' },
};
const dateFormats = new Map<Frequency, Intl.DateTimeFormat>();

/** A time in milliseconds (UTC) as precise as the rows' steps are: `Jan 1749`, `Jul 1, 2016, 1:00 AM`. */
export function formatTime(milliseconds: number, frequency: Frequency | null): string {
  const key = frequency ?? 'day';
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...dateStyles[key], timeZone: 'UTC' });
    dateFormats.set(key, format);
  }
  return format.format(milliseconds);
}

const longMs = 7 * 24 * 3600 * 1000;
/** `Jan 1749 – Dec 1983`; over more than a week the hours of day do not matter. */
export function formatTimeRange(first: number, last: number, frequency: Frequency | null): string {
  const fine = frequency === 'hour' || frequency === 'minute' || frequency === 'second';
  const precision = fine && last - first > longMs ? 'day' : frequency;
  return `${formatTime(first, precision)} – ${formatTime(last, precision)}`;
}

const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
/** A moment of the user's own day: `Mar 2, 2026, 10:00 AM`. */
export function formatMoment(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? moment.format(milliseconds) : '';
}

const adjectives: Record<Frequency, string> = {
  second: 'every second',
  minute: 'every minute',
  hour: 'hourly',
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
  quarter: 'quarterly',
  year: 'yearly',
};

/** `Jan 1749 – Dec 1983, monthly`, or null where no time column orders the rows. */
export function formatSpan(profile: DataProfile, timeColumn: string | null): string | null {
  const time = profile.columns.find((column) => column.name === timeColumn)?.time;
  if (!time) return null;
  const { first, last, frequency, step } = time;
  const span = formatTimeRange(first, last, frequency);
  if (!frequency || step === null) return span;
  return `${span}, ${step === 1 ? adjectives[frequency] : `every ${step} ${frequency}s`}`;
}

/** `1 epoch`, `20 epochs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const percents = new Intl.NumberFormat(locale, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** One format for values of a score under each other: shares in per cent, others with the same decimals. */
export function alignedScores(
  metric: MetricName,
  values: readonly (number | null | undefined)[],
): (value: number | null | undefined) => string {
  if (metricInfo[metric].unit !== 'share') return alignedFormat(values);
  return (value) => (value === null || value === undefined ? '–' : percents.format(value));
}

/** A score on its own: `19.05`, `86.5%`. */
export const formatScore = (metric: MetricName, value: number | null | undefined): string =>
  alignedScores(metric, [value])(value);
