import { type Code, call } from '../layout';
import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { Sizes } from '../python/sizes';
import { embedding, headLayers, recurrentLayer } from './layers';
import { isPadded } from './padding';
import type { SizeArguments } from './sizeArguments';

/** Whether a network is one layer after the other, from one input: what `keras.Sequential` is for. */
export function isChain(pipeline: Pipeline): boolean {
  const { inputs, decoder } = pipeline.network;
  if (modelInputs(pipeline).length > 1 || inputs.length > 1 || inputs[0]?.kind === 'one-hot') return false;
  return decoder === null || (decoder.initial === 'zero' && decoder.attention === null);
}

/** The layers of a network that is a chain; those of numbers begin with the argument `input_shape`. */
export function chainLayers(pipeline: Pipeline, sizes: Sizes, given: SizeArguments): Code[] {
  const { inputs, encoder, decoder } = pipeline.network;
  const { stateful } = pipeline.training;
  const [input] = inputs;
  const batch = fixedBatch(pipeline);
  const begin =
    input?.kind === 'embedding'
      ? [
          call('layers.Input', '(None,)', 'dtype="int32"', ...batch),
          embedding(input, tokenValues(sizes, given), isPadded(pipeline)),
        ]
      : [call('layers.Input', 'input_shape', ...batch)];
  return [
    ...begin,
    ...encoder.map((block) => recurrentLayer(block, { stateful })),
    ...(decoder ? [call('layers.RepeatVector', decoderSteps(pipeline, sizes, given))] : []),
    ...(decoder?.blocks ?? []).map((block) => recurrentLayer(block)),
    ...headLayers(pipeline, sizes, given),
  ];
}

/** Layers that keep their states for the next batch have as many as there are examples in each. */
export const fixedBatch = ({ training }: Pipeline): string[] => (training.stateful ? ['batch_size=batch_size'] : []);

const tokenValues = ({ vocabulary, categories }: Sizes, given: SizeArguments): string =>
  vocabulary === undefined ? given.use('values_1', categories?.[0] ?? '') : given.use('vocabulary_size', vocabulary);

/** Steps that a decoder predicts. */
export const decoderSteps = ({ shapes }: Pipeline, { horizon }: Sizes, given: SizeArguments): string =>
  horizon === undefined || /^[A-Z_]+$/.test(horizon)
    ? (horizon ?? String(shapes.horizon))
    : given.use('steps', horizon);
