import type { Pipeline } from '../../pipeline';
import { dictComprehension } from '../comprehension';
import { sharedParts } from '../split';
import { isBinary } from './classes';

/**
 * `examples`, of inputs and numbers of `labels` by the numbers of the examples in `rows`.
 * @param x Python expression of the inputs of the examples `r`
 */
export function exampleLines(pipeline: Pipeline, x: string): string[] {
  const weighted = pipeline.training.classWeights === 'balanced';
  const watched = sharedParts(pipeline).includes('validation');
  const y = isBinary(pipeline) ? 'y[r].astype(np.float32)' : 'y[r]';
  const item = `part: (${[x, y, ...(weighted ? ['weights[r]'] : [])].join(', ')})`;
  return [
    '    # -1: a label that the training part does not have.',
    '    y = pd.Index(classes).get_indexer(labels)',
    ...(weighted
      ? [
          '    # Each class counts as much as the others.',
          '    counts = np.bincount(y[rows["train"]])',
          '    weights = (counts.sum() / (len(classes) * counts))[y]',
        ]
      : []),
    ...(watched ? ['    learned = {part: r[y[r] >= 0] for part, r in rows.items()}'] : []),
    dictComprehension(1, 'examples = ', item, `for part, r in ${watched ? 'learned' : 'rows'}.items()`),
  ];
}
