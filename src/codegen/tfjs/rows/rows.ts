import { missingMarkers } from '../../../spec/missing';
import { layOut, prettier } from '../../layout';
import { typescriptString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import { csvSection, type NamedColumns, namesConstant } from '../csv';
import { lines, some } from '../lines';
import type { TypescriptSection } from '../program';
import { readsDates, timeReader } from '../time';
import { fillFunctions } from './fill';
import { type RowUses, rowUses } from './uses';

/** The rows of the CSV with numbers and codes of categories: `readRows`, in order of time where there is one. */
export function rowsSections(pipeline: Pipeline): TypescriptSection[] {
  const { time, experiment, targets, byHeader } = pipeline;
  const uses = rowUses(pipeline);
  const { series, known, static: statics } = experiment.data;
  const columns: NamedColumns[] = [
    ...(time ? [{ code: 'TIME', names: [time.name] }] : []),
    ...(series === null ? [] : [{ code: 'SERIES', names: [series] }]),
    ...(uses.labels ? [{ code: '...TARGETS', names: targets }] : []),
    { code: `...${uses.valuesName}`, names: uses.values },
  ];
  return [
    csvSection(pipeline, columns),
    {
      constants: some(
        uses.valuesName !== 'TARGETS' && namesConstant('INPUTS', uses.fed),
        uses.categories.length > 0 && namesConstant('CATEGORIES', uses.categories),
        statics.length > 0 && namesConstant('STATIC', statics),
        known.length > 0 && namesConstant('KNOWN', known),
        // Labels are looked for, and no more.
        (byHeader || !uses.labels) && namesConstant('TARGETS', targets),
        uses.valuesName === 'COLUMNS' && 'const COLUMNS = [...new Set([...INPUTS, ...TARGETS])];',
        uses.gaps && namesConstant('MISSING', missingMarkers),
      ),
      declarations: some(
        rowInterface(pipeline, uses),
        toNumber(pipeline, uses),
        uses.categories.length > 0 && toCode(uses),
        time && timeReader(time.profile, time.dateOrder),
        readRows(pipeline, uses),
        fillFunctions(pipeline, uses),
      ),
      main: some(time && readsDates(time.profile) && '  process.env.TZ = "UTC"; // for times without a zone'),
    },
  ];
}

function rowInterface({ time, missing }: Pipeline, { several, labels, fills, gaps }: RowUses): string {
  return lines(
    'interface Row {',
    time ? '  /** As the file writes its time. */' : '  /** Number in the file, from 1. */',
    '  label: string;',
    time && '  time: number;',
    several && '  series: string;',
    labels && '  /** What is to be told; empty where nobody knows. */',
    labels && '  told: string;',
    gaps && '  /** NaN where one is missing. */',
    '  values: number[];',
    fills && '  /** The same before gaps were filled. */',
    fills && '  read: number[];',
    missing === 'drop' && '  /** Place among all rows, also those that are dropped. */',
    missing === 'drop' && '  place: number;',
    '}',
  );
}

/** How a cell becomes a number. `Number` alone would make 0 of an empty cell. */
function toNumber({ dialect: { decimal, thousands } }: Pipeline, { gaps }: RowUses): string {
  const steps = [
    ...(thousands !== null ? [`.replaceAll(${typescriptString(thousands)}, "")`] : []),
    ...(decimal === ',' ? ['.replace(",", ".")'] : []),
  ];
  return lines(
    'function toNumber(cell: string): number {',
    gaps && '  if (MISSING.includes(cell)) return NaN;',
    `  const number = Number(cell${steps.join('')});`,
    '  if (cell === "" || !Number.isFinite(number)) {',
    '    throw new Error(`${JSON.stringify(cell)} is no number`);',
    '  }',
    '  return number;',
    '}',
  );
}

const toCode = ({ gaps }: RowUses): string =>
  lines(
    '/** The place of a text among those that appeared before. */',
    'function toCode(cell: string, texts: string[]): number {',
    gaps
      ? '  if (MISSING.includes(cell)) return NaN;'
      : '  if (cell === "") throw new Error("an empty cell is no category");',
    '  const place = texts.indexOf(cell);',
    '  return place < 0 ? texts.push(cell) - 1 : place;',
    '}',
  );

function readRows(pipeline: Pipeline, uses: RowUses): string {
  const { time, missing } = pipeline;
  const { several, labels, categories, valuesName, fills } = uses;
  const cells = some(time && 'time', several && 'series', labels && 'told', '...cells').join(', ');
  const label = time ? (time.profile === null ? 'String(Number(time))' : 'time') : 'String(i + 1)';
  const byPlace = !time;
  const value =
    categories.length > 0
      ? [
          '    const values = cells.map((cell, k) => {',
          `      const texts = known.get(${valuesName}[k]);`,
          '      return texts ? toCode(cell, texts) : toNumber(cell);',
          '    });',
        ]
      : ['    const values = cells.map(toNumber);'];
  const fields = some(
    label === 'time' ? 'label: time' : `label: ${label}`,
    time && 'time: toTime(time)',
    several && 'series',
    labels && 'told',
    'values',
    fills && 'read: [...values]',
    missing === 'drop' && 'place: i',
  );
  const index = byPlace || missing === 'drop' ? ', i' : '';
  const drops = missing === 'drop' && (time !== null || several);
  const named = '({ series }) => !MISSING.includes(series)';
  return lines(
    several ? '/** The rows in order of the file. */' : `/** The rows${time ? ' in order of time' : ''}. */`,
    'function readRows(path: string): Row[] {',
    categories.length > 0 && '  const known = new Map(CATEGORIES.map((name) => [name, new Array<string>()]));',
    drops && time && ['  // Nobody knows where these belong.', timed(several)],
    `  const rows = ${drops && time ? 'placed' : 'readCells(path)'}.map(([${cells}]${index}) => {`,
    value,
    layOut(prettier, 2, 'return ', { open: '{', items: fields, close: '}', padded: true }, ';'),
    '  });',
    time && !several
      ? '  return rows.sort((a, b) => a.time - b.time);'
      : drops && !time
        ? `  return rows.filter(${named});`
        : '  return rows;',
    '}',
    several && ['', groupRows(time !== null)],
  );
}

/** `placed`: cells of rows that have a time, and a series where there are several. */
const timed = (several: boolean): string =>
  several
    ? lines(
        '  const placed = readCells(path).filter(',
        '    ([time, series]) => !MISSING.includes(time) && !MISSING.includes(series),',
        '  );',
      )
    : '  const placed = readCells(path).filter(([time]) => !MISSING.includes(time));';

/** The rows of each series. */
const groupRows = (ordered: boolean): string =>
  lines(
    `/** The rows of each series${ordered ? ' in order of time' : ''}. */`,
    'function readSeries(path: string): Row[][] {',
    '  const bySeries = new Map<string, Row[]>();',
    '  for (const row of readRows(path)) {',
    '    const rows = bySeries.get(row.series) ?? [];',
    '    rows.push(row);',
    '    bySeries.set(row.series, rows);',
    '  }',
    ordered
      ? [
          '  const series = [...bySeries.values()];',
          '  return series.map((rows) => rows.sort((a, b) => a.time - b.time));',
        ]
      : '  return [...bySeries.values()];',
    '}',
  );
