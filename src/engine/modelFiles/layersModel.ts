import type { DenseLayer, Experiment, RecurrentLayer } from '../../spec/experiment';
import { type InputPart, type Network, networkOf } from '../../spec/network';
import { type ModelShapes, shapesOf } from '../../spec/shapes';
import { isLayersChain, needsCustomGru, needsCustomTfjsLayers } from '../../spec/tfjs';
import { floatBytes } from './floatBytes';
import { customLayersFile, customLayersSource } from './customLayers';
import type { NamedWeight } from '../engine';
import type { ModelFile } from './modelFile';

/**
 * The trained model in the LayersModel format of TensorFlow.js (`tf.loadLayersModel`): `model.json` and `weights.bin`,
 * which has all weights of whatever network under Keras' names.
 * Where its own layers compute something else than Keras (see `needsCustomTfjsLayers`), the model names classes that
 * they do not have, so that it never loads as something else in silence, and `custom-layers.mjs` beside it has them.
 * A network that is no chain of layers (see `isLayersChain`) names one class that nobody has, with its description instead.
 * The model is for prediction: dropout is left out, since its masks in TensorFlow.js are not those of training here.
 * @param weights all weights in the order of `weightShapes`
 */
export function layersModelFiles(
  experiment: Experiment,
  weights: readonly NamedWeight[],
  shapes: ModelShapes = shapesOf(experiment),
): ModelFile[] {
  const network = networkOf(experiment, shapes);
  const chain = isLayersChain(network, shapes) && !experiment.training.stateful;
  const custom = chain && needsCustomTfjsLayers(experiment);
  const model = {
    format: 'layers-model',
    generatedBy: 'Sequence Lab',
    convertedBy: null,
    modelTopology: {
      ...(chain ? sequential(network, shapes) : { class_name: ownNetwork, config: { shapes, network } }),
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      { paths: ['weights.bin'], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
    ],
    userDefinedMetadata: {
      purpose: 'prediction; dropout is left out',
      inputs: inputsNote(experiment),
      customLayers: custom ? `${customLayersFile}: import it and call registerCustomLayers(tf) before loading` : null,
    },
  };
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return [
    { path: 'model.json', data: encode(`${JSON.stringify(model, null, 2)}\n`) },
    { path: 'weights.bin', data: floatBytes(weights.map(({ values }) => values)) },
    ...(custom ? [{ path: customLayersFile, data: encode(customLayersSource) }] : []),
  ];
}

/** What a caller does to the inputs, beside the scalers of `preprocessing.json`. */
function inputsNote({ data, model }: Experiment): string {
  const byWindow = ', then each window of a column by its last value and deviation; predictions turned back likewise';
  const scaled = `columns scaled as preprocessing.json says${data.scale === 'window' ? byWindow : ''}`;
  return model.tokens ? 'numbers of tokens in the vocabulary of preprocessing.json, 0 for padding' : scaled;
}

/** No library has a class of this name: `tf.loadLayersModel` says so instead of computing something else. */
const ownNetwork = 'SequenceLabNetwork';

interface LayerConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A network that is a chain: see `isLayersChain`. */
function sequential({ inputs, encoder, dense, head }: Network, shapes: ModelShapes): LayerConfig {
  const [input] = inputs;
  const fromTokens = input?.kind === 'embedding';
  const recurrent = encoder.map(({ layer, name, returns }, i): LayerConfig => {
    const shape = i === 0 && !fromTokens ? { batch_input_shape: [null, steps(head, shapes), shapes.features] } : {};
    const options = { return_sequences: returns === 'each' };
    if (!layer.bidirectional) return recurrentConfig(layer, { name, ...shape, ...options });
    const inner = recurrentConfig(layer, { name: layer.cell, ...options });
    return { class_name: 'Bidirectional', config: { name, ...shape, merge_mode: layer.merge, layer: inner } };
  });
  const layers = [
    ...(fromTokens ? [embeddingConfig(input)] : []),
    ...recurrent,
    ...dense.map(({ name, units, activation }, i): LayerConfig => {
      const own = i === dense.length - 1 && head.kind !== 'numbers' ? head.kind : activation;
      return { class_name: 'Dense', config: { name, units, activation: activationName(own), use_bias: true } };
    }),
  ];
  return { class_name: 'Sequential', config: { name: 'sequential', layers } };
}

/** Windows have their number of rows; sequences that are labelled may have any, one after the other without padding. */
const steps = ({ steps: of, kind }: Network['head'], { timeSteps }: ModelShapes): number | null =>
  of === 'last' && kind === 'numbers' ? timeSteps : null;

/** Tokens of any number of steps; token 0 is padding, which every layer steps over. */
function embeddingConfig({ name, vocabulary, width }: Extract<InputPart, { kind: 'embedding' }>): LayerConfig {
  const sizes = { input_dim: vocabulary, output_dim: width, mask_zero: true };
  return { class_name: 'Embedding', config: { name, batch_input_shape: [null, null], dtype: 'float32', ...sizes } };
}

const classNames = { simple_rnn: 'SimpleRNN', gru: 'GRU', lstm: 'LSTM' } as const;

function recurrentConfig(layer: RecurrentLayer, options: Readonly<Record<string, unknown>>): LayerConfig {
  const { cell, units, activation, recurrentActivation } = layer;
  const gates = cell === 'simple_rnn' ? {} : { recurrent_activation: activationName(recurrentActivation) };
  return {
    class_name: needsCustomGru(layer) ? 'SequenceLabGRU' : classNames[cell],
    config: { ...options, units, activation: activationName(activation), ...gates, use_bias: true },
  };
}

/** Names that are not those of TensorFlow.js cannot be mistaken for its own functions. */
function activationName(activation: DenseLayer['activation']): string {
  return activation === 'hard_sigmoid' ? 'sequenceLabHardSigmoid' : activation;
}
