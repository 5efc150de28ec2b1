import { call, layOut, prettier } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';
import { rowUses } from './uses';

/** What a row becomes for the network. */
export interface Encoding {
  /** Categories are columns of ones and zeros. */
  readonly ones: boolean;
  /** Categories are numbers, of which vectors are learned. */
  readonly vectors: boolean;
  readonly calendar: readonly CalendarFeature[];
}

export function encodingOf({ categories, shapes, experiment }: Pipeline): Encoding {
  const vectors = shapes.categories !== undefined;
  const { calendar, known } = experiment.data;
  return {
    // Known columns of the steps to come are always ones and zeros.
    ones: categories.length > 0 && (!vectors || known.some((name) => categories.includes(name))),
    vectors,
    calendar: experiment.task === 'forecast' ? calendar : [],
  };
}

/** Functions that make numbers of a row: `featuresOf` and what it needs. */
export function encodingFunctions(pipeline: Pipeline): string[] {
  const { categories } = pipeline;
  const { valuesName } = rowUses(pipeline);
  const { ones, calendar } = encodingOf(pipeline);
  return some(
    categories.length > 0 && findCategories(valuesName),
    ones && featureFunction(pipeline),
    calendar.length > 0 && calendarFunction(calendar),
  );
}

const findCategories = (values: string): string => `/** Codes of the categories that training rows have, by column. */
function findCategories(rows: Row[]): number[][] {
  return CATEGORIES.map((name) => {
    const k = ${values}.indexOf(name);
    const codes = new Set(rows.map(({ values }) => values[k]));
    return [...codes].sort((a, b) => a - b);
  });
}`;

/** Expression of the scaled value of column `k`. */
export const scaledValue = ({ scaling }: Pipeline, value: string): string =>
  scaling === 'none' ? value : `(${value} - scales[k].shift) / scales[k].scale`;

function featureFunction(pipeline: Pipeline): string {
  const { valuesName } = rowUses(pipeline);
  const scaled = pipeline.scaling !== 'none';
  const parameters = some('name: string', 'values: number[]', scaled && 'scales: Scale[]', 'categories: number[][]');
  return lines(
    `/** A column as the network reads it: ${scaled ? 'scaled' : 'as it is'}, or a one at the place of its category. */`,
    layOut(prettier, 0, 'function ', call('featuresOf', ...parameters), ': number[] {'),
    `  const k = ${valuesName}.indexOf(name);`,
    '  const codes = categories[CATEGORIES.indexOf(name)];',
    '  if (codes) return codes.map((code) => Number(code === values[k]));',
    `  return [${scaledValue(pipeline, 'values[k]')}];`,
    '}',
  );
}

type CalendarFeature = Pipeline['experiment']['data']['calendar'][number];

/** Expressions of the share of a day, a week (from Monday) or a year that is over. */
const calendarShares: Readonly<Record<CalendarFeature, string>> = {
  hour: 'modulo(time, day) / day',
  weekday: 'modulo(Math.floor(time / day) + 3, 7) / 7',
  month: 'new Date(time).getUTCMonth() / 12',
};
const calendarComments: Readonly<Record<CalendarFeature, string>> = {
  hour: ' // of the day',
  weekday: ' // of the week, from Monday',
  month: '',
};

function calendarFunction(calendar: readonly CalendarFeature[]): string {
  const days = calendar.some((name) => name !== 'month');
  const [only] = calendar;
  return lines(
    '/** Places on a circle, so that December lies beside January. */',
    'function calendar(time: number): number[] {',
    days && '  const day = 24 * 60 * 60 * 1000;',
    days && '  const modulo = (a: number, b: number): number => ((a % b) + b) % b;',
    only && calendar.length === 1
      ? [
          `  const share = ${calendarShares[only]};${calendarComments[only]}`,
          '  const angle = 2 * Math.PI * share;',
          '  return [Math.sin(angle), Math.cos(angle)];',
        ]
      : [
          '  const shares = [',
          ...calendar.map((name) => `    ${calendarShares[name]},${calendarComments[name]}`),
          '  ];',
          '  return shares.flatMap((share) => {',
          '    const angle = 2 * Math.PI * share;',
          '    return [Math.sin(angle), Math.cos(angle)];',
          '  });',
        ],
    '}',
  );
}
