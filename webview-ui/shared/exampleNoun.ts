import type { Experiment } from '../../src/spec/experiment';

/** What a batch is made of: windows of a series, texts, pairs, or sequences of rows. */
export function exampleNoun({ task, model }: Pick<Experiment, 'task' | 'model'>): string {
  if (task === 'forecast') return 'window';
  if (task === 'translate') return 'pair';
  return model.tokens ? 'text' : 'sequence';
}
