import type { MainScore } from '../../spec/mainScore';

const minuteMs = 60_000;
const steps = [
  { unit: 'day', ms: 24 * 60 * minuteMs },
  { unit: 'hour', ms: 60 * minuteMs },
  { unit: 'minute', ms: minuteMs },
] as const;

/**
 * `3m ago`, `now`, in the editor's language.
 * @param started ISO 8601
 */
export function age(started: string, now: Date, language: string): string {
  const passedMs = now.getTime() - Date.parse(started);
  if (!Number.isFinite(passedMs)) return '';
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'narrow' });
  for (const { unit, ms } of steps) {
    if (passedMs >= ms) return format.format(-Math.floor(passedMs / ms), unit);
  }
  return format.format(0, 'second');
}

/** Three significant digits, in the editor's language. */
export function shortNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value);
}

/** A score with its unit: shares of 1 in per cent. */
export function shortScore({ value, unit }: Pick<MainScore, 'value' | 'unit'>, language: string): string {
  if (unit === 'share') {
    return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
  }
  return unit === 'percent' ? `${shortNumber(value, language)} %` : shortNumber(value, language);
}
