import type { Experiment } from './experiment';

/**
 * Columns whose cells are texts whatever they look like: names of series, texts that are cut into tokens, labels. Reading
 * them otherwise would make 7 of "007" and nothing of "None".
 */
export function textColumns(experiment: Experiment): string[] {
  const { data, model, task } = experiment;
  const columns = data.series === null ? [] : [data.series];
  if (model.tokens !== null) columns.push(...data.inputs);
  if (task === 'translate' || task === 'generate' || labelsAreTexts(experiment)) columns.push(...data.targets);
  if (task === 'generate') columns.push(...data.static);
  return [...new Set(columns)];
}

/** Whether the targets are classes, not numbers: always where a sequence is classified, by the loss where each step is labelled. */
export function labelsAreTexts({ task, training }: Experiment): boolean {
  if (task === 'classify') return true;
  return task === 'label' && (training.loss === 'categorical_crossentropy' || training.loss === 'binary_crossentropy');
}
