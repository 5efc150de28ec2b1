import { type Brackets, call } from '../layout';
import type { Pipeline } from '../pipeline';

const names = { adam: 'Adam', adamw: 'AdamW', rmsprop: 'RMSprop', sgd: 'SGD' } as const;

/** Keras' defaults for the rest (beta 0.9 and 0.999, rho 0.9, epsilon 1e-7) are the ones that the run used. */
export function optimizer({
  optimizer: { name, learningRate, momentum, weightDecay },
  clipNorm,
}: Pipeline['training']): Brackets {
  const options = [`learning_rate=${learningRate}`];
  if (name === 'sgd' && momentum > 0) options.push(`momentum=${momentum}`);
  if (name === 'adamw') options.push(`weight_decay=${weightDecay}`);
  if (clipNorm !== null) options.push(`global_clipnorm=${clipNorm}`);
  return call(`keras.optimizers.${names[name]}`, ...options);
}
