import type { Pipeline } from '../pipeline';
import { allBlocks, hasTwoBiases, isOwn } from './blocks';

/**
 * Keras' initial weights: the losses of the first epochs, and where few epochs lead, depend on them. PyTorch's own draw all
 * weights of a recurrent layer from one range, and have two biases where Keras has one.
 */
export function initialize({ network }: Pipeline): string {
  const layers = allBlocks(network).map(({ layer }) => layer);
  const embedded = [...network.inputs, ...(network.decoder?.inputs ?? [])].some(({ kind }) => kind === 'embedding');
  const branches: [condition: string, line: string][] = [
    ...(embedded
      ? [['isinstance(layer, nn.Embedding)', 'nn.init.uniform_(weight, -0.05, 0.05)'] as [string, string]]
      : []),
    ['"weight_hh" in name', 'nn.init.orthogonal_(weight)'],
    ['"weight" in name', 'nn.init.xavier_uniform_(weight)'],
  ];
  // Classes of the program read one bias alone.
  const unread = layers.some((layer) => !isOwn(layer) && !hasTwoBiases(layer));
  const among = (all: boolean, test: string): string => (all ? '' : `${test} and `);
  const lstm = among(layers.every(({ cell }) => cell === 'lstm'), 'isinstance(layer, nn.LSTM)'); // prettier-ignore
  const notGru = among(!layers.some(hasTwoBiases), 'not isinstance(layer, nn.GRU)');
  return [
    '@torch.no_grad()',
    'def initialize(model):',
    '    """Draws the first weights as Keras does."""',
    '    for layer in model.children():',
    '        for name, weight in layer.named_parameters():',
    ...branches.flatMap(([condition, line], i) => [
      `            ${i === 0 ? 'if' : 'elif'} ${condition}:`,
      `                ${line}`,
    ]),
    '            else:',
    '                nn.init.zeros_(weight)',
    ...(layers.some(({ cell }) => cell === 'lstm')
      ? [
          `            if ${lstm}"bias_ih" in name:`,
          '                weight.chunk(4)[1].fill_(1)  # the gate that forgets',
        ]
      : []),
    ...(unread
      ? [
          `            if ${notGru}"bias_hh" in name:`,
          '                weight.requires_grad_(False)  # Keras has one bias',
        ]
      : []),
  ].join('\n');
}
