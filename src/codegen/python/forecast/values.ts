import type { Pipeline } from '../../pipeline';
import type { Form } from './form';
import { fedAreTargets } from './reading';

export const fills = ({ missing }: Pipeline): boolean => missing === 'forward-fill' || missing === 'interpolate';

/** The frame that holds the values of all kept rows; only `frame` tells which of them were filled in. */
export const valueFrame = (pipeline: Pipeline): 'filled' | 'frame' => (fills(pipeline) ? 'filled' : 'frame');

/** Deals with missing values, and leaves out series that are too short: leaves `frame` (`filled`, `number`) and `targets`. */
export function valueLines(pipeline: Pipeline, form: Form): string[] {
  return [
    ...missingLines(pipeline, form),
    ...(form.several ? shortSeriesLines(pipeline, form) : []),
    `    targets = ${valueFrame(pipeline)}[TARGETS].to_numpy(float)`,
  ];
}

function missingLines(pipeline: Pipeline, form: Form): string[] {
  const { missing, categories } = pipeline;
  const group = form.several ? '.groupby(SERIES, sort=False)' : '';
  switch (missing) {
    case 'error':
      return [];
    case 'drop':
      return [
        '    # No window bridges a dropped row.',
        '    number = np.flatnonzero(frame.notna().all(axis=1))',
        '    frame = frame.iloc[number]',
      ];
    case 'forward-fill':
      return [`    filled = frame${group}[${valueColumns(pipeline, form)}].ffill().dropna()`, ...knownLines];
    case 'interpolate': {
      const columns = numberColumns(pipeline, form);
      const interpolated = form.several
        ? [
            `    filled = frame${group}[${columns}].transform(`,
            '        lambda column: column.interpolate(limit_area="inside")',
            '    )',
          ]
        : [`    filled = frame[${columns}].interpolate(limit_area="inside")`];
      return [
        ...interpolated,
        ...(categories.length > 0 ? [`    filled[CATEGORIES] = frame${group}[CATEGORIES].ffill()`] : []),
        '    filled = filled.dropna()',
        ...knownLines,
      ];
    }
  }
}

const knownLines = [
  '    # Only known values are scaled by or predicted, not those that were filled in.',
  '    frame = frame.loc[filled.index]',
];

/** Python expression of the names of all columns of values. */
function valueColumns(pipeline: Pipeline, form: Form): string {
  if (fedAreTargets(form, pipeline)) return 'TARGETS';
  return pipeline.targets.every((name) => form.fed.includes(name)) ? 'INPUTS' : '[*INPUTS, *TARGETS]';
}

/** The same of those that hold numbers; columns that are fed and predicted stand there once. */
export function numberColumns(pipeline: Pipeline, form: Form): string {
  if (form.numbersAreTargets) return 'TARGETS';
  const numbers = pipeline.categories.length > 0 ? 'NUMBERS' : 'INPUTS';
  return pipeline.targets.every((name) => form.numbers.includes(name)) ? numbers : `[*${numbers}, *TARGETS]`;
}

function shortSeriesLines(pipeline: Pipeline, { steps }: Form): string[] {
  const least = steps ? '>= TIME_STEPS + HORIZON' : '> TIME_STEPS';
  return [
    '    # Series that are shorter than a window with what it predicts are left out.',
    '    lengths = frame.groupby(SERIES)[SERIES].transform("size")',
    `    long = (lengths ${least}).to_numpy()`,
    '    frame = frame[long]',
    ...(fills(pipeline) ? ['    filled = filled[long]'] : []),
    ...(pipeline.missing === 'drop' ? ['    number = number[long]'] : []),
  ];
}
