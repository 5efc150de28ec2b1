import { black, layOut, list } from '../../layout';
import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import { csvCall, dataConstants, returning } from '../reading';
import { readTimes } from '../time';
import { type Form, formOf } from './form';

/** Reading the rows: series after series, each in order of time; NaN where an input is missing. */
export function readSequences(pipeline: Pipeline): PythonSection {
  const { time, inputs, targets, categories, experiment } = pipeline;
  const { series } = experiment.data;
  const form = formOf(pipeline);
  const parse = time && readTimes(time);
  const names = (name: string, columns: readonly string[]): string =>
    layOut(black, 0, `${name} = `, list(columns.map(pythonString)));
  return {
    topic: 'reading',
    imports: ['import pandas as pd', 'from pathlib import Path'],
    constants: [
      ...dataConstants(pipeline),
      ...(series === null ? [] : [`SERIES = ${pythonString(series)}`]),
      names('INPUTS', inputs),
      ...(categories.length > 0 ? [names('CATEGORIES', categories)] : []),
      ...(categories.length > 0 && form.numbers.length > 0 ? [names('NUMBERS', form.numbers)] : []),
      form.measured ? names('TARGETS', targets) : `LABEL = ${pythonString(targets[0] ?? '')}`,
    ],
    functions: [...(parse === null ? [] : [parse]), readRows(pipeline, form)],
    main: ['    frame = read_rows(options.data)'],
  };
}

function readRows(pipeline: Pipeline, form: Form): string {
  const { time, categories } = pipeline;
  const texts = [...(form.several ? ['SERIES'] : []), ...(form.measured ? [] : ['LABEL'])];
  const written = [...(time?.profile ? ['TIME'] : []), ...(categories.length > 0 ? ['*CATEGORIES'] : [])];
  const names = [
    ...(form.several ? ['SERIES'] : []),
    ...(time ? ['TIME'] : []),
    '*INPUTS',
    form.measured ? '*TARGETS' : 'LABEL',
  ];
  const options = [
    // Texts whatever they look like: NA is a label, and 007 is not 7.
    ...(texts.length > 0 ? [`converters=dict.fromkeys([${texts.join(', ')}], str.strip)`] : []),
    ...(written.length > 0 ? [`dtype=dict.fromkeys([${written.join(', ')}], str)`] : []),
    'skipinitialspace=True',
    'na_values=["?", "-", "NAN", "Null"]',
  ];
  const lines = [
    ...nameless(pipeline, form),
    ...labelLines(form),
    ...categoryLines(pipeline),
    ...orderLines(pipeline, form),
  ];
  return [
    'def read_rows(path):',
    `    """Reads the columns that are used${order(pipeline, form)}."""`,
    ...(lines.length === 0
      ? [layOut(black, 1, 'return ', csvCall(pipeline, names, options))]
      : [layOut(black, 1, 'frame = ', csvCall(pipeline, names, options)), ...returning(lines)]),
  ].join('\n');
}

function order({ time }: Pipeline, { several }: Form): string {
  if (several) return `: series after series${time ? ', each in order of time' : ''}`;
  return time ? ', in order of time' : '';
}

/** Rows of no series, or without a time. */
function nameless({ missing, time }: Pipeline, { several }: Form): string[] {
  const nobody = 'frame[SERIES] == ""';
  const never = 'frame[TIME].isna()';
  if (!several && !time) return [];
  const without = several && time ? `(${nobody}) | ${never}` : several ? nobody : never;
  if (missing === 'drop') return [`    frame = frame[~${!several ? without : `(${without})`}]`];
  const what = [...(several ? ['a series'] : []), ...(time ? ['a time'] : [])].join(' or ');
  return [
    `    if ${!several ? without : `(${without})`}.any():`,
    `        raise SystemExit(f"{path} has rows without ${what}")`,
  ];
}

/** A series has one label, which not each of its rows needs to have. */
function labelLines({ several, eachRow }: Form): string[] {
  if (!several || eachRow) return [];
  return [
    '    labels = frame[LABEL].mask(frame[LABEL] == "").groupby(frame[SERIES])',
    '    frame[LABEL] = labels.transform("first").fillna("")',
  ];
}

function categoryLines({ categories }: Pipeline): string[] {
  if (categories.length === 0) return [];
  return [
    '    for name in CATEGORIES:',
    '        frame[name] = pd.Categorical(frame[name], frame[name].dropna().unique())',
  ];
}

function orderLines({ time }: Pipeline, { several }: Form): string[] {
  const sort = `sort_values(TIME${time?.profile ? ', key=read_times' : ''}, kind="stable")`;
  if (!several) return time ? [`    frame = frame.${sort}`] : [];
  if (!time) return ['    frame = pd.concat([rows for _, rows in frame.groupby(SERIES, sort=False)])'];
  return [
    '    # Series keep the order in which the file names them.',
    '    series = [',
    `        rows.${sort}`,
    '        for _, rows in frame.groupby(SERIES, sort=False)',
    '    ]',
    '    frame = pd.concat(series)',
  ];
}
