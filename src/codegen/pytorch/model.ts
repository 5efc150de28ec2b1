import { black, call, layOut } from '../layout';
import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';
import type { Sizes } from '../python/sizes';
import { modelSizes, usedParameters } from './arguments';
import { allBlocks, isOwn } from './blocks';
import { layerLines } from './constructor';
import { forwardLines, isMasked } from './forward';
import { importsOf } from './imports';
import { initialize } from './initialize';
import { ownClass, ownClasses } from './ownCells';

/** The network as a module, with the initial weights of Keras. */
export function modelSection(pipeline: Pipeline, given: Sizes): PythonSection {
  const { network, training } = pipeline;
  const own = modelSizes(given);
  const layers = layerLines(pipeline, own.sizes);
  const parameters = usedParameters(own, layers);
  const masked = isMasked(pipeline);
  const functions = [
    ...ownClasses(network, masked, training.stateful).map(ownClass),
    ...(allBlocks(network).some(({ layer }) => layer.dropout > 0) ? [dropout(pipeline)] : []),
    ...(masked && network.encoder.some(({ layer }) => !isOwn(layer)) ? [run] : []),
    modelClass(
      pipeline,
      own.sizes,
      parameters.map(([name]) => name),
      layers,
    ),
    initialize(pipeline),
  ];
  return {
    topic: 'model',
    imports: importsOf(functions),
    functions,
    main: [
      `    torch.manual_seed(${training.seed})`,
      layOut(black, 1, 'model = ', call('Model', ...parameters.map(([name, value]) => `${name}=${value}`))),
      '    initialize(model)',
    ],
  };
}

function modelClass(
  pipeline: Pipeline,
  sizes: Sizes,
  parameters: readonly string[],
  layers: readonly string[],
): string {
  const begun = pipeline.training.stateful ? ['states=None'] : [];
  return [
    'class Model(nn.Module):',
    '    """The network; its layers bear the names under which Keras keeps their weights."""',
    '',
    layOut(black, 1, 'def __init__', { open: '(', items: ['self', ...parameters], close: ')' }, ':'),
    '        super().__init__()',
    ...layers,
    '',
    layOut(
      black,
      1,
      'def forward',
      { open: '(', items: ['self', ...modelInputs(pipeline), ...begun], close: ')' },
      ':',
    ),
    ...forwardLines(pipeline, sizes),
  ].join('\n');
}

function dropout({ network }: Pipeline): string {
  const layers = allBlocks(network).filter(({ layer }) => layer.dropout > 0);
  const differs = [
    ...(layers.some(({ layer }) => layer.bidirectional) ? ['direction'] : []),
    ...(layers.some(({ layer }) => layer.recurrentDropout > 0 && layer.cell !== 'simple_rnn') ? ['gate'] : []),
  ];
  const note =
    differs.length > 0 ? [`    # Keras draws anew for each ${differs.join(' and ')}, where this draws once.`] : [];
  return [
    'def dropout(x, rate, training):',
    '    """Drops the same columns at all steps of a sequence, as Keras does."""',
    ...note,
    '    return F.dropout1d(x.transpose(1, 2), rate, training).transpose(1, 2)',
  ].join('\n');
}

const run = `def run(layer, x, mask):
    """A recurrent layer over the real steps alone; its outputs are 0 behind them."""
    lengths = mask.sum(dim=1).cpu()
    packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    outputs, states = layer(packed)
    outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])
    return outputs, states`;
