import { asText } from '../../../spec/asText';
import { isSingleRow } from '../../modelInputs';
import type { DataKind, Pipeline } from '../../pipeline';
import { namesOf } from './names';

const rows: Record<DataKind, string> = {
  forecast: 'Each row is one point in time.',
  sequences: 'The rows that belong together are one sequence; they keep their order.',
  texts: 'Each row is an example by itself: a text, and the label that it was given.',
  pairs: 'Each row is an example by itself: a text, and the text that it becomes.',
  writing: 'Each row is a text to learn from.',
};

/** The CSV. */
export function reading(pipeline: Pipeline): string[] {
  const { kind, time, experiment, missing, targets } = pipeline;
  const { series, file } = experiment.data;
  const alone = isSingleRow(pipeline) && series === null;
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return [
    '## The data',
    [
      `pandas reads the columns that are used of *${asText(name)}*. ${alone ? 'Each row is an example by itself.' : rows[kind]}`,
      `What is to be ${kind === 'writing' ? 'learned' : 'predicted'} stands in ${namesOf(targets)}.`,
      ...(series === null ? [] : [`Column ${namesOf([series])} names the sequence that a row belongs to.`]),
      ...(time ? [`Column ${namesOf([time.name])} orders the rows.`] : []),
    ].join(' '),
    ...(kind === 'forecast' || kind === 'sequences' ? missingValues[missing] : []),
  ];
}

const missingValues: Record<Pipeline['missing'], string[]> = {
  error: [],
  drop: ['Rows with missing values are left out.'],
  'forward-fill': ['A missing value takes the last known one. What was filled in is never predicted, nor scaled by.'],
  interpolate: [
    'A missing value is put on the line between its neighbours. What was filled in is never predicted, nor scaled by.',
  ],
};
