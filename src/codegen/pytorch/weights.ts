import type { RecurrentLayer } from '../../spec/experiment';
import type { Block } from '../../spec/network';
import { black, layOut } from '../layout';
import type { Pipeline } from '../pipeline';
import { allBlocks, hasTwoBiases } from './blocks';

/** Reading the weights that the run left: `load_weights(model)` and what it calls. */
export function weightFunctions({ network }: Pipeline): string[] {
  const blocks = allBlocks(network);
  const layers = blocks.map(({ layer }) => layer);
  const embedded = [...network.inputs, ...(network.decoder?.inputs ?? [])].some(({ kind }) => kind === 'embedding');
  const grus = layers.filter(({ cell }) => cell === 'gru');
  const load = [
    'def load_weights(model):',
    `    """Sets what the run left: Keras' weights, whose kernels are transposed."""`,
    '    saved = load_file(WEIGHTS)',
    '    for name, layer in model.named_children():',
    ...(embedded
      ? ['        if isinstance(layer, nn.Embedding):', '            values = [saved[f"{name}/embeddings"]]']
      : []),
    `        ${embedded ? 'elif' : 'if'} isinstance(layer, nn.Linear):`,
    '            values = [saved[f"{name}/kernel"].T, saved[f"{name}/bias"]]',
    '        else:',
    ...recurrentLines(blocks, reader(layers)),
    '        layer.load_state_dict(dict(zip(layer.state_dict(), values, strict=True)))',
  ].join('\n');
  return [...(grus.length < layers.length ? [cellWeights] : []), ...(grus.length > 0 ? [gruWeights(grus)] : []), load];
}

function recurrentLines(blocks: readonly Block[], read: string): string[] {
  const both = blocks.filter(({ layer }) => layer.bidirectional);
  const lines = read === 'read' ? ['read = gru_weights if isinstance(layer, nn.GRU) else cell_weights'] : [];
  if (both.length === 0) lines.push(`values = ${read}(saved, name)`);
  else {
    const cells = new Set(both.map(({ layer }) => layer.cell));
    const items = both.map(({ name, layer }) => `"${name}": "${layer.cell}"`);
    const depth = both.length === blocks.length ? 3 : 4;
    const named = layOut(black, depth, 'cell = ', { open: '{', items, close: '}' }, '[name]').trimStart();
    const ways = [
      ...(cells.size > 1 ? [named] : []),
      ...['forward', 'backward'].map(
        (way) => `${way} = f"{name}/${way}_${cells.size > 1 ? '{cell}' : [...cells].join()}"`,
      ),
      `values = [*${read}(saved, forward), *${read}(saved, backward)]`,
    ];
    if (both.length === blocks.length) lines.push(...ways);
    else {
      lines.push('if layer.bidirectional:', ...ways.map((line) => `    ${line}`));
      lines.push('else:', `    values = ${read}(saved, name)`);
    }
  }
  return lines.map((line) => `            ${line}`);
}

/** The function that reads a cell: chosen for each layer where there are cells of both kinds. */
function reader(layers: readonly RecurrentLayer[]): string {
  const grus = layers.filter(({ cell }) => cell === 'gru').length;
  return grus === 0 ? 'cell_weights' : grus === layers.length ? 'gru_weights' : 'read';
}

const cellWeights = `def cell_weights(saved, name):
    """PyTorch's second bias is zero."""
    bias = saved[f"{name}/bias"]
    kernel, recurrent = saved[f"{name}/kernel"], saved[f"{name}/recurrent_kernel"]
    return [kernel.T, recurrent.T, bias, torch.zeros_like(bias)]`;

function gruWeights(grus: readonly RecurrentLayer[]): string {
  const two = grus.some(hasTwoBiases);
  const one = grus.some((layer) => !hasTwoBiases(layer));
  const second = 'torch.zeros_like(bias)';
  return [
    'def gru_weights(saved, name):',
    `    """Keras' gates z, r, h in PyTorch's order r, z, n${two ? '' : '; its second bias is zero'}."""`,
    '    weights = []',
    '    for part in ("kernel", "recurrent_kernel", "bias"):',
    '        z, r, h = saved[f"{name}/{part}"].chunk(3, dim=-1)',
    '        weights.append(torch.cat([r, z, h], dim=-1))',
    '    kernel, recurrent, bias = weights',
    ...(two && one ? ['    if bias.dim() == 1:', `        bias = [bias, ${second}]`] : []),
    `    return [kernel.T, recurrent.T, ${two ? '*bias' : `bias, ${second}`}]`,
  ].join('\n');
}
