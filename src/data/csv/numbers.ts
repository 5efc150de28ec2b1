import type { Dialect } from '../../spec/profile';

/** How numbers are written: the parts of a dialect that matter to a single cell. */
export type NumberFormat = Pick<Dialect, 'decimal' | 'thousands'>;

const infinities: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['+infinity', Infinity],
  ['-infinity', -Infinity],
]);

const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A reader of single cells for one format. Gives NaN for what is no number; infinities are numbers. */
export function numberReader(format: NumberFormat): (trimmed: string) => number {
  const { decimal, thousands } = format;
  const grouped =
    thousands === null ? null : new RegExp(`^[+-]?\\d{1,3}(?:${escape(thousands)}\\d{3})+(?:${escape(decimal)}\\d*)?$`);
  return (trimmed) => {
    let text = trimmed;
    if (grouped !== null && grouped.test(text)) text = text.replaceAll(thousands ?? '', '');
    if (decimal === ',') {
      if (text.includes('.')) return NaN;
      text = text.replace(',', '.');
    }
    // Number() also takes "", " 1 ", "0x10" and "1_0"-like forms of other languages; the pattern does not.
    if (plainNumber.test(text)) return Number(text);
    return infinities.get(text.toLowerCase()) ?? NaN;
  };
}

function escape(separator: string): string {
  return separator.replace(/[.]/, '\\$&');
}
