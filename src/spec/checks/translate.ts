import type { Experiment } from '../experiment';
import type { Problem } from '../problem';
import { problem, type TaskRules, unusedColumns } from './common';
import { inputProblems, needsTokens, noSeries, notForecast, oneTarget, rowSplitProblems } from './examples';

/** One text from another: a sentence's translation, a sum's answer. Numbers and dates are read as they are written. */
export const translateRules: TaskRules = {
  losses: ['categorical_crossentropy'],
  fields: (experiment) => [
    ...oneTarget(experiment, 'a text'),
    ...inputProblems(experiment),
    ...oneSource(experiment),
    ...needsTokens(experiment),
    ...decoderMode(experiment),
    ...noSeries(experiment),
    ...unusedColumns(experiment, ['known', 'static', 'calendar'], 'Leave the list empty.'),
    ...notForecast(experiment),
    ...rowSplitProblems(experiment),
  ],
  columns: ({ data }, file) => [
    ...file.each(data.targets, 'data.targets', () => []),
    ...file.each(data.inputs, 'data.inputs', () => []),
  ],
};

function oneSource({ data }: Experiment): Problem[] {
  if (data.inputs.length < 2) return [];
  return [problem('data.inputs', 'a text is read from one column', 'Leave one column in the list.')];
}

/** A decoder that does not read what it has said cannot keep its words together. */
function decoderMode({ model: { decoder } }: Experiment): Problem[] {
  if (decoder === null || decoder.mode === 'autoregressive') return [];
  const text = 'a text is written token after token, each after those before';
  return [problem('model.decoder.mode', text, 'Set it to autoregressive.')];
}
