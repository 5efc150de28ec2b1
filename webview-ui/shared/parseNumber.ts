import { locale } from './locale';

/** What a number field takes: whole numbers from 1 (`count`), from 0 (`whole`), or any number. */
export type NumberKind = 'count' | 'whole' | 'number';

const groupSeparator = new Intl.NumberFormat(locale).formatToParts(1234567).find(({ type }) => type === 'group')?.value;

/** Reads what a person types: `32`, `1,000` where the locale groups so, `0.001`, `0,001`, `1e-4`. Null when it is none. */
export function parseNumber(text: string, kind: NumberKind): number | null {
  const plain = text.replace(/[\s\u00a0\u202f'’_]/g, '');
  if (kind === 'number') {
    const dotted = plain.includes('.') ? plain : plain.replace(',', '.');
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(dotted) ? Number(dotted) : null;
  }
  const ungrouped = groupSeparator && isGrouped(plain, groupSeparator) ? plain.replaceAll(groupSeparator, '') : plain;
  return /^-?\d+$/.test(ungrouped) ? Number(ungrouped) : null;
}

/** `1,000` and `12,345,678`, not `1,5`: a decimal comma is no thousands separator. */
function isGrouped(text: string, separator: string): boolean {
  const [first = '', ...groups] = text.split(separator);
  return groups.length > 0 && first.length <= 3 && groups.every((group) => group.length === 3);
}

export function numberProblem(label: string, kind: NumberKind): string {
  return kind === 'number' ? `${label} must be a number` : `${label} must be a whole number`;
}
