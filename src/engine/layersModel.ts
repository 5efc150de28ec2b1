import type { Activation, Experiment, RecurrentLayer } from '../spec/experiment';
import { layerNames } from '../spec/layers';
import { networkOf } from '../spec/network';
import { shapesOf } from '../spec/shapes';
import { needsCustomGru, needsCustomTfjsLayers } from '../spec/tfjs';
import { customLayersFile, customLayersSource } from './customLayers';
import type { NamedWeight } from './engine';

/** A file of the model's folder. */
export interface ModelFile {
  readonly path: string;
  readonly data: Uint8Array;
}

/**
 * The trained model in the LayersModel format of TensorFlow.js (`tf.loadLayersModel`): `model.json` and `weights.bin`.
 * Where its own layers compute something else than Keras (see `needsCustomTfjsLayers`), the model names classes that
 * they do not have, so that it never loads as something else in silence, and `custom-layers.mjs` beside it has them.
 * The model is for prediction: dropout is left out, since its masks in TensorFlow.js are not those of training here.
 * @param weights all weights in the order of `weightShapes`
 */
export function layersModelFiles(experiment: Experiment, weights: readonly NamedWeight[]): ModelFile[] {
  const custom = needsCustomTfjsLayers(experiment);
  const model = {
    format: 'layers-model',
    generatedBy: 'Sequence Lab',
    convertedBy: null,
    modelTopology: topology(experiment),
    weightsManifest: [
      { paths: ['weights.bin'], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
    ],
    userDefinedMetadata: {
      purpose: 'prediction; dropout is left out',
      customLayers: custom ? `${customLayersFile}: import it and call registerCustomLayers(tf) before loading` : null,
    },
  };
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return [
    { path: 'model.json', data: encode(`${JSON.stringify(model, null, 2)}\n`) },
    { path: 'weights.bin', data: weightBytes(weights) },
    ...(custom ? [{ path: customLayersFile, data: encode(customLayersSource) }] : []),
  ];
}

/** All weights as float32, little-endian, one after the other. */
function weightBytes(weights: readonly NamedWeight[]): Uint8Array {
  const count = weights.reduce((sum, { values }) => sum + values.length, 0);
  const view = new DataView(new ArrayBuffer(4 * count));
  weights
    .flatMap(({ values }) => [...values])
    .forEach((value, i) => {
      view.setFloat32(4 * i, value, true);
    });
  return new Uint8Array(view.buffer);
}

interface LayerConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

function topology(experiment: Experiment): object {
  const names = layerNames(experiment);
  const { layers } = experiment.model;
  const { timeSteps, features } = shapesOf(experiment);
  const recurrent = layers.map((layer, i): LayerConfig => {
    const shape = i === 0 ? { batch_input_shape: [null, timeSteps, features] } : {};
    const options = { return_sequences: i < layers.length - 1 };
    const name = names.recurrent[i] ?? '';
    if (!layer.bidirectional) return recurrentConfig(layer, { name, ...shape, ...options });
    const inner = recurrentConfig(layer, { name: layer.cell, ...options });
    return { class_name: 'Bidirectional', config: { name, ...shape, merge_mode: layer.merge, layer: inner } };
  });
  const dense = networkOf(experiment).dense.map(({ name, units, activation }): LayerConfig => {
    const config = { name, units, activation: activationName(activation), use_bias: true };
    return { class_name: 'Dense', config };
  });
  return {
    class_name: 'Sequential',
    config: { name: 'sequential', layers: [...recurrent, ...dense] },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
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
function activationName(activation: Activation): string {
  return activation === 'hard_sigmoid' ? 'sequenceLabHardSigmoid' : activation;
}
