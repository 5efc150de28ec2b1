import type { Loss } from '../../../spec/experiment';
import type { Pipeline } from '../../pipeline';

const losses: Record<Loss, string> = {
  mse: 'the mean squared error',
  mae: 'the mean absolute error',
  huber: 'the Huber loss, which takes outliers less seriously than the squared error',
  quantile: 'the quantile loss, which asks that a share q of what comes lies below the quantile q',
  categorical_crossentropy: 'the cross-entropy, which tells how surprised the network is by what was true',
  binary_crossentropy: 'the cross-entropy, which tells how surprised the network is by what was true',
};

/** Fitting the weights. */
export function training({ training: settings, parts, network, kind }: Pipeline): string[] {
  const { epochs, batchSize, shuffle, earlyStopping, schedule, loss, clipNorm, stateful } = settings;
  const watched = parts.includes('validation') ? 'validation loss' : 'loss';
  const rest = [
    ...(network.head.steps !== 'last' ? ['Padded steps do not count.'] : []),
    ...(earlyStopping
      ? [`Training stops when the ${watched} has not fallen for ${counted(earlyStopping.patience, 'epoch')}.`]
      : []),
    ...(schedule?.name === 'cosine' ? ['The learning rate falls along a cosine, from epoch to epoch.'] : []),
    ...(schedule?.name === 'plateau' ? [`The learning rate is lowered when the ${watched} stops falling.`] : []),
    ...(clipNorm === null ? [] : ['Gradients are kept from growing too large (`global_clipnorm`).']),
  ];
  const goesOn = stateful ? [streams(kind === 'writing' ? 'piece' : 'window')] : [];
  return [
    '## Training',
    `In each of at most ${counted(epochs, 'epoch')}, all training examples pass through the network in batches of ${batchSize}${shuffle ? ', in a new order' : ''}. After each batch the optimizer changes the weights a little, so that the loss falls. The loss is ${losses[loss]}. ${rest.join(' ')}`.trim(),
    ...goesOn,
    'Weights begin at random, so that a network trained here comes to other numbers than the run did, about as good. `load_weights` gives exactly its network.',
  ];
}

const streams = (example: string): string =>
  `Training is **stateful**: a ${example} goes on with the states that the one before it ended with, so that batches hold streams of ${example}s side by side, in their order. Keras wants all batches of one size for that; where a stream has ended, a ${example} without weight takes its place.`;

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
