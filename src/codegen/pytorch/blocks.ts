import type { RecurrentLayer } from '../../spec/experiment';
import type { Block, Network } from '../../spec/network';

/** PyTorch's layer, or one of the program's own that goes step by step. */
export type Kind = 'RNN' | 'GRU' | 'LSTM' | 'SteppedRNN' | 'SteppedGRU' | 'ResetBeforeGRU' | 'SteppedLSTM';

const builtIn = { simple_rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' } as const;

/** What computes a layer as Keras does. */
export function kindOf(layer: RecurrentLayer): Kind {
  const { cell, activation, recurrentActivation, recurrentDropout, resetAfter } = layer;
  if (cell === 'gru' && !resetAfter) return 'ResetBeforeGRU';
  const fitting = cell === 'simple_rnn' ? activation === 'tanh' || activation === 'relu' : activation === 'tanh';
  const gates = cell === 'simple_rnn' || recurrentActivation === 'sigmoid';
  return fitting && gates && recurrentDropout === 0 ? builtIn[cell] : `Stepped${builtIn[cell]}`;
}

export const isOwn = (layer: RecurrentLayer): boolean => kindOf(layer) !== builtIn[layer.cell];

/** PyTorch's layer with the same weights: what an own one inherits from. */
export const baseOf = ({ cell }: RecurrentLayer): 'RNN' | 'GRU' | 'LSTM' => builtIn[cell];

/** Whether PyTorch's second bias counts: Keras has two for a GRU that resets after the product alone. */
export const hasTwoBiases = ({ cell, resetAfter }: RecurrentLayer): boolean => cell === 'gru' && resetAfter;

export const allBlocks = ({ encoder, decoder }: Network): Block[] => [...encoder, ...(decoder?.blocks ?? [])];
