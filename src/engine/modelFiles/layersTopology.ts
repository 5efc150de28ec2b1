import type { InputPart, Network } from '../../spec/network';
import type { ModelShapes } from '../../spec/shapes';
import { isLayersChain } from '../../spec/tfjs';
import { denseConfig, embeddingConfig, type LayerConfig, oneHotConfig, recurrentBlockConfig } from './layerConfigs';

/**
 * A network as TensorFlow.js describes its models: one layer after the other where that is all; otherwise a graph that reads
 * several arrays, named and ordered as the inputs of `model.onnx` (without `lengths`: sequences are given one by one).
 * @param network one of `isLayersModel`
 */
export function layersTopology(network: Network, shapes: ModelShapes): LayerConfig {
  return isLayersChain(network, shapes) ? sequential(network, shapes) : graph(network, shapes);
}

function sequential(network: Network, shapes: ModelShapes): LayerConfig {
  const { inputs, encoder, decoder } = network;
  const [first, ...others] = encoder;
  const [input] = inputs;
  const tokens = input && tokensConfig(input, { batch_input_shape: [null, null] }, true);
  const fromRows = tokens ? {} : { batch_input_shape: [null, steps(network, shapes), shapes.features] };
  const layers = [
    ...(tokens ? [tokens] : []),
    ...(first ? [recurrentBlockConfig(first, fromRows)] : []),
    ...others.map((block) => recurrentBlockConfig(block)),
    ...(decoder ? [repeatConfig(shapes)] : []),
    ...(decoder?.blocks ?? []).map((block) => recurrentBlockConfig(block)),
    ...denseConfigs(network),
  ];
  return { class_name: 'Sequential', config: { name: 'sequential', layers } };
}

/** Windows have their number of rows; sequences that are told something may have any, one after the other without padding. */
const steps = ({ head }: Network, { timeSteps }: ModelShapes): number | null =>
  head.steps !== 'each' && head.kind === 'numbers' ? timeSteps : null;

const repeatConfig = ({ horizon }: ModelShapes): LayerConfig => ({
  class_name: 'RepeatVector',
  config: { name: 'repeat_vector', n: horizon },
});

function denseConfigs({ dense, head }: Network): LayerConfig[] {
  return dense.map(({ name, units, activation }, i) => {
    const own = i === dense.length - 1 && head.kind !== 'numbers' ? head.kind : activation;
    return denseConfig(name, units, own);
  });
}

/** What makes numbers of tokens; undefined for columns of numbers. @param masks whether token 0 is padding */
function tokensConfig(part: InputPart, options: LayerConfig['config'], masks: boolean): LayerConfig | undefined {
  if (part.kind === 'embedding') return embeddingConfig(part, options, masks);
  if (part.kind === 'one-hot') return oneHotConfig(part, options);
  return undefined;
}

function graph(network: Network, shapes: ModelShapes): LayerConfig {
  const { inputs, encoder, decoder, head } = network;
  const { features, vocabulary, horizon, known = 0 } = shapes;
  const layers: object[] = [];
  const inputNames: string[] = [];
  const add = ({ class_name, config }: LayerConfig, ...from: string[]): string => {
    const name = String(config['name']);
    layers.push({
      name,
      class_name,
      config,
      inbound_nodes: from.length > 0 ? [from.map((one) => [one, 0, 0, {}])] : [],
    });
    return name;
  };
  const input = (name: string, shape: readonly (number | null)[]): string => {
    inputNames.push(name);
    return add({
      class_name: 'InputLayer',
      config: { name, batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false },
    });
  };
  const join = (name: string, ...from: string[]): string =>
    from.length === 1 ? (from[0] ?? '') : add({ class_name: 'Concatenate', config: { name, axis: -1 } }, ...from);

  const length = steps(network, shapes);
  const parts = inputs.map((part) => {
    if (part.kind === 'numbers') return input('rows', [length, features]);
    const text = vocabulary !== undefined && 'column' in part && part.column === 0;
    const number = 'column' in part ? part.column + (vocabulary === undefined ? 1 : 0) : 0;
    const own = input(text ? 'tokens' : `categories_${number}`, [length]);
    const config = tokensConfig(part, {}, text);
    return config ? add(config, own) : own;
  });
  let last = join('read', ...parts);
  for (const block of encoder) last = add(recurrentBlockConfig(block), last);
  if (decoder) {
    last = add(repeatConfig(shapes), last);
    if (known > 0) last = join('beside', last, input('known', [horizon, known]));
    for (const block of decoder.blocks) last = add(recurrentBlockConfig(block), last);
  }
  if (head.known > 0) last = join('beside', last, input('known', [head.known]));
  for (const config of denseConfigs(network)) last = add(config, last);
  const places = (names: readonly string[]): unknown[] => names.map((name) => [name, 0, 0]);
  return {
    class_name: 'Model',
    config: { name: 'model', layers, input_layers: places(inputNames), output_layers: places([last]) },
  };
}
