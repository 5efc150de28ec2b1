import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import { type Form, asSteps, formOf, numberNames } from './form';

export const scalers = { minmax: 'MinMaxScaler', standard: 'StandardScaler', robust: 'RobustScaler' } as const;

/** Scales numbers and turns categories into numbers: leaves the arrays that `inputsOf` names. */
export function inputsSection(pipeline: Pipeline): PythonSection {
  const form = formOf(pipeline);
  const { scaling } = pipeline;
  const source = form.fills ? 'filled' : 'frame';
  const numbers = form.numbers.length > 0;
  const fitted = numbers && !form.bySeries && scaling !== 'none' && scaling !== 'window';
  return {
    topic: 'examples',
    imports: fitted ? [`from sklearn.preprocessing import ${scalers[scaling]}`] : [],
    main: [
      ...(numbers ? scaleLines(pipeline, form, source) : []),
      ...(pipeline.categories.length > 0 ? categoryLines(source) : []),
      ...(form.oneHot.length > 0 ? oneHotLines(form) : []),
      ...(numbers || form.oneHot.length > 0 ? sequenceLines(form) : []),
      ...form.embedded.flatMap((_, i) => [
        `    codes = categories[CATEGORIES[${i}]].cat.codes.to_numpy(np.int32)`,
        form.single
          ? `    category_${i + 1} = ${asSteps('codes', form)} + 1`
          : `    category_${i + 1} = (codes[steps] + 1) * mask`,
      ]),
    ],
  };
}

function sequenceLines(form: Form): string[] {
  const rows = form.oneHot.length > 0 ? 'inputs' : 'numbers';
  if (form.single) return [`    sequences = ${asSteps(rows, form)}.astype(np.float32)`];
  return [`    sequences = ${rows}[steps] * mask[:, :, np.newaxis]`, '    sequences = sequences.astype(np.float32)'];
}

function scaleLines(pipeline: Pipeline, form: Form, source: string): string[] {
  const { scaling } = pipeline;
  const names = numberNames(pipeline);
  const values = `${source}[${names}].to_numpy(float)`;
  if (scaling === 'none' || scaling === 'window') return [`    numbers = ${values}`];
  if (form.bySeries) return bySeries(scaling, names, source);
  return [
    ...(form.fills ? ['    # Only known values are scaled by, not those that were filled in.'] : []),
    `    scaler = ${scalers[scaling]}().fit(frame[${names}].to_numpy(float)[trained])`,
    `    numbers = scaler.transform(${values})`,
  ];
}

const levels = {
  minmax: ['series_rows.transform("min")', 'series_rows.transform("max") - level'],
  standard: ['series_rows.transform("mean")', 'series_rows.transform("std", ddof=0)'],
  robust: ['series_rows.transform("median")', 'series_rows.transform(interquartile)'],
} as const;

/** Each series by its own rows, in whatever part it is: nothing of what is told is among them. */
function bySeries(scaling: keyof typeof levels, names: string, source: string): string[] {
  const [level, spread] = levels[scaling];
  return [
    '    # Each series is scaled by its own rows, in whatever part it is.',
    `    series_rows = frame.groupby(SERIES, sort=False)[${names}]`,
    `    level = ${level}`,
    ...(scaling === 'robust'
      ? [
          '    quarters = [series_rows.transform("quantile", q) for q in (0.25, 0.75)]',
          '    spread = (quarters[1] - quarters[0]).replace(0, 1)',
        ]
      : scaling === 'minmax'
        ? [`    spread = (${spread}).replace(0, 1)`]
        : [`    spread = ${spread}.replace(0, 1)`]),
    `    numbers = ((${source}[${names}] - level) / spread).to_numpy(float)`,
  ];
}

const categoryLines = (source: string): string[] => [
  '    # Categories are those of the training rows; any other value is none of them.',
  '    categories = {}',
  '    for name in CATEGORIES:',
  `        column = ${source}[name]`,
  '        seen = column.iloc[trained].cat.remove_unused_categories().cat.categories',
  '        categories[name] = column.cat.set_categories(seen)',
];

const oneHotLines = ({ numbers }: Form): string[] => [
  numbers.length > 0 ? '    columns = {name: numbers[:, [i]] for i, name in enumerate(NUMBERS)}' : '    columns = {}',
  '    for name, values in categories.items():',
  '        columns[name] = pd.get_dummies(values).to_numpy(float)',
  '    inputs = np.hstack([columns[name] for name in INPUTS])',
];
