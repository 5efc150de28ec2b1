import { type Block, outputUnits } from '../../spec/network';
import { type Brackets, type Code, black, call, layOut } from '../layout';
import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { Sizes } from '../python/sizes';
import { kindOf } from './blocks';
import { ownArguments } from './ownCells';
import { widthProduct, widthSum } from './width';

/** The layers of `Model` by Keras' names, in Keras' order: `self.lstm = nn.LSTM(1, 32, batch_first=True)`. */
export function layerLines(pipeline: Pipeline, sizes: Sizes): string[] {
  const { network } = pipeline;
  const { encoder, decoder } = network;
  return [
    ...forwardSizes(pipeline, sizes),
    ...embeddings(pipeline, sizes, 'source'),
    ...blockLines(pipeline, encoder, widthSum(partSizes(pipeline, sizes, 'source'))),
    ...embeddings(pipeline, sizes, 'target'),
    ...blockLines(pipeline, decoder?.blocks ?? [], widthSum(partSizes(pipeline, sizes, 'target'))),
    ...(decoder?.attention
      ? [assign(decoder.attention.name, linear(String(2 * decoder.attention.width), String(decoder.attention.width)))]
      : []),
    ...denseLines(pipeline, sizes),
  ];
}

type Side = 'source' | 'target';

const partsOf = ({ network }: Pipeline, side: Side): Pipeline['network']['inputs'] =>
  side === 'source' ? network.inputs : (network.decoder?.inputs ?? []);

const assign = (name: string, code: Code): string => layOut(black, 2, `self.${name} = `, code);
const linear = (features: string, units: string): Code => call('nn.Linear', features, units);

/** How many different tokens a column has. */
export function vocabularySize({ shapes }: Pipeline, sizes: Sizes, side: Side, column: number): string {
  const size =
    side === 'target'
      ? sizes.classes
      : shapes.vocabulary === undefined
        ? sizes.categories?.[column]
        : column === 0
          ? sizes.vocabulary
          : sizes.categories?.[column - 1];
  if (size === undefined) throw new Error(`Nothing tells the size of the ${side}'s tokens in column ${column}.`);
  return size;
}

/** Widths of what is fed at each step. */
function partSizes(pipeline: Pipeline, sizes: Sizes, side: Side): string[] {
  return partsOf(pipeline, side).map((part) => {
    switch (part.kind) {
      case 'numbers':
        return sizes.features;
      case 'one-hot':
        return vocabularySize(pipeline, sizes, side, part.column);
      case 'known':
        return sizes.known ?? String(part.width);
      case 'embedding':
      case 'previous':
      case 'context':
        return String(part.width);
    }
  });
}

/** Sizes that `forward` needs as well. */
function forwardSizes(pipeline: Pipeline, sizes: Sizes): string[] {
  const found = (['source', 'target'] as const).flatMap((side) =>
    partsOf(pipeline, side).flatMap((part) => {
      if (part.kind === 'one-hot') return [vocabularySize(pipeline, sizes, side, part.column)];
      return part.kind === 'context' ? [predictedSteps(pipeline, sizes)] : [];
    }),
  );
  return [...new Set(found)].filter((size) => !/^\d+$/.test(size)).map((size) => `        self.${size} = ${size}`);
}

/** Steps that a decoder predicts, or that are predicted at once. */
export const predictedSteps = ({ shapes }: Pipeline, sizes: Sizes): string => sizes.horizon ?? String(shapes.horizon);

function embeddings(pipeline: Pipeline, sizes: Sizes, side: Side): string[] {
  const texts = side === 'target' || modelInputs(pipeline).includes('tokens');
  return partsOf(pipeline, side).flatMap((part) => {
    if (part.kind !== 'embedding') return [];
    // Of a category, 0 is none of the values, which is learned like the others.
    const padding = texts && part.column === 0 ? ['padding_idx=0'] : [];
    const size = vocabularySize(pipeline, sizes, side, part.column);
    return [assign(part.name, call('nn.Embedding', size, String(part.width), ...padding))];
  });
}

function blockLines(pipeline: Pipeline, blocks: readonly Block[], first: string): string[] {
  let width = first;
  return blocks.map(({ name, layer }) => {
    const line = assign(name, recurrent(pipeline, layer, width));
    width = String(outputUnits(layer));
    return line;
  });
}

function recurrent(pipeline: Pipeline, layer: Block['layer'], features: string): Brackets {
  const kind = kindOf(layer);
  const both = layer.bidirectional ? ['bidirectional=True'] : [];
  if (kind === 'RNN' || kind === 'GRU' || kind === 'LSTM') {
    const relu = layer.cell === 'simple_rnn' && layer.activation === 'relu' ? ['nonlinearity="relu"'] : [];
    return call(`nn.${kind}`, features, String(layer.units), ...relu, 'batch_first=True', ...both);
  }
  return call(kind, features, String(layer.units), ...ownArguments(pipeline.network, layer), ...both);
}

function denseLines({ network: { dense, head }, shapes }: Pipeline, sizes: Sizes): string[] {
  return dense.map(({ name, units, features }, i) => {
    const width =
      i === 0 && head.known > 0
        ? widthSum([
            String(features - head.known),
            widthProduct(
              sizes.horizon ?? String(head.known / (shapes.known || 1)),
              sizes.known ?? String(shapes.known),
            ),
          ])
        : String(features);
    const last = i === dense.length - 1 && head.kind === 'softmax' ? sizes.classes : undefined;
    return assign(name, linear(width, last ?? String(units)));
  });
}
