import { type Code, black, layOut, list } from '../../layout';
import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import { csvCall, dataConstants, returning } from '../reading';
import { readTimes } from '../time';
import { type Form, formOf } from './form';

/** Reading the CSV with pandas: the columns that are used, in time order, NaN where a value is missing. */
export function readingSection(pipeline: Pipeline): PythonSection {
  const { time, targets, experiment } = pipeline;
  const { series, static: statics, known } = experiment.data;
  const form = formOf(pipeline);
  const names = (name: string, columns: readonly string[]): string[] =>
    columns.length === 0 ? [] : [layOut(black, 0, `${name} = `, list(columns.map(pythonString)))];
  const parse = time && readTimes(time);
  return {
    topic: 'reading',
    imports: ['import pandas as pd', 'from pathlib import Path'],
    constants: [
      ...dataConstants(pipeline),
      ...(series === null ? [] : [`SERIES = ${pythonString(series)}`]),
      ...(fedAreTargets(form, pipeline) ? [] : names('INPUTS', form.fed)),
      ...names('CATEGORIES', pipeline.categories),
      ...names('STATIC', statics),
      ...names('KNOWN', known),
      ...names('TARGETS', targets),
    ],
    functions: [...(parse === null ? [] : [parse]), readRows(pipeline, form)],
    main: ['    frame = read_rows(options.data)'],
  };
}

/** Whether nothing but the targets is fed, so that one list of names does. */
export const fedAreTargets = ({ fed }: Form, { targets }: Pipeline): boolean =>
  fed.length === targets.length && fed.every((name, i) => name === targets[i]);

function readRows(pipeline: Pipeline, form: Form): string {
  const lines = [
    ...(form.several ? namelessRows(pipeline) : []),
    ...staticLines(pipeline),
    ...categoryLines(pipeline),
    ...orderLines(pipeline, form),
    ...futureLines(pipeline, form),
    ...missingChecks(pipeline, form),
  ];
  const read = readCsv(pipeline, form);
  return [
    'def read_rows(path):',
    `    """Reads the columns that are used${order(pipeline, form)}."""`,
    ...(lines.length === 0
      ? [layOut(black, 1, 'return ', read)]
      : [layOut(black, 1, 'frame = ', read), ...returning(lines)]),
  ].join('\n');
}

function order({ time }: Pipeline, { several }: Form): string {
  if (several) return `: series after series${time ? ', each in order of time' : ''}`;
  return time ? ', in order of time' : '';
}

function readCsv(pipeline: Pipeline, form: Form): Code {
  const { missing, time, categories } = pipeline;
  // Times as the file writes them; pandas would take names like 01 or True for something else.
  const texts = [...(form.several ? ['SERIES'] : []), ...(time?.profile ? ['TIME'] : [])];
  const dtype =
    categories.length > 0
      ? [`dtype=dict.fromkeys([${[...texts, '*CATEGORIES'].join(', ')}], str)`]
      : texts.length > 0
        ? [`dtype={${texts.map((name) => `${name}: str`).join(', ')}}`]
        : [];
  const complete = missing === 'error' && pipeline.experiment.data.static.length + form.known.length === 0;
  return csvCall(pipeline, usedNames(pipeline, form), [
    ...dtype,
    'skipinitialspace=True',
    // What pandas does not take for missing by itself.
    ...(complete ? [] : ['na_values=["?", "-", "NAN", "Null"]']),
  ]);
}

/** Every used column once, by the constants that hold their names. */
function usedNames(pipeline: Pipeline, form: Form): string[] {
  const order = [...(form.several ? ['SERIES'] : []), ...(pipeline.time ? ['TIME'] : [])];
  if (fedAreTargets(form, pipeline)) return [...order, '*TARGETS'];
  const others = pipeline.targets.filter((name) => !form.fed.includes(name));
  return [
    ...order,
    '*INPUTS',
    ...(others.length === pipeline.targets.length ? ['*TARGETS'] : others.map(pythonString)),
  ];
}

function namelessRows({ missing, time }: Pipeline): string[] {
  if (missing === 'drop') return [];
  return time
    ? [
        '    if frame[[SERIES, TIME]].isna().to_numpy().any():',
        '        raise SystemExit(f"{path} has rows without a series or a time")',
      ]
    : ['    if frame[SERIES].isna().any():', '        raise SystemExit(f"{path} has rows without a series")'];
}

function staticLines({ experiment }: Pipeline): string[] {
  if (experiment.data.static.length === 0) return [];
  return [
    '    # What is said once of a series holds for all its rows.',
    '    frame[STATIC] = frame.groupby(SERIES, sort=False)[STATIC].transform("first")',
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
  const sort = `sort_values(TIME${time?.profile ? ', key=read_times' : ''}, kind="stable"`;
  if (!several) return time ? [`    frame = frame.${sort}, ignore_index=True)`] : [];
  if (!time) return ['    frame = pd.concat([rows for _, rows in frame.groupby(SERIES, sort=False)])'];
  return [
    '    # Series keep the order in which the file names them.',
    '    series = [',
    `        rows.${sort})`,
    '        for _, rows in frame.groupby(SERIES, sort=False)',
    '    ]',
    '    frame = pd.concat(series, ignore_index=True)',
  ];
}

/** Rows that say what is known of the steps to come are not of the past; where rows are dropped, these are too. */
function futureLines({ missing }: Pipeline, { known, several }: Form): string[] {
  if (known.length === 0 || missing === 'drop') return [];
  return [
    '    # Rows at the end with known columns alone are those to come.',
    '    came = frame[TARGETS].notna().any(axis=1) | frame[KNOWN].isna().any(axis=1)',
    `    came = came.astype(int)[::-1]${several ? '.groupby(frame[SERIES])' : ''}.cummax()`,
    '    frame = frame[came[::-1] == 1]',
  ];
}

function missingChecks({ missing, time }: Pipeline, { several }: Form): string[] {
  switch (missing) {
    case 'error':
      return ['    if frame.isna().to_numpy().any():', '        raise SystemExit(f"{path} has missing values")'];
    case 'drop':
      return [];
    case 'forward-fill':
    case 'interpolate':
      return time && !several
        ? ['    if frame[TIME].isna().any():', '        raise SystemExit(f"{path} has rows without a time")']
        : [];
  }
}
