import type { RecurrentLayer } from '../../spec/experiment';
import { cellLabels } from '../../spec/layers';
import type { Block, DenseBlock, Head, InputPart } from '../../spec/network';
import { type Code, call } from '../layout';
import { pythonString } from '../literals';
import type { Pipeline } from '../pipeline';
import type { Sizes } from '../python/sizes';
import type { SizeArguments } from './sizeArguments';

/** Layers of Keras as constructor calls. They have the network's own names, by which the weights of a run are found. */

export interface RecurrentOptions {
  /** Also gives the states that it ended with. */
  readonly states?: boolean;
  /** Whether it may begin with the states that it ended with, as the argument `stateful` says. */
  readonly stateful?: boolean;
}

/** Arguments that Keras has as defaults are left out, but the activation is what readers look for. */
export function recurrentLayer(
  { name, layer, returns }: Block,
  { states = false, stateful = false }: RecurrentOptions = {},
): Code {
  const { cell, bidirectional, merge } = layer;
  const options = [...cellOptions(layer)];
  if (returns === 'each') options.push('return_sequences=True');
  if (states) options.push('return_state=True');
  if (stateful) options.push('stateful=stateful');
  // The directions are called after it: forward_lstm.
  options.push(`name="${bidirectional ? cell : name}"`);
  const inner = call(`layers.${cellLabels[cell]}`, ...options);
  if (!bidirectional) return inner;
  const merged = merge === 'concat' ? [] : [`merge_mode="${merge}"`];
  return call('layers.Bidirectional', inner, ...merged, `name="${name}"`);
}

function cellOptions(layer: RecurrentLayer): string[] {
  const { cell, recurrentActivation, dropout, recurrentDropout } = layer;
  const options = [String(layer.units), `activation=${pythonString(layer.activation)}`];
  if (cell !== 'simple_rnn' && recurrentActivation !== 'sigmoid') {
    options.push(`recurrent_activation=${pythonString(recurrentActivation)}`);
  }
  if (cell === 'gru' && !layer.resetAfter) options.push('reset_after=False');
  if (dropout > 0) options.push(`dropout=${dropout}`);
  if (recurrentDropout > 0) options.push(`recurrent_dropout=${recurrentDropout}`);
  return options;
}

/** @param units of the last one, which may be counted */
export function denseLayer(
  { name, activation }: Pick<DenseBlock, 'name' | 'activation'>,
  units: string,
  head?: Head,
): Code {
  const own = head && head.kind !== 'numbers' ? head.kind : activation;
  return call('layers.Dense', units, ...(own === 'linear' ? [] : [`activation="${own}"`]), `name="${name}"`);
}

/** The dense layers of the head; the last one gives probabilities where classes are predicted. */
export function headLayers({ network }: Pipeline, sizes: Sizes, given: SizeArguments): Code[] {
  const { dense, head } = network;
  return dense.map((block, i) => {
    if (i < dense.length - 1) return denseLayer(block, String(block.units));
    const units =
      head.kind === 'softmax' && sizes.classes !== undefined
        ? given.use('classes', sizes.classes)
        : String(block.units);
    return denseLayer(block, units, head);
  });
}

/** @param masked whether token 0 is padding that recurrent layers step over */
export function embedding(
  { name, width }: Extract<InputPart, { kind: 'embedding' }>,
  values: string,
  masked = false,
): Code {
  return call('layers.Embedding', values, String(width), ...(masked ? ['mask_zero=True'] : []), `name="${name}"`);
}
