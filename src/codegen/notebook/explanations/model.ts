import { cellLabels } from '../../../spec/layers';
import type { Block, Head, InputPart } from '../../../spec/network';
import type { Pipeline } from '../../pipeline';

/** The network, layer by layer. */
export function model({ network, kind }: Pipeline): string[] {
  const { inputs, encoder, decoder, dense, head } = network;
  const lines = [
    ...read(inputs, kind),
    ...encoder.map((block) => recurrent(block)),
    ...(decoder
      ? [
          decoder.initial === 'encoder'
            ? 'The **decoder** begins with the states that these layers ended with, and goes on from them step by step, reading what came before.'
            : 'The **decoder** reads what they ended with at each of its steps (`RepeatVector`).',
          ...decoder.blocks.map((block) => recurrent(block)),
        ]
      : []),
    ...(decoder?.attention
      ? ['**Attention** lets each step of the decoder look back at all steps that were read, and weigh them.']
      : []),
    ...(head.known > 0 ? ['Columns that are known beforehand stand beside the last state.'] : []),
    ...dense.slice(0, -1).map(({ units }) => `A **Dense** layer of ${units} in between.`),
    last(head),
  ];
  return ['## The network', lines.map((line) => `- ${line}`).join('\n')];
}

function read(inputs: readonly InputPart[], kind: Pipeline['kind']): string[] {
  const embedded = inputs.find((part) => part.kind === 'embedding');
  const what = kind === 'forecast' || kind === 'sequences' ? 'value of a category' : 'token';
  if (embedded) return [`**Embedding**: each ${what} becomes ${embedded.width} numbers, which are learned.`];
  return inputs.some((part) => part.kind === 'one-hot')
    ? ['Each token becomes a row of zeros with a one at its place (**one-hot**).']
    : [];
}

function recurrent({ layer, returns }: Block): string {
  const { cell, units, bidirectional, dropout, recurrentDropout } = layer;
  return [
    `**${cellLabels[cell]}** reads step after step and carries a state of ${units} ${units === 1 ? 'number' : 'numbers'} along`,
    bidirectional ? ', forwards and backwards' : '',
    returns === 'each' ? '; it gives its state at each step' : '; it gives its last state',
    dropout > 0 || recurrentDropout > 0 ? '. While it learns, some numbers are dropped at random' : '',
    '.',
  ].join('');
}

function last({ kind, units, quantiles, steps }: Head): string {
  const each = steps === 'last' ? '' : ', at each step';
  if (kind === 'softmax') return `The last **Dense** layer gives a probability for each class${each}.`;
  if (kind === 'sigmoid') return `The last **Dense** layer gives the probability of the second of two classes${each}.`;
  const numbers = units === 1 ? 'one number' : `${units} numbers`;
  return `The last **Dense** layer gives ${numbers}${each}${quantiles.length > 0 ? `: the quantiles ${quantiles.join(', ')} of what may come` : ''}.`;
}
