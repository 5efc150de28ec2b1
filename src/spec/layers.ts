import { z } from 'zod';

import type { Cell, DenseLayer, Experiment, RecurrentLayer } from './experiment';

/**
 * The model that an experiment describes, as numbers: its layers with names, output shapes and weights.
 * Names and weight shapes are Keras' own, so that engines, files and generated code agree on them.
 */

/** A model layer with what the page shows of it: `LSTM 32 → 32 · 4,352`. */
export const layerShapeSchema = z.strictObject({
  kind: z.enum(['input', 'recurrent', 'dense']),
  /** Keras' name of the layer: `lstm`, `lstm_1`, `bidirectional`, `dense`. */
  name: z.string(),
  label: z.string(),
  /** Without the batch dimension: [T, H] for a sequence, [H] for one vector. */
  outputShape: z.array(z.int()),
  parameters: z.int(),
});
export type LayerShape = z.output<typeof layerShapeSchema>;

/** The numbers of columns and steps that the model is built for. */
export interface ModelSize {
  readonly features: number;
  /** Targets × horizon. */
  readonly outputs: number;
  readonly timeSteps: number;
}

export interface WeightShape {
  readonly name: string;
  readonly shape: readonly number[];
}

export const cellLabels: Record<Cell, string> = { simple_rnn: 'SimpleRNN', gru: 'GRU', lstm: 'LSTM' };
/** How many gates share a kernel: columns of `kernel` are gates × units. */
export const gateCounts: Record<Cell, number> = { simple_rnn: 1, gru: 3, lstm: 4 };

/** Input and output widths of an experiment; inputs default to the targets. */
export function modelSize(experiment: Experiment): ModelSize {
  const { inputs, targets } = experiment.data;
  return {
    features: inputs.length > 0 ? inputs.length : targets.length,
    outputs: targets.length * experiment.window.horizon,
    timeSteps: experiment.window.timeSteps,
  };
}

/** The dense layers with the default head (one linear layer, an output per target and step) where none is written. */
export function denseLayers(experiment: Experiment): DenseLayer[] {
  const { dense } = experiment.model;
  return dense.length > 0 ? dense : [{ units: modelSize(experiment).outputs, activation: 'linear' }];
}

/** Width of a recurrent layer's output: doubled where two directions are concatenated. */
export function outputUnits(layer: RecurrentLayer): number {
  return layer.bidirectional && layer.merge === 'concat' ? 2 * layer.units : layer.units;
}

/** Keras' layer names: the first of a kind has no number, later ones count from 1. */
export function layerNames(experiment: Experiment): { recurrent: string[]; dense: string[] } {
  const seen = new Map<string, number>();
  const next = (base: string): string => {
    const n = seen.get(base) ?? 0;
    seen.set(base, n + 1);
    return n === 0 ? base : `${base}_${n}`;
  };
  return {
    recurrent: experiment.model.layers.map((layer) => next(layer.bidirectional ? 'bidirectional' : layer.cell)),
    dense: denseLayers(experiment).map(() => next('dense')),
  };
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
export function weightShapes(experiment: Experiment): WeightShape[] {
  return layerWeights(experiment).flatMap((layer) => layer.weights);
}

function layerWeights(experiment: Experiment): { name: string; weights: WeightShape[] }[] {
  const names = layerNames(experiment);
  const result: { name: string; weights: WeightShape[] }[] = [];
  let width = modelSize(experiment).features;
  experiment.model.layers.forEach((layer, i) => {
    const name = names.recurrent[i] ?? layer.cell;
    const weights = layer.bidirectional
      ? [
          ...cellWeights(layer, width, `${name}/forward_${layer.cell}`),
          ...cellWeights(layer, width, `${name}/backward_${layer.cell}`),
        ]
      : cellWeights(layer, width, name);
    result.push({ name, weights });
    width = outputUnits(layer);
  });
  denseLayers(experiment).forEach((layer, i) => {
    const name = names.dense[i] ?? 'dense';
    result.push({
      name,
      weights: [
        { name: `${name}/kernel`, shape: [width, layer.units] },
        { name: `${name}/bias`, shape: [layer.units] },
      ],
    });
    width = layer.units;
  });
  return result;
}

/** The layers as the page shows them, first to last, with output shapes and parameter counts. */
export function describeLayers(experiment: Experiment): LayerShape[] {
  const { features, timeSteps } = modelSize(experiment);
  const { layers } = experiment.model;
  const parameters = layerWeights(experiment).map(({ name, weights }) => ({
    name,
    count: weights.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0),
  }));
  const described: LayerShape[] = [
    { kind: 'input', name: 'input', label: 'Input', outputShape: [timeSteps, features], parameters: 0 },
  ];
  layers.forEach((layer, i) => {
    const last = i === layers.length - 1;
    const width = outputUnits(layer);
    described.push({
      kind: 'recurrent',
      name: parameters[i]?.name ?? '',
      label: `${layer.bidirectional ? 'Bidirectional ' : ''}${cellLabels[layer.cell]} ${layer.units}`,
      outputShape: last ? [width] : [timeSteps, width],
      parameters: parameters[i]?.count ?? 0,
    });
  });
  denseLayers(experiment).forEach((layer, i) => {
    const { name, count } = parameters[layers.length + i] ?? { name: '', count: 0 };
    described.push({
      kind: 'dense',
      name,
      label: `Dense ${layer.units}`,
      outputShape: [layer.units],
      parameters: count,
    });
  });
  return described;
}

/** Number of trained values of the whole model. */
export function countParameters(experiment: Experiment): number {
  return describeLayers(experiment).reduce((sum, layer) => sum + layer.parameters, 0);
}
