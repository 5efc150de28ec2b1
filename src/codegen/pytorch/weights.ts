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
    ...recurrentLines(blocks).map((line) => black.indent.repeat(2) + line),
    '        layer.load_state_dict(dict(zip(layer.state_dict(), values, strict=True)))',
  ].join('\n');
  const called = isCalledOften(blocks);
  return [
    ...(called && grus.length < layers.length ? [asFunction(simpleCell)] : []),
    ...(called && grus.length > 0 ? [asFunction(gruCell(grus))] : []),
    load,
  ];
}

/** Whether the weights of a cell are read at several places, so that a function does it. */
const isCalledOften = (blocks: readonly Block[]): boolean =>
  blocks.some(({ layer }) => layer.bidirectional) || reader(blocks.map(({ layer }) => layer)) === 'read';

/** The branches of recurrent layers. */
function recurrentLines(blocks: readonly Block[]): string[] {
  const layers = blocks.map(({ layer }) => layer);
  const read = reader(layers);
  if (!isCalledOften(blocks)) {
    const { note, lines, weights } = read === 'gru_weights' ? gruCell(layers) : simpleCell;
    return ['else:', ...deeper([`# ${note}`, ...lines, `values = ${weights}`])];
  }
  const chosen = read === 'read' ? ['read = gru_weights if isinstance(layer, nn.GRU) else cell_weights'] : [];
  const one = `values = ${read}(saved, name)`;
  const both = blocks.filter(({ layer }) => layer.bidirectional);
  if (both.length === 0) return ['else:', ...deeper([...chosen, one])];
  const cells = new Set(both.map(({ layer }) => layer.cell));
  const items = both.map(({ name, layer }) => `"${name}": "${layer.cell}"`);
  const depth = both.length < blocks.length && chosen.length > 0 ? 4 : 3;
  const named = layOut(black, depth, 'cell = ', { open: '{', items, close: '}' }, '[name]').trimStart();
  const ways = [
    ...(cells.size > 1 ? [named] : []),
    ...['forward', 'backward'].map(
      (way) => `${way} = f"{name}/${way}_${cells.size > 1 ? '{cell}' : [...cells].join()}"`,
    ),
    `values = [*${read}(saved, forward), *${read}(saved, backward)]`,
  ];
  if (both.length === blocks.length) return ['else:', ...deeper([...chosen, ...ways])];
  const otherwise = [...deeper(ways), 'else:', ...deeper([one])];
  if (chosen.length === 0) return ['elif layer.bidirectional:', ...otherwise];
  return ['else:', ...deeper([...chosen, 'if layer.bidirectional:', ...otherwise])];
}

const deeper = (lines: readonly string[]): string[] => lines.map((line) => black.indent + line);

/** The function that reads a cell: chosen for each layer where there are cells of both kinds. */
function reader(layers: readonly RecurrentLayer[]): string {
  const grus = layers.filter(({ cell }) => cell === 'gru').length;
  return grus === 0 ? 'cell_weights' : grus === layers.length ? 'gru_weights' : 'read';
}

/** How the weights of a cell are read from `saved` by `name`. */
interface Cell {
  readonly function: string;
  readonly note: string;
  readonly lines: readonly string[];
  /** Python expression of the list in PyTorch's order. */
  readonly weights: string;
}

const asFunction = (cell: Cell): string =>
  [
    `def ${cell.function}(saved, name):`,
    ...deeper([`"""${cell.note}"""`, ...cell.lines, `return ${cell.weights}`]),
  ].join('\n');

const simpleCell: Cell = {
  function: 'cell_weights',
  note: "PyTorch's second bias is zero.",
  lines: [
    'kernel = saved[f"{name}/kernel"]',
    'recurrent = saved[f"{name}/recurrent_kernel"]',
    'bias = saved[f"{name}/bias"]',
  ],
  weights: '[kernel.T, recurrent.T, bias, torch.zeros_like(bias)]',
};

function gruCell(layers: readonly RecurrentLayer[]): Cell {
  const two = layers.some(hasTwoBiases);
  const one = layers.some((layer) => !hasTwoBiases(layer));
  const second = 'torch.zeros_like(bias)';
  return {
    function: 'gru_weights',
    note: `Keras' gates z, r, h in PyTorch's order r, z, n${two ? '' : '; its second bias is zero'}.`,
    lines: [
      'weights = []',
      'for part in ("kernel", "recurrent_kernel", "bias"):',
      '    z, r, h = saved[f"{name}/{part}"].chunk(3, dim=-1)',
      '    weights.append(torch.cat([r, z, h], dim=-1))',
      'kernel, recurrent, bias = weights',
      ...(two && one ? ['if bias.dim() == 1:', `    bias = [bias, ${second}]`] : []),
    ],
    weights: `[kernel.T, recurrent.T, ${two ? '*bias' : `bias, ${second}`}]`,
  };
}
