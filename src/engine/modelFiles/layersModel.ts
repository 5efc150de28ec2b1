import type { Experiment } from '../../spec/experiment';
import { networkOf } from '../../spec/network';
import { type ModelShapes, shapesOf } from '../../spec/shapes';
import { isLayersModel, needsCustomTfjsLayers } from '../../spec/tfjs';
import { floatBytes } from './floatBytes';
import { customLayersFile, customLayersSource } from './customLayers';
import type { NamedWeight } from '../engine';
import { layersTopology } from './layersTopology';
import type { ModelFile } from './modelFile';

/**
 * The trained model in the LayersModel format of TensorFlow.js (`tf.loadLayersModel`): `model.json` and `weights.bin`,
 * which has all weights of whatever network under Keras' names.
 * Where its own layers compute something else than Keras (see `needsCustomTfjsLayers`), the model names classes that
 * they do not have, so that it never loads as something else in silence, and `custom-layers.mjs` beside it has them.
 * A network that those layers cannot put together (see `isLayersModel`) names one class that nobody has, with its description instead.
 * The model is for prediction: dropout is left out, since its masks in TensorFlow.js are not those of training here.
 * @param weights all weights in the order of `weightShapes`
 */
export function layersModelFiles(
  experiment: Experiment,
  weights: readonly NamedWeight[],
  shapes: ModelShapes = shapesOf(experiment),
): ModelFile[] {
  const network = networkOf(experiment, shapes);
  const loads = isLayersModel(network) && !experiment.training.stateful;
  const custom = loads && needsCustomTfjsLayers(experiment);
  const model = {
    format: 'layers-model',
    generatedBy: 'Sequence Lab',
    convertedBy: null,
    modelTopology: {
      ...(loads ? layersTopology(network, shapes) : { class_name: ownNetwork, config: { shapes, network } }),
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
