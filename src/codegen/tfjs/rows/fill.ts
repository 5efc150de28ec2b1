import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';
import type { RowUses } from './uses';

/** What fills gaps of one series, and what cleans its rows: `clean`. */
export function fillFunctions(pipeline: Pipeline, uses: RowUses): string[] {
  const { missing } = pipeline;
  const categories = uses.categories.length > 0;
  return some(
    (missing === 'forward-fill' || (missing === 'interpolate' && categories)) && forwardFill,
    missing === 'interpolate' && interpolate,
    needsCleaning(pipeline) && clean(pipeline, uses),
  );
}

/** Whether something is done about the rows of a series before they are used. */
export const needsCleaning = ({ missing, experiment: { data } }: Pipeline): boolean =>
  missing !== 'error' || data.known.length > 0 || data.static.length > 0;

function clean(pipeline: Pipeline, { valuesName: values, categories, gaps, measured, fills }: RowUses): string {
  const { missing, experiment } = pipeline;
  const { known, static: statics } = experiment.data;
  // What nobody measured is no truth: targets of rows are not filled in.
  const filled = measured && fills ? 'INPUTS' : values;
  const whole =
    filled === values
      ? ['  return rows.filter(({ values }) => !values.some(Number.isNaN));']
      : ['  return rows.filter(({ values }) =>', '    INPUTS.every((_, k) => !Number.isNaN(values[k])),', '  );'];
  return lines(
    `/** ${summary(pipeline)} */`,
    'function clean(rows: Row[]): Row[] {',
    known.length > 0 && [
      '  // At the end there may be rows to come, of which only these columns are known.',
      '  const isKnown = ({ values }: Row, name: string): boolean =>',
      `    !Number.isNaN(values[${values}.indexOf(name)]);`,
      '  const isToCome = (row: Row): boolean =>',
      '    KNOWN.every((name) => isKnown(row, name)) &&',
      '    !TARGETS.some((name) => isKnown(row, name));',
      '  while (rows.length > 0 && isToCome(rows[rows.length - 1])) rows.pop();',
    ],
    statics.length > 0 && [
      '  for (const name of STATIC) {',
      `    const k = ${values}.indexOf(name);`,
      gaps ? '    const known = rows.find(({ values }) => !Number.isNaN(values[k]));' : '    const [known] = rows;',
      '    const value = known?.values[k] ?? NaN;',
      '    for (const { values } of rows) values[k] = value;',
      '  }',
    ],
    missing === 'drop' && '  rows.forEach((row, i) => (row.place = i));',
    missing === 'forward-fill' && [`  ${filled}.forEach((_, k) => forwardFill(rows, k));`],
    missing === 'interpolate' &&
      (categories.length > 0
        ? [
            `  ${filled}.forEach((name, k) => {`,
            '    // Between two categories there is no straight line.',
            '    const fill = CATEGORIES.includes(name) ? forwardFill : interpolate;',
            '    fill(rows, k);',
            '  });',
          ]
        : [`  ${filled}.forEach((_, k) => interpolate(rows, k));`]),
    missing !== 'error' && whole,
    missing === 'error' &&
      known.length > 0 && [
        '  for (const { label, values } of rows) {',
        '    if (values.some(Number.isNaN)) throw new Error(`${label} lacks a value`);',
        '  }',
      ],
    missing === 'error' && '  return rows;',
    '}',
  );
}

function summary({ missing, experiment }: Pipeline): string {
  const { known, static: statics } = experiment.data;
  const what = some(
    known.length > 0 && 'leaves rows to come out',
    statics.length > 0 && 'writes static columns into every row',
    missing === 'drop' && 'drops rows that lack a value',
    missing === 'forward-fill' && 'carries values over gaps',
    missing === 'interpolate' && 'fills gaps',
  ).join(', ');
  return `Of one series in order of time: ${what}.`;
}

const forwardFill = `/** The last known value of a column goes on. */
function forwardFill(rows: Row[], k: number): void {
  let last = NaN;
  for (const { values } of rows) {
    if (Number.isNaN(values[k])) values[k] = last;
    last = values[k];
  }
}`;

const interpolate = `/** A straight line between the known values of a column around a gap. */
function interpolate(rows: Row[], k: number): void {
  const column = rows.map(({ values }) => values[k]);
  const known = [...column.keys()].filter((i) => !Number.isNaN(column[i]));
  known.slice(1).forEach((to, n) => {
    const from = known[n];
    for (let i = from + 1; i < to; i++) {
      const share = (i - from) / (to - from);
      rows[i].values[k] = column[from] + (column[to] - column[from]) * share;
    }
  });
}`;
