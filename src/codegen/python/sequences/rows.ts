import { either } from '../../../spec/either';
import { black, call, layOut } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { dictComprehension } from '../comprehension';
import type { PythonSection } from '../program';
import { type Form, formOf } from './form';

/**
 * Which rows are read together: leaves `frame` of the rows that are kept (and `filled`, with what was filled in), `steps` and
 * `mask` [N, T], and `rows`, the numbers of the sequences of each part. Of single rows there is no `steps` and no `mask`, but
 * `read` [N], the numbers of those that are read, where these are not all.
 */
export function rowsSection(pipeline: Pipeline): PythonSection {
  const form = formOf(pipeline);
  return {
    topic: 'examples',
    imports: ['import numpy as np'],
    constants: form.single ? [] : [`TIME_STEPS = ${pipeline.timeSteps}`],
    functions: form.single ? [] : [padded],
    main: [
      ...(form.eachRow && form.several ? ['    series, names = pd.factorize(frame[SERIES])'] : []),
      ...missingLines(pipeline, form),
      ...(form.eachRow ? pieceLines(pipeline, form) : sequenceLines(form)),
      ...(form.single ? [] : ['    steps, mask = padded(firsts, lengths)']),
      ...shared(pipeline, form),
      ...(readsTrained(pipeline, form) ? [`    trained = ${trained(form)}`] : []),
    ],
  };
}

/** Whether anything is found in the training rows alone: scalers, categories, the mean. */
const readsTrained = ({ scaling, categories }: Pipeline, { measured, numbers, bySeries }: Form): boolean =>
  measured || categories.length > 0 || (numbers.length > 0 && !bySeries && scaling !== 'none' && scaling !== 'window');

const trained = ({ single, chosen }: Form): string =>
  single ? (chosen ? 'read[rows["train"]]' : 'rows["train"]') : 'steps[rows["train"]][mask[rows["train"]]]';

const padded = `def padded(firsts, lengths):
    """Rows of each sequence, and which of the steps are real: [N, T] each."""
    steps = np.arange(lengths.max())
    mask = steps < lengths[:, np.newaxis]
    return np.where(mask, firsts[:, np.newaxis] + steps, 0), mask`;

/** Whether a dropped row ends a piece: of other policies, only rows at the ends of a series are left out. */
const hasHoles = ({ missing }: Pipeline, { eachRow, single }: Form): boolean =>
  eachRow && !single && missing === 'drop';

function missingLines(pipeline: Pipeline, form: Form): string[] {
  const { missing, categories } = pipeline;
  const group = form.several ? '.groupby(SERIES, sort=False)' : '';
  const whole = form.measured ? '[*INPUTS, *TARGETS]' : 'INPUTS';
  const kept = keptLines(form);
  switch (missing) {
    case 'error':
      return [
        `    if frame[${whole}].isna().to_numpy().any():`,
        '        raise SystemExit(f"{options.data} has missing values")',
        ...kept,
      ];
    case 'drop':
      return [
        `    complete = frame[${whole}].notna().all(axis=1).to_numpy()`,
        ...(hasHoles(pipeline, form) ? ['    number = np.flatnonzero(complete)'] : []),
        '    frame = frame[complete]',
        ...(form.eachRow && form.several ? ['    series = series[complete]'] : []),
        ...kept,
      ];
    case 'forward-fill':
    case 'interpolate':
      return [
        ...(missing === 'forward-fill'
          ? [`    filled = frame${group}[INPUTS].ffill()`]
          : [
              '    filled = frame[INPUTS].copy()',
              ...(form.numbers.length > 0 ? interpolated(pipeline, form, group) : []),
              ...(categories.length > 0 ? [`    filled[CATEGORIES] = frame${group}[CATEGORIES].ffill()`] : []),
            ]),
        '    complete = filled.notna().all(axis=1).to_numpy()',
        '    frame, filled = frame[complete], filled[complete]',
        ...(form.eachRow && form.several ? ['    series = series[complete]'] : []),
        ...kept,
      ];
  }
}

function interpolated(pipeline: Pipeline, form: Form, group: string): string[] {
  const names = pipeline.categories.length > 0 ? 'NUMBERS' : 'INPUTS';
  if (!form.several) return [`    filled[${names}] = frame[${names}].interpolate(limit_area="inside")`];
  return [
    `    filled[${names}] = frame${group}[${names}].transform(`,
    '        lambda column: column.interpolate(limit_area="inside")',
    '    )',
  ];
}

/** Sequences without a label teach nothing. */
function keptLines({ eachRow, fills }: Form): string[] {
  if (eachRow) return [];
  const label = '(frame[LABEL] != "").to_numpy()';
  if (fills) return [`    labelled = ${label}`, '    frame, filled = frame[labelled], filled[labelled]'];
  return ['    frame = frame[frame[LABEL] != ""]'];
}

function sequenceLines({ several, single }: Form): string[] {
  if (!several) return [];
  const sizes = '    sizes = frame.groupby(SERIES, sort=False).size().to_numpy()';
  if (single) return [sizes, '    # Of each series the last row is read.', '    read = sizes.cumsum() - 1'];
  return [sizes, '    lengths = np.minimum(sizes, TIME_STEPS)', '    firsts = sizes.cumsum() - lengths'];
}

/** Pieces of at most `TIME_STEPS` rows that follow each other, of one series and one part, all told something. */
function pieceLines(pipeline: Pipeline, form: Form): string[] {
  const byTime = !form.several && pipeline.split.by === 'time';
  const begins = [
    ...(form.several ? ['(np.diff(series) != 0)'] : []),
    ...(hasHoles(pipeline, form) ? ['(np.diff(number) != 1)'] : []),
    '~labelled[:-1]',
  ];
  const ends = [
    ...(form.several ? ['another series'] : []),
    ...(hasHoles(pipeline, form) ? ['a dropped row'] : []),
    'a row without a ' + (form.measured ? 'measurement' : 'label'),
  ];
  const told = form.measured
    ? '    labelled = frame[TARGETS].notna().all(axis=1).to_numpy()'
    : '    labelled = (frame[LABEL] != "").to_numpy()';
  if (form.single) return [told, ...(byTime ? [wholeParts] : []), '    read = np.flatnonzero(labelled)'];
  return [
    told,
    `    # Pieces end before ${either(ends)}.`,
    layOut(black, 1, 'begins = ', call('np.append', 'True', begins.join(' | '))),
    ...(byTime ? [wholeParts, '    begins[[part[0] for part in parts.values() if len(part) > 0]] = True'] : []),
    '    index = np.arange(len(frame))',
    '    position = index - np.maximum.accumulate(np.where(begins, index, 0))',
    '    firsts = np.flatnonzero(labelled & (position % TIME_STEPS == 0))',
    '    lengths = np.add.reduceat(labelled.astype(int), firsts)',
  ];
}

const wholeParts = '    parts = split(len(frame))';

/** `rows`: the sequences of each part. */
function shared({ split }: Pipeline, form: Form): string[] {
  const firsts = form.single ? (form.chosen ? 'read' : 'frame') : 'firsts';
  if (!form.eachRow || (!form.several && split.by !== 'time')) return [`    rows = split(len(${firsts}))`];
  const [parts, of] = form.several ? ['split(len(names))', `series[${firsts}]`] : ['parts', firsts];
  const item = `part: np.flatnonzero(np.isin(${of}, members))`;
  return [dictComprehension(1, 'rows = ', item, `for part, members in ${parts}.items()`)];
}
