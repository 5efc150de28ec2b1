import type { Pipeline } from '../../pipeline';

/** How good it is, and beside what. */
export function scores(pipeline: Pipeline): string[] {
  return ['## How good is it?', judged(pipeline)];
}

function judged({ kind, network }: Pipeline): string {
  const beside =
    'A network that is not better than that has learned nothing worth having. What counts is the part that it was not trained on.';
  switch (kind) {
    case 'forecast':
      return `The error is told in the data's own units (RMSE: the root of the mean squared error). Beside it stands that of the **naive** forecast, which repeats the last value and needs no network. ${beside}`;
    case 'texts':
    case 'sequences':
      return network.head.kind === 'numbers'
        ? `The error is told in the data's own units (RMSE: the root of the mean squared error). Beside it stands that of the **naive** guess, which always says the mean of the training part. ${beside}`
        : `Accuracy is the share of labels that are right; F1 counts rare labels as much as frequent ones. Beside them stands the **naive** guess, which always says the most frequent label. ${beside}`;
    case 'pairs':
      return `What the network writes is compared with the true texts: how many are exactly right, how many tokens, and BLEU, which counts words and phrases that they share. The run's summary has that of the **naive** answer beside it: the text of the training part whose source is most alike. ${beside}`;
    case 'writing':
      return `Perplexity tells between how many tokens the network hesitates on average: the fewer, the better. Beside it stands the **naive** guess, by how frequent each token is. ${beside}`;
  }
}

/** The picture. */
export function plot({ kind, network }: Pipeline): string[] {
  const labels = (kind === 'texts' || kind === 'sequences') && network.head.kind !== 'numbers';
  return labels
    ? [
        '## What is taken for what',
        'Each row is a label, each column what the network said; what is right stands on the diagonal.',
      ]
    : ['## The picture', 'What came, and what was predicted for each part.'];
}
