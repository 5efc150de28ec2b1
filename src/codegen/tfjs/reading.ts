import { type Code, type Brackets, layOut, list, prettier } from '../layout';
import { typescriptString } from '../literals';
import type { Pipeline } from '../pipeline';
import { missingSection } from './missing';
import type { TypescriptSection } from './program';
import { readsDates, timeReader } from './time';

/** Reading the CSV with Papa Parse: rows of numbers in time order, missing values dealt with. */
export function readingSection(pipeline: Pipeline): TypescriptSection {
  const { dataFile, inputs, targets, selfFed, time } = pipeline;
  const names = (columns: readonly string[]): Code => list(columns.map(typescriptString));
  const missing = missingSection(pipeline);
  return {
    imports: ['import { readFileSync } from "node:fs";', 'import Papa from "papaparse";'],
    constants: [
      fileConstant('DATA', dataFile),
      ...(time ? [`const TIME = ${typescriptString(time.name)};`] : []),
      ...(selfFed ? [] : [layOut(prettier, 0, 'const INPUTS = ', names(inputs), ';')]),
      layOut(prettier, 0, 'const TARGETS = ', names(targets), ';'),
      ...(missing.constants ?? []),
    ],
    declarations: [
      toNumber(pipeline),
      ...(time ? [timeReader(time.profile, time.dateOrder)] : []),
      readRows(pipeline),
      ...(missing.declarations ?? []),
    ],
    main: [
      ...(time && readsDates(time.profile) ? ['  process.env.TZ = "UTC"; // for times without a zone'] : []),
      ...(missing.main ?? []),
    ],
  };
}

/** `const NAME = join(import.meta.dirname, "…");` for a path relative to the program. */
export function fileConstant(name: string, path: string): string {
  const text = typescriptString(path);
  if (!path.startsWith('../')) return `const ${name} = ${text};`;
  const code: Brackets = { open: 'join(', items: ['import.meta.dirname', text], close: ')' };
  return layOut(prettier, 0, `const ${name} = `, code, ';');
}

/** How a cell becomes a number. `Number` alone would make 0 of an empty cell. */
function toNumber({ dialect: { decimal, thousands }, missing }: Pipeline): string {
  const steps = [
    ...(thousands !== null ? [`.replaceAll(${typescriptString(thousands)}, "")`] : []),
    ...(decimal === ',' ? ['.replace(",", ".")'] : []),
  ];
  const text = 'cell.trim()';
  const value = steps.length > 0 ? `text${steps.join('')}` : 'text';
  return [
    'function toNumber(cell: string): number {',
    `  const text = ${text};`,
    ...(missing === 'error' ? [] : ['  if (MISSING.includes(text)) return NaN;']),
    `  const number = Number(${value});`,
    '  if (text === "" || !Number.isFinite(number)) {',
    '    throw new Error(`${JSON.stringify(cell)} is no number`);',
    '  }',
    '  return number;',
    '}',
  ].join('\n');
}

function readRows(pipeline: Pipeline): string {
  const { dialect, time, selfFed, byHeader, columns, inputs, targets } = pipeline;
  const { delimiter, header } = dialect;
  const fields = selfFed ? 'TARGETS' : '[...INPUTS, ...TARGETS]';
  const index = (name: string): number => columns.find((column) => column.name === name)?.index ?? 0;
  const names = selfFed ? targets : [...inputs, ...targets];
  const lookUp = byHeader
    ? [...(time ? ['  const timeColumn = columnOf(TIME);'] : []), `  const columns = ${fields}.map(columnOf);`]
    : [
        ...(time ? [`  const timeColumn = ${index(time.name)};`] : []),
        layOut(prettier, 1, 'const columns = ', list(names.map((name) => String(index(name)))), ';'),
      ];
  const values = 'columns.map((column) => toNumber(cells[column]))';
  return [
    `/** A number for each of ${selfFed ? 'the targets' : 'the inputs and targets'}, row by row${time ? ', in order of time' : ''}. */`,
    'function readRows(path: string): number[][] {',
    `  const text = ${decoder(dialect)}.decode(readFileSync(path));`,
    `  const ${header ? (byHeader ? '[header, ...lines]' : '[, ...lines]') : 'lines'} = Papa.parse<string[]>(text, {`,
    `    delimiter: ${typescriptString(delimiter)},`,
    '    skipEmptyLines: true,',
    '  }).data;',
    ...(byHeader
      ? [
          '  const names = header.map((name) => name.trim());',
          '  const columnOf = (name: string): number => {',
          '    const column = names.indexOf(name);',
          '    if (column < 0) throw new Error(`no column ${JSON.stringify(name)}`);',
          '    return column;',
          '  };',
        ]
      : []),
    ...lookUp,
    ...(time
      ? [
          '  const rows = lines.map((cells) => ({',
          '    time: toTime(cells[timeColumn]),',
          `    values: ${values},`,
          '  }));',
          '  return rows.sort((a, b) => a.time - b.time).map(({ values }) => values);',
        ]
      : [`  return lines.map((cells) => ${values});`]),
    '}',
  ].join('\n');
}

function decoder({ encoding }: Pipeline['dialect']): string {
  return encoding === 'utf-8' ? 'new TextDecoder()' : `new TextDecoder("${encoding}")`;
}
