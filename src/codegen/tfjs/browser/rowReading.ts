import { type Code, layOut, list, prettier } from '../../layout';
import { scriptString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import { lines } from '../lines';
import { rowUses } from '../rows/uses';

/** Code of a page stands six blanks deep. */
export const pageStyle = { ...prettier, width: prettier.width - 6 };

export const constant = (name: string, code: Code): string => layOut(pageStyle, 0, `const ${name} = `, code, ';');

/**
 * `columns` and `readRows(text)`: rows of the columns that are fed, as they stand in the CSV, as numbers in the order of
 * `inputs`: categories as ones and zeros.
 */
export function rowReading(pipeline: Pipeline): string[] {
  const { dialect } = pipeline;
  const { fed, categories } = rowUses(pipeline);
  const byCategory = categories.length > 0;
  return [
    // Names of the columns stand in the page only where those of the network are not the same.
    byCategory
      ? constant('columns', list(fed.map(scriptString)))
      : 'const columns = inputs.map(({ column }) => column);',
    `field.placeholder = columns.join(${scriptString(dialect.delimiter)});`,
    '',
    toNumber(pipeline),
    '',
    ...(byCategory ? [valuesOf, ''] : []),
    lines(
      'function readRows(text) {',
      '  const rows = text.split("\\n").filter((row) => row.trim() !== "");',
      '  return rows.map((row) => {',
      byCategory
        ? ['    // Separators within quotes are none.', `    const cells = row.split(${separator(dialect.delimiter)});`]
        : `    const cells = row.split(${scriptString(dialect.delimiter)});`,
      '    if (cells.length !== columns.length) {',
      '      throw new Error(`Each row has ${columns.length} values.`);',
      '    }',
      byCategory ? '    return cells.flatMap(valuesOf);' : '    return cells.map(toNumber);',
      '  });',
      '}',
    ),
    '',
  ].flatMap((text) => text.split('\n'));
}

/** A delimiter that an even number of quotes follows, as a regular expression. */
function separator(delimiter: string): string {
  const own = delimiter === '\t' ? '\\t' : delimiter.replace(/[|.]/, '\\$&');
  return `/${own}(?=(?:[^"]*"[^"]*")*[^"]*$)/`;
}

/** How a cell becomes a number. `Number` alone would make 0 of an empty cell. */
function toNumber({ dialect: { decimal, thousands } }: Pipeline): string {
  const steps = [
    ...(thousands !== null ? [`.replaceAll(${scriptString(thousands)}, "")`] : []),
    ...(decimal === ',' ? ['.replace(",", ".")'] : []),
  ];
  return lines(
    'function toNumber(cell) {',
    `  const number = Number(cell${steps.join('')});`,
    '  if (cell.trim() === "" || !Number.isFinite(number)) {',
    '    throw new Error(`"${cell}" is no number.`);',
    '  }',
    '  return number;',
    '}',
  );
}

const valuesOf = lines(
  '/** A number, or a one at the place of a category. */',
  'function valuesOf(cell, k) {',
  '  if (!Object.hasOwn(categories, columns[k])) return [toNumber(cell)];',
  '  const known = categories[columns[k]];',
  '  const inner = cell.trim().replace(/^"(.*)"$/, "$1");',
  "  const text = inner.replaceAll('\"\"', '\"');",
  '  if (!known.includes(text)) {',
  '    throw new Error(`"${text}" is none of ${known.join(", ")}.`);',
  '  }',
  '  return known.map((one) => Number(one === text));',
  '}',
);

/** Lines that make `scaled` of `rows`. */
export const scaledRows = [
  'const scaled = rows.map((row) =>',
  '  row.map((value, k) => (value - inputs[k].shift) / inputs[k].scale),',
  ');',
];
