import { needsCustomGru } from '../../spec/tfjs';
import { type Code, layOut, list, prettier } from '../layout';
import type { Pipeline } from '../pipeline';
import { hardSigmoid } from './activations';
import { functionalModel } from './functional';
import { denseLayer, inputLayer, inputShape, object, recurrentLayer } from './layers';
import { lines, some } from './lines';
import { isChain, recurrentLayers } from './network';
import { oneHotLayer, usesOneHot } from './oneHot';
import type { TypescriptSection } from './program';
import { resetAfterGru } from './resetAfterGru';
import { type SizeName, sizesOfData } from './sizes';

/** The network with tf.layers. Where its defaults are not those of Keras, the option is written out. */
export function modelSection(pipeline: Pipeline): TypescriptSection {
  const layers = recurrentLayers(pipeline.network);
  const sizes = sizesOfData(pipeline);
  const signature = `createModel(${sizes.length > 0 ? 'sizes: Sizes' : ''})`;
  const chain = isChain(pipeline);
  return {
    imports: ['import * as tf from "@tensorflow/tfjs";'],
    declarations: some(
      usesHardSigmoid(pipeline) && hardSigmoid,
      usesOneHot(pipeline) && oneHotLayer,
      layers.some(needsCustomGru) && resetAfterGru(pipeline),
      sizes.length > 0 && sizesInterface(sizes),
      chain
        ? lines(
            `function ${signature}: tf.LayersModel {`,
            layOut(prettier, 1, 'return ', sequential(pipeline), ';'),
            '}',
          )
        : functionalModel(pipeline, signature),
    ),
  };
}

const sizesInterface = (sizes: readonly SizeName[]): string =>
  lines(
    '/** What only the data tells. */',
    'interface Sizes {',
    sizes.map((name) => `  ${name}: ${name === 'categories' ? 'number[]' : 'number'};`),
    '}',
  );

function sequential(pipeline: Pipeline): Code {
  const { network } = pipeline;
  const { encoder, decoder, inputs } = network;
  const [input] = inputs;
  const fromNumbers = input?.kind === 'numbers';
  const all = [
    ...(fromNumbers || !input ? [] : [inputLayer(pipeline, input)]),
    ...encoder.map((block, i) =>
      recurrentLayer(pipeline, block, i === 0 && fromNumbers ? [`inputShape: ${inputShape(pipeline)}`] : []),
    ),
    ...(decoder ? [object('tf.layers.repeatVector({', ['n: HORIZON'], '})')] : []),
    ...(decoder?.blocks ?? []).map((block) => recurrentLayer(pipeline, block, [])),
    ...pipeline.dense.map((_, i) => denseLayer(pipeline, i, false)),
  ];
  return { ...object('tf.sequential({', [{ ...list(all), open: 'layers: [' }], '})'), broken: true };
}

/** Layers that tf.layers makes; ResetAfterGru has its own functions. */
function usesHardSigmoid({ network, dense }: Pipeline): boolean {
  const stock = recurrentLayers(network).filter((layer) => !needsCustomGru(layer));
  return [
    ...stock.map((layer) => layer.activation),
    ...stock.filter((layer) => layer.cell !== 'simple_rnn').map((layer) => layer.recurrentActivation),
    ...dense.map((layer) => layer.activation),
  ].includes('hard_sigmoid');
}
