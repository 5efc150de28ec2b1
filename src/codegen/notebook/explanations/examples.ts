import { isSingleRow } from '../../modelInputs';
import type { DataKind, Pipeline } from '../../pipeline';

/** From rows to what the network reads. */
export const examples = (pipeline: Pipeline): string[] => kinds[pipeline.kind](pipeline);

const kinds: Record<DataKind, (pipeline: Pipeline) => string[]> = {
  forecast: (pipeline) => ['## Windows', windows(pipeline), ...parts(pipeline), ...scaler(pipeline)],
  sequences: (pipeline) => [
    ...(isSingleRow(pipeline)
      ? [
          '## Rows as sequences',
          'A recurrent network reads sequences: each row becomes one of a single step, and nothing is carried from row to row.',
        ]
      : [
          '## Sequences as arrays',
          'An array has as many steps in every row, and sequences do not: shorter ones are padded behind with zeros. A mask says which steps are real, so that the network steps over the others.',
        ]),
    ...parts(pipeline),
    ...scaler(pipeline),
    ...classes(pipeline),
  ],
  texts: (pipeline) => ['## Tokens as numbers', ...tokens(pipeline), ...parts(pipeline), ...classes(pipeline)],
  pairs: (pipeline) => [
    '## Tokens as numbers',
    ...tokens(pipeline),
    'A text to be written begins with `<start>` and stops at `<end>`. While it learns, the network is given the true tokens so far and is to tell the next one (teacher forcing): its input and what it is to say are the same text, one token apart.',
    ...parts(pipeline),
  ],
  writing: (pipeline) => [
    '## Pieces of text',
    ...tokens(pipeline),
    'The texts are cut into pieces. At each step the network reads a token and is to tell the next one, so that its input and what it is to say are the same piece, one token apart.',
    ...parts(pipeline),
  ],
};

function windows({ timeSteps, experiment, inputs, selfFed }: Pipeline): string {
  const { horizon, strategy } = experiment.window;
  const next = horizon === 1 ? 'the row that follows' : `the ${horizon} rows that follow`;
  const values = selfFed ? 'values' : inputs.length === 1 ? 'values of the input' : 'values of the inputs';
  const window = timeSteps === 1 ? 'one row' : `${timeSteps} rows in a line`;
  return [
    `The network never sees the whole series at once. It sees a **window**: the ${values} of ${window}, and it is to predict ${next}. The window then moves on, so that one long series becomes many examples.`,
    ...(strategy === 'recursive' && horizon > 1
      ? ['The network itself predicts one row; what it predicted is put into the window to reach the next one.']
      : []),
  ].join(' ');
}

function parts({ parts: names, split, kind }: Pipeline): string[] {
  if (names.length === 1) return [];
  const watched = names.includes('validation')
    ? ' On the validation part it is watched while it learns, without learning from it.'
    : '';
  const judged = names.includes('test') ? ' The test part is kept aside, to judge it on what it has never seen.' : '';
  const order =
    kind === 'forecast' && split.by === 'time'
      ? ' The earliest rows train and the latest test, for a forecast never knows what comes later.'
      : '';
  return [`The network learns from the training part alone.${watched}${judged}${order}`];
}

const scalers: Record<Exclude<Pipeline['scaling'], 'none'>, string> = {
  minmax: 'from 0 to 1',
  standard: 'with mean 0 and deviation 1',
  robust: 'with median 0, by the range of their middle half',
  window: 'with mean 0 and deviation 1, and then each window by its own last value and deviation',
};

function scaler({ scaling, kind, experiment }: Pipeline): string[] {
  if (scaling === 'none') return [];
  const size = `Networks learn best from numbers of about the same size, so columns are scaled (${scalers[scaling]})`;
  const bySeries = experiment.data.series !== null && experiment.data.scaleBy === 'series';
  if (bySeries && kind === 'sequences') {
    return [
      `${size}: each series by its own rows, in whatever part it is, for nothing of what is to be told is among them.`,
    ];
  }
  return [
    `${size}${bySeries ? ', each series by itself' : ''}. The **scaler sees only the training rows**: if it saw the later ones too, their range would leak into the training, and the scores would be too good to be true.`,
  ];
}

function tokens({ experiment }: Pipeline): string[] {
  const { level = 'word' } = experiment.model.tokens ?? {};
  const what = level === 'word' ? 'words and punctuation marks' : 'characters';
  return [
    `A network reads numbers. So texts are cut into **tokens** (here ${what}), and each token of the vocabulary has a number. The vocabulary holds the most frequent tokens of the training part alone; all others are \`<unknown>\`, just as tokens will be that come up later. Number 0 (\`<pad>\`) fills up shorter texts, and the network steps over it.`,
  ];
}

function classes({ network, experiment }: Pipeline): string[] {
  if (network.head.kind === 'numbers') return [];
  return [
    'Labels are numbered too, by those of the training part: what it never saw, the network cannot say.',
    ...(experiment.training.classWeights === 'balanced'
      ? ['Examples of rare labels are given more weight, so that all labels count alike.']
      : []),
  ];
}
