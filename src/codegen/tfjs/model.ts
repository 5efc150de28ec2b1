import type { DenseLayer, RecurrentLayer } from '../../spec/experiment';
import { needsCustomGru } from '../../spec/tfjs';
import { type Brackets, type Code, layOut, list, prettier } from '../layout';
import type { Pipeline } from '../pipeline';
import { activationOption, hardSigmoid } from './activations';
import type { TypescriptSection } from './program';
import { plainActivation } from '../../spec/network';
import { namesActivations, resetAfterGru } from './resetAfterGru';

/** The network with tf.layers. Where its defaults are not those of Keras, the option is written out. */
export function modelSection(pipeline: Pipeline): TypescriptSection {
  const { layers, dense } = pipeline;
  const all = [...layers.map((_, i) => recurrentLayer(pipeline, i)), ...dense.map(denseLayer)];
  const sequential = object('tf.sequential({', [{ ...list(all), open: 'layers: [' }], '})');
  return {
    imports: ['import * as tf from "@tensorflow/tfjs";'],
    declarations: [
      ...(usesHardSigmoid(pipeline) ? [hardSigmoid] : []),
      ...(layers.some(needsCustomGru) ? resetAfterGru(pipeline) : []),
      [
        'function createModel(): tf.Sequential {',
        layOut(prettier, 1, 'return ', { ...sequential, broken: true }, ';'),
        '}',
      ].join('\n'),
    ],
    main: ['  const model = createModel();'],
  };
}

const factories = { simple_rnn: 'tf.layers.simpleRNN', gru: 'tf.layers.gru', lstm: 'tf.layers.lstm' } as const;

const object = (open: string, items: readonly Code[], close: string): Brackets => ({
  open,
  items,
  close,
  padded: true,
});

/** Layers that tf.layers makes; ResetAfterGru has its own functions. */
function usesHardSigmoid({ layers, dense }: Pipeline): boolean {
  const stock = layers.filter((layer) => !needsCustomGru(layer));
  return [
    ...stock.map((layer) => layer.activation),
    ...stock.filter((layer) => layer.cell !== 'simple_rnn').map((layer) => layer.recurrentActivation),
    ...dense.map((layer) => layer.activation),
  ].includes('hard_sigmoid');
}

function recurrentLayer(pipeline: Pipeline, position: number): Code {
  const { layers, inputs } = pipeline;
  const layer = layers[position];
  if (!layer) throw new RangeError(`no layer ${position}`);
  const shape = position === 0 ? [`inputShape: [TIME_STEPS, ${inputs.length}]`] : [];
  const options = [
    ...(layer.bidirectional ? [] : shape),
    ...(needsCustomGru(layer) ? gruOptions(pipeline, layer) : stockOptions(layer)),
    ...(layer.dropout > 0 ? [`dropout: ${layer.dropout}`] : []),
    ...(layer.recurrentDropout > 0 ? [`recurrentDropout: ${layer.recurrentDropout}`] : []),
    ...(position < layers.length - 1 ? ['returnSequences: true'] : []),
  ];
  const create = needsCustomGru(layer) ? 'new ResetAfterGru' : factories[layer.cell];
  const inner = object(`${create}({`, options, '})');
  if (!layer.bidirectional) return inner;
  // Its type asks for an RNN; of that it uses what every layer has, and `returnSequences` in its configuration.
  const close = needsCustomGru(layer) ? '}) as unknown as tf.RNN' : inner.close;
  const wrapped = [...shape, { ...inner, open: `layer: ${inner.open}`, close }, `mergeMode: "${layer.merge}"`];
  return object('tf.layers.bidirectional({', wrapped, '})');
}

function stockOptions({ cell, units, activation, recurrentActivation }: RecurrentLayer): string[] {
  return [
    `units: ${units}`,
    `activation: ${activationOption(activation)}`,
    ...(cell === 'simple_rnn' ? [] : [`recurrentActivation: ${activationOption(recurrentActivation)}`]),
    'kernelInitializer: "glorotUniform"',
    ...(cell === 'lstm' ? ['unitForgetBias: true'] : []),
  ];
}

function gruOptions(pipeline: Pipeline, { units, activation, recurrentActivation }: RecurrentLayer): string[] {
  const named = namesActivations(pipeline)
    ? [`activation: "${activation}"`, `recurrentActivation: "${recurrentActivation}"`]
    : [];
  return [`units: ${units}`, ...named];
}

function denseLayer({ units, activation }: DenseLayer): Code {
  const options = [
    `units: ${units}`,
    ...(activation === 'linear' ? [] : [`activation: ${activationOption(plainActivation(activation))}`]),
    'kernelInitializer: "glorotUniform"',
  ];
  return object('tf.layers.dense({', options, '})');
}
