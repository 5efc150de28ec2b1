import type { Summary } from '../spec/run';

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

/** The words in which a task's results are told. */
export const taskWords = (task: Summary['task'] = 'forecast'): TaskWords => words[task];
