import type { Summary } from './run';

export interface TaskWords {
  /** What is counted: `windows`. */
  readonly examples: string;
  /** What the scores of `baselines.naive` are of. */
  readonly naive: string;
  /** What stands in `predictions.csv`. */
  readonly predictions: string;
}

const words: Record<NonNullable<Summary['task']>, TaskWords> = {
  forecast: { examples: 'windows', naive: 'repeat the last value', predictions: 'actual and predicted' },
  classify: {
    examples: 'examples',
    naive: 'the most frequent label',
    predictions: 'labels, predicted ones, and probabilities',
  },
  label: {
    examples: 'sequences',
    naive: 'the most frequent label',
    predictions: 'labels of each row, and predicted ones',
  },
  translate: {
    examples: 'pairs',
    naive: 'as in the most alike text',
    predictions: 'texts, and what was written for them',
  },
  generate: { examples: 'pieces', naive: 'frequencies of tokens', predictions: 'texts' },
};

/** Numbers to each row, instead of labels. */
const measures: TaskWords = {
  examples: 'sequences',
  naive: 'the mean of the training part',
  predictions: 'numbers of each row, and predicted ones',
};

/** The words in which a run's results are told. */
export function taskWords({ task = 'forecast', mainMetric }: Pick<Summary, 'task' | 'mainMetric'>): TaskWords {
  return task === 'label' && mainMetric === 'rmse' ? measures : words[task];
}
