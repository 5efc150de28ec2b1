import { type Brackets, type Code, call, layOut, list, prettier } from '../layout';
import { typescriptString } from '../literals';
import type { Pipeline } from '../pipeline';
import { lines } from './lines';
import type { TypescriptSection } from './program';

/** A constant of the program that names columns, and the names. */
export interface NamedColumns {
  /** `TIME`, `...COLUMNS` */
  readonly code: string;
  readonly names: readonly string[];
}

/** Reading the cells of some columns with Papa Parse, in this order; constants of single columns, where they are found by name. */
export function csvSection(pipeline: Pipeline, columns: readonly NamedColumns[]): TypescriptSection {
  return {
    imports: [
      pipeline.kind === 'writing'
        ? 'import { readFileSync } from "node:fs";'
        : 'import { readFileSync, writeFileSync } from "node:fs";',
      'import Papa from "papaparse";',
    ],
    constants: [fileConstant('DATA', pipeline.dataFile), ...(pipeline.byHeader ? columns.flatMap(columnConstant) : [])],
    declarations: [readCells(pipeline, columns)],
  };
}

/** `const TIME = "day";` Of several columns more is made than a look for them. */
const columnConstant = ({ code, names: [name = ''] }: NamedColumns): string[] =>
  code.startsWith('...') ? [] : [`const ${code} = ${typescriptString(name)};`];

/** `const NAME = join(import.meta.dirname, "…");` for a path relative to the program. */
export function fileConstant(name: string, path: string): string {
  const text = typescriptString(path);
  if (!path.startsWith('../')) return `const ${name} = ${text};`;
  const code: Brackets = { open: 'join(', items: ['import.meta.dirname', text], close: ')' };
  return layOut(prettier, 0, `const ${name} = `, code, ';');
}

/** `const NAME = ["…", "…"];` */
export const namesConstant = (name: string, columns: readonly string[]): string =>
  layOut(prettier, 0, `const ${name} = `, list(columns.map(typescriptString)), ';');

function readCells({ dialect, byHeader, columns }: Pipeline, wanted: readonly NamedColumns[]): string {
  const { delimiter, header, encoding } = dialect;
  const index = (name: string): number => columns.find((column) => column.name === name)?.index ?? 0;
  const [only] = wanted;
  const byName: Code =
    wanted.length === 1 && only?.code.startsWith('...')
      ? call(`${only.code.slice(3)}.map`, 'columnOf')
      : call(`[${wanted.map(({ code }) => code).join(', ')}].map`, 'columnOf');
  const byPlace = list(wanted.flatMap(({ names }) => names.map((name) => String(index(name)))));
  return lines(
    '/** The cells that are used, row by row. */',
    'function readCells(path: string): string[][] {',
    `  const text = new TextDecoder(${encoding === 'utf-8' ? '' : `"${encoding}"`}).decode(readFileSync(path));`,
    `  const ${header ? (byHeader ? '[header = [], ...lines]' : '[, ...lines]') : 'lines'} = Papa.parse<string[]>(text, {`,
    `    delimiter: ${typescriptString(delimiter)},`,
    '    skipEmptyLines: true,',
    '  }).data;',
    byHeader && [
      '  const names = header.map((name) => name.trim());',
      '  const columnOf = (name: string): number => {',
      '    const column = names.indexOf(name);',
      '    if (column < 0) {',
      '      throw new Error(`${path} has no column ${JSON.stringify(name)}`);',
      '    }',
      '    return column;',
      '  };',
    ],
    layOut(prettier, 1, 'const columns = ', byHeader ? byName : byPlace, ';'),
    '  return lines.map((cells, i) =>',
    '    columns.map((column) => {',
    '      if (column < cells.length) return cells[column].trim();',
    '      throw new Error(`${path}: row ${i + 1} has too few cells`);',
    '    }),',
    '  );',
    '}',
  );
}
