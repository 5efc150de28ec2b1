import { z } from 'zod';

import type { Cell, DenseLayer, Experiment, RecurrentLayer } from './experiment';
import { type Block, headLayers, headOf, type InputPart, networkOf, outputUnits } from './network';
import { type ModelShapes, shapesOf } from './shapes';

/**
 * The model that an experiment describes, as numbers: its layers with names, output shapes and weights.
 * Names and weight shapes are Keras' own, so that engines, files and generated code agree on them.
 */

/** A model layer with what the page shows of it: `LSTM 32 → 32 · 4,352`. */
export const layerShapeSchema = z.strictObject({
  kind: z.enum(['input', 'embedding', 'recurrent', 'decoder', 'attention', 'dense']),
  /** Keras' name of the layer: `lstm`, `lstm_1`, `bidirectional`, `dense`. */
  name: z.string(),
  label: z.string(),
  /** Without the batch dimension: [T, H] for a sequence, [H] for one vector. */
  outputShape: z.array(z.int()),
  parameters: z.int(),
});
export type LayerShape = z.output<typeof layerShapeSchema>;

export interface WeightShape {
  readonly name: string;
  readonly shape: readonly number[];
}

export const cellLabels: Record<Cell, string> = { simple_rnn: 'SimpleRNN', gru: 'GRU', lstm: 'LSTM' };

/** As it is called within a sentence: `bidirectional LSTM 32`. */
export const layerName = ({ cell, units, bidirectional }: RecurrentLayer): string =>
  `${bidirectional ? 'bidirectional ' : ''}${cellLabels[cell]} ${units}`;

/** How many gates share a kernel: columns of `kernel` are gates × units. */
export const gateCounts: Record<Cell, number> = { simple_rnn: 1, gru: 3, lstm: 4 };

export { outputUnits };

/** The dense layers with the default head where none is written. */
export function denseLayers(experiment: Experiment, shapes: ModelShapes = shapesOf(experiment)): DenseLayer[] {
  return headLayers(experiment, headOf(experiment, shapes));
}

/** Keras' layer names: the first of a kind has no number, later ones count from 1. */
export function layerNames(experiment: Experiment): { recurrent: string[]; dense: string[] } {
  const { encoder, dense } = networkOf(experiment);
  return { recurrent: encoder.map(({ name }) => name), dense: dense.map(({ name }) => name) };
}

/** Weights of one direction of a recurrent layer with F inputs, in Keras' order: kernel, recurrent_kernel, bias. */
function cellWeights(layer: RecurrentLayer, features: number, prefix: string): WeightShape[] {
  const { cell, units } = layer;
  const gates = gateCounts[cell] * units;
  return [
    { name: `${prefix}/kernel`, shape: [features, gates] },
    { name: `${prefix}/recurrent_kernel`, shape: [units, gates] },
    { name: `${prefix}/bias`, shape: cell === 'gru' && layer.resetAfter ? [2, gates] : [gates] },
  ];
}

/** All weights of the model, in the order of `model.get_weights()` in Keras. */
export function weightShapes(experiment: Experiment, shapes: ModelShapes = shapesOf(experiment)): WeightShape[] {
  return namedLayers(experiment, shapes).flatMap(({ weights }) => weights);
}

/** The layers as the page shows them, first to last, with output shapes and parameter counts. */
export function describeLayers(experiment: Experiment, shapes: ModelShapes = shapesOf(experiment)): LayerShape[] {
  return namedLayers(experiment, shapes).map(({ weights, ...layer }) => ({
    ...layer,
    parameters: weights.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0),
  }));
}

/** Number of trained values of the whole model. */
export function countParameters(experiment: Experiment, shapes: ModelShapes = shapesOf(experiment)): number {
  return describeLayers(experiment, shapes).reduce((sum, layer) => sum + layer.parameters, 0);
}

type NamedLayer = Omit<LayerShape, 'parameters'> & { readonly weights: WeightShape[] };

/** Every layer of the network with its weights, in Keras' order. */
function namedLayers(experiment: Experiment, shapes: ModelShapes): NamedLayer[] {
  const { inputs, encoder, decoder, dense, head } = networkOf(experiment, shapes);
  const { timeSteps, horizon, features } = shapes;
  const steps = { last: [], each: [timeSteps], decoder: [horizon] }[head.steps];
  return [
    { kind: 'input', name: 'input', label: 'Input', outputShape: [timeSteps, features || 1], weights: [] },
    ...embeddings(inputs, timeSteps),
    ...encoder.map((block) => recurrentLayer(block, 'recurrent', timeSteps)),
    ...embeddings(decoder?.inputs ?? [], horizon),
    ...(decoder?.blocks ?? []).map((block) => recurrentLayer(block, 'decoder', horizon)),
    ...(decoder?.attention ? [attentionLayer(decoder.attention, horizon)] : []),
    ...dense.map(({ name, units, features: width }): NamedLayer => {
      return {
        kind: 'dense',
        name,
        label: `Dense ${units}`,
        outputShape: [...steps, units],
        weights: denseWeights(name, width, units),
      };
    }),
  ];
}

function embeddings(parts: readonly InputPart[], steps: number): NamedLayer[] {
  return parts.flatMap((part): NamedLayer[] => {
    if (part.kind !== 'embedding') return [];
    const { name, vocabulary, width } = part;
    const weights = [{ name: `${name}/embeddings`, shape: [vocabulary, width] }];
    return [{ kind: 'embedding', name, label: `Embedding ${width}`, outputShape: [steps, width], weights }];
  });
}

function recurrentLayer(
  { name, layer, features, returns }: Block,
  kind: 'recurrent' | 'decoder',
  steps: number,
): NamedLayer {
  const width = outputUnits(layer);
  const prefixes = layer.bidirectional ? [`${name}/forward_${layer.cell}`, `${name}/backward_${layer.cell}`] : [name];
  return {
    kind,
    name,
    label: `${layer.bidirectional ? 'Bidirectional ' : ''}${cellLabels[layer.cell]} ${layer.units}`,
    outputShape: returns === 'last' ? [width] : [steps, width],
    weights: prefixes.flatMap((prefix) => cellWeights(layer, features, prefix)),
  };
}

function attentionLayer({ name, width }: { name: string; width: number }, steps: number): NamedLayer {
  const weights = denseWeights(name, 2 * width, width);
  return { kind: 'attention', name, label: `Attention ${width}`, outputShape: [steps, width], weights };
}

const denseWeights = (name: string, rows: number, columns: number): WeightShape[] => [
  { name: `${name}/kernel`, shape: [rows, columns] },
  { name: `${name}/bias`, shape: [columns] },
];
