import { black, layOut, list } from '../../layout';
import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import type { Form } from './form';
import { scaledTargets, scalers } from './scaling';
import { trainingRows } from './rows';
import { valueFrame } from './values';

/** Arrays that windows are cut of. */
export interface Arrays {
  /** Python name of the array of all numbers that are fed [R, F]; null where there are none. */
  readonly inputs: string | null;
  /** Of categories as numbers [R], `category_1`, … */
  readonly categories: readonly string[];
  /** Of what is known beforehand [R, K]; null without. */
  readonly known: string | null;
  readonly targets: string;
}

export function arraysOf(pipeline: Pipeline, form: Form): Arrays {
  const numbers = form.numbersAreTargets ? scaledTargets(pipeline, form) : 'numbers';
  return {
    inputs: !form.hasInputs
      ? null
      : !hasColumns(form)
        ? 'calendar'
        : isAssembled(form) || form.calendar.length > 0
          ? 'inputs'
          : numbers,
    categories: form.embedded.map((_, i) => `category_${i + 1}`),
    known: !form.hasKnown ? null : form.known.length > 0 ? 'known' : 'calendar',
    targets: scaledTargets(pipeline, form),
  };
}

/** Whether columns are looked up one by one: there are several kinds of them, or some are needed twice. */
const isAssembled = ({ oneHot, known, scaledOverAll }: Form): boolean =>
  oneHot.length > 0 || known.length > 0 || scaledOverAll.length > 0;

/** Whether more than the calendar is fed. */
const hasColumns = ({ numbers, oneHot }: Form): boolean => numbers.length + oneHot.length > 0;

/** What is fed: numbers, categories, parts of the calendar. */
export function inputsSection(pipeline: Pipeline, form: Form): PythonSection {
  const { categories } = pipeline;
  const { calendar } = form;
  const numbers = form.numbersAreTargets ? scaledTargets(pipeline, form) : 'numbers';
  const withCalendar = calendar.length > 0 ? ['calendar'] : [];
  return {
    constants:
      categories.length > 0 && form.numbers.length > 0 && !form.numbersAreTargets
        ? [layOut(black, 0, 'NUMBERS = ', list(form.numbers.map(pythonString)))]
        : [],
    imports: ['import numpy as np'],
    functions: calendar.length > 0 ? [calendarFeatures(calendar)] : [],
    main: [
      ...(categories.length > 0 ? categoryLines(pipeline, form) : []),
      ...(calendar.length > 0 ? ['    calendar = calendar_features(read_times(frame[TIME]))'] : []),
      ...(isAssembled(form)
        ? assembled(pipeline, form, numbers)
        : calendar.length > 0 && hasColumns(form)
          ? [`    inputs = np.hstack([${numbers}, calendar])`]
          : []),
      ...(isAssembled(form) && hasColumns(form) ? [stack('inputs', inputNames(pipeline, form), withCalendar)] : []),
      ...(form.known.length > 0 ? [stack('known', 'KNOWN', withCalendar)] : []),
      ...form.embedded.map(
        (name, i) => `    category_${i + 1} = categories[${pythonString(name)}].cat.codes.to_numpy(np.int32) + 1`,
      ),
    ],
  };
}

/** Columns of `inputs`, in order. */
function inputNames(pipeline: Pipeline, form: Form): string {
  if (form.embedded.length > 0) return form.numbersAreTargets ? 'TARGETS' : 'NUMBERS';
  return form.fed.length === pipeline.targets.length && form.numbersAreTargets ? 'TARGETS' : 'INPUTS';
}

const stack = (name: string, columns: string, others: readonly string[]): string =>
  others.length === 0
    ? `    ${name} = np.hstack([columns[name] for name in ${columns}])`
    : `    ${name} = np.hstack([*(columns[name] for name in ${columns}), ${others.join(', ')}])`;

function categoryLines(pipeline: Pipeline, form: Form): string[] {
  return [
    '    # Categories are those of the training rows; any other value is none of them.',
    '    categories = {}',
    '    for name in CATEGORIES:',
    `        column = ${valueFrame(pipeline)}[name]`,
    `        seen = column.iloc[${trainingRows(form)}].cat.remove_unused_categories().cat.categories`,
    '        categories[name] = column.cat.set_categories(seen)',
  ];
}

/** `columns`: [R, …] of each name. */
function assembled(pipeline: Pipeline, form: Form, numbers: string): string[] {
  const { scaling } = pipeline;
  const names = form.numbersAreTargets ? 'TARGETS' : pipeline.categories.length > 0 ? 'NUMBERS' : 'INPUTS';
  const knownCategories = form.known.some((name) => form.embedded.includes(name));
  return [
    ...(form.numbers.length > 0
      ? [`    columns = {name: ${numbers}[:, [i]] for i, name in enumerate(${names})}`]
      : ['    columns = {}']),
    ...(form.oneHot.length > 0 || knownCategories
      ? [
          '    for name, values in categories.items():',
          `        columns[name] = pd.get_dummies(values).to_numpy(${form.single ? 'np.float32' : 'float'})`,
        ]
      : []),
    ...(scaling === 'none' || form.scaledOverAll.length === 0
      ? []
      : [
          '    # Static columns tell series apart: they are scaled over all of them.',
          layOut(
            black,
            1,
            'for name in ',
            form.scaledOverAll.length === pipeline.experiment.data.static.length
              ? 'STATIC'
              : list(form.scaledOverAll.map(pythonString)),
            ':',
          ),
          `        constant = ${valueFrame(pipeline)}[[name]].to_numpy(float)`,
          `        scaler = ${scalers[scaling]}().fit(constant[${trainingRows(form)}])`,
          `        columns[name] = scaler.transform(constant)${form.single ? '.astype(np.float32)' : ''}`,
        ]),
  ];
}

const shares = {
  hour: '(times - times.dt.normalize()) / pd.Timedelta(days=1)',
  weekday: 'times.dt.dayofweek / 7',
  month: '(times.dt.month - 1) / 12',
} as const;

/** Points on circles, so that 23:00 lies beside 0:00 and December beside January. */
function calendarFeatures(calendar: Form['calendar']): string {
  const items = calendar.map((part) => shares[part]);
  if (items.length === 1) {
    return [
      'def calendar_features(times):',
      `    """The ${calendar[0]} as a point on a circle: its end lies beside its beginning."""`,
      `    angle = 2 * np.pi * ${items[0]?.startsWith('(') ? items[0] : `(${items[0]})`}`,
      '    return np.stack([np.sin(angle), np.cos(angle)], axis=1).astype(np.float32)',
    ].join('\n');
  }
  return [
    'def calendar_features(times):',
    `    """${calendar.join(', ').replace(/^./, (first) => first.toUpperCase())} as points on circles: sine and cosine of each."""`,
    layOut(black, 1, 'shares = ', list(items)),
    '    angles = [2 * np.pi * share for share in shares]',
    '    waves = [wave(angle) for angle in angles for wave in (np.sin, np.cos)]',
    '    return np.stack(waves, axis=1).astype(np.float32)',
  ].join('\n');
}
