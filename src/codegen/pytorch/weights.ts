import type { RecurrentLayer } from '../../spec/experiment';
import type { Pipeline } from '../pipeline';
import { allBlocks, baseOf, hasTwoBiases } from './blocks';

/** Reading the weights that the run left: `load_weights(model)`. */
export function loadWeights({ network }: Pipeline): string {
  const layers = allBlocks(network).map(({ layer }) => layer);
  const embedded = [...network.inputs, ...(network.decoder?.inputs ?? [])].some(({ kind }) => kind === 'embedding');
  return [
    'def load_weights(model):',
    `    """Sets what the run left: Keras' weights, whose kernels PyTorch has transposed."""`,
    '    saved = load_file(WEIGHTS)',
    '    state = {}',
    '    for name, layer in model.named_children():',
    ...(embedded
      ? [
          '        if isinstance(layer, nn.Embedding):',
          '            state[f"{name}.weight"] = saved[f"{name}/embeddings"]',
        ]
      : []),
    `        ${embedded ? 'elif' : 'if'} isinstance(layer, nn.Linear):`,
    '            state[f"{name}.weight"] = saved[f"{name}/kernel"].T',
    '            state[f"{name}.bias"] = saved[f"{name}/bias"]',
    ...recurrentBranch(layers),
    '    model.load_state_dict(state)',
  ].join('\n');
}

function recurrentBranch(layers: readonly RecurrentLayer[]): string[] {
  const both = layers.filter(({ bidirectional }) => bidirectional);
  if (both.length === 0) return ['        else:', ...recurrentLines(layers, 'name', 'l0', 3)];
  const some = both.length < layers.length;
  return [
    ...(some
      ? [
          '        elif not layer.bidirectional:',
          ...recurrentLines(
            layers.filter(({ bidirectional }) => !bidirectional),
            'name',
            'l0',
            3,
          ),
        ]
      : []),
    '        else:',
    ...directions(both),
  ];
}

/** Directions by their suffix in PyTorch and their name in Keras: `bidirectional/forward_lstm`. */
function directions(layers: readonly RecurrentLayer[]): string[] {
  const [cell = '', ...others] = new Set(layers.map((layer) => layer.cell));
  const named = others.length > 0;
  return [
    ...(named
      ? [
          '            cells = {nn.RNN: "simple_rnn", nn.GRU: "gru", nn.LSTM: "lstm"}',
          '            cell = next(cells[kind] for kind in cells if isinstance(layer, kind))',
        ]
      : []),
    '            for suffix, way in (("l0", "forward"), ("l0_reverse", "backward")):',
    `                own = f"{name}/{way}_${named ? '{cell}' : cell}"`,
    ...recurrentLines(layers, 'own', '{suffix}', 4),
  ];
}

/** @param from Python name of the prefix of the weights in Keras */
function recurrentLines(layers: readonly RecurrentLayer[], from: string, suffix: string, depth: number): string[] {
  const indent = '    '.repeat(depth);
  const some = layers.some((layer) => baseOf(layer) === 'GRU');
  const all = layers.every((layer) => baseOf(layer) === 'GRU');
  const value = (part: string): string => {
    const read = `saved[f"{${from}}/${part}"]`;
    return all ? `in_order(${read})` : read;
  };
  const twoBiases = layers.some(hasTwoBiases);
  const oneBias = layers.some((layer) => !hasTwoBiases(layer));
  const set = (which: string, to: string): string => `state[f"{name}.${which}_${suffix}"] = ${to}`;
  return [
    `kernel = ${value('kernel')}`,
    `recurrent = ${value('recurrent_kernel')}`,
    `bias = ${value('bias')}`,
    ...(some && !all
      ? ['if isinstance(layer, nn.GRU):', '    kernel, recurrent, bias = map(in_order, (kernel, recurrent, bias))']
      : []),
    ...(twoBiases && oneBias ? ['if bias.dim() == 1:', '    bias = torch.stack([bias, torch.zeros_like(bias)])'] : []),
    set('weight_ih', 'kernel.T'),
    set('weight_hh', 'recurrent.T'),
    set('bias_ih', twoBiases ? 'bias[0]' : 'bias'),
    set('bias_hh', twoBiases ? 'bias[1]' : 'torch.zeros_like(bias)'),
  ].map((line) => indent + line);
}

/** A GRU's gates z, r, h in PyTorch's order r, z, n. */
export function turnedGates({ network }: Pipeline): string[] {
  if (!allBlocks(network).some(({ layer }) => baseOf(layer) === 'GRU')) return [];
  return [
    `def in_order(weight):
    """The columns of a GRU's gates z, r, h in PyTorch's order r, z, n."""
    z, r, h = weight.chunk(3, dim=-1)
    return torch.cat([r, z, h], dim=-1)`,
  ];
}
