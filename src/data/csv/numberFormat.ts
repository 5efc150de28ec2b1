import type { Dialect } from '../../spec/profile';
import type { Delimiter } from './delimiter';
import type { NumberFormat } from './numbers';

type Thousands = NonNullable<Dialect['thousands']>;

const groupedByOther = /^[+-]?\d{1,3}(?:([ \u00a0\u202f'_])\d{3})(?:\1\d{3})*(?:([.,])\d+)?$/;
const groupedBoth = /^[+-]?\d{1,3}(?:([.,])\d{3})+([.,])\d+$/;
const groupedTwice = /^[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})+$/;
const single = /^[+-]?\d*([.,])\d+(?:[eE][+-]?\d+)?$/;
/** 1,234 may be a thousand or a little more than one. */
const threeDigits = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * How the cells write numbers. Each cell that can only be read one way is a vote; 1,234 alone is not, and is a decimal
 * comma in files with `;` (whose reason is usually just that) and a thousands separator in the others.
 */
export function guessNumberFormat(cells: Iterable<string>, delimiter: Delimiter): NumberFormat {
  let comma = 0;
  let point = 0;
  let doubtfulComma = 0;
  let doubtfulPoint = 0;
  let commaGroups = 0;
  let pointGroups = 0;
  let other: Thousands | null = null;
  for (const cell of cells) {
    let match: RegExpExecArray | null;
    if ((match = groupedByOther.exec(cell)) !== null) {
      other = match[1] as Thousands;
      if (match[2] === ',') comma++;
      if (match[2] === '.') point++;
    } else if ((match = groupedTwice.exec(cell)) !== null) {
      if (match[1] === ',') commaGroups++;
      else pointGroups++;
    } else if ((match = groupedBoth.exec(cell)) !== null && match[1] !== match[2]) {
      if (match[1] === ',') commaGroups++;
      else pointGroups++;
    } else if (threeDigits.test(cell)) {
      if (cell.includes(',')) doubtfulComma++;
      else doubtfulPoint++;
    } else if ((match = single.exec(cell)) !== null) {
      if (match[1] === ',') comma++;
      else point++;
    }
  }
  comma += pointGroups;
  point += commaGroups;
  if (comma === 0 && point === 0 && doubtfulComma > 0 && doubtfulPoint === 0) {
    return delimiter === ';' ? { decimal: ',', thousands: null } : { decimal: '.', thousands: ',' };
  }
  if (comma > point) return { decimal: ',', thousands: pointGroups > 0 || doubtfulPoint > 0 ? '.' : other };
  return { decimal: '.', thousands: commaGroups > 0 || (doubtfulComma > 0 && point > 0) ? ',' : other };
}
