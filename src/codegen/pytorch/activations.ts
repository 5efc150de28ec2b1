import type { Activation } from '../../spec/experiment';

/** PyTorch's functions for Keras' activations; its hardsigmoid is x/6 + 0.5 cut to [0, 1], as in Keras 3. */
export const functions: Readonly<Record<Exclude<Activation, 'linear'>, string>> = {
  tanh: 'torch.tanh',
  relu: 'torch.relu',
  sigmoid: 'torch.sigmoid',
  hard_sigmoid: 'F.hardsigmoid',
  softsign: 'F.softsign',
  elu: 'F.elu',
  selu: 'F.selu',
  softplus: 'F.softplus',
};

/** `torch.tanh(x)`; a linear one leaves x as it is. */
export const activated = (activation: Activation, x: string): string =>
  activation === 'linear' ? x : `${functions[activation]}(${x})`;

/** A function to be handed over: `torch.tanh`. */
export const activationFunction = (activation: Activation): string =>
  activation === 'linear' ? 'nn.Identity()' : functions[activation];
