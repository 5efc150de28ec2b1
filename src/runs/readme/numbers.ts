/** Whole, with separators. */
export const count = (value: number): string => value.toLocaleString('en');

/** Four significant digits; a power of ten where it is beyond reading. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  if (size >= 1e12 || (size > 0 && size < 1e-4)) return value.toExponential(3);
  return size >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(4)));
}
