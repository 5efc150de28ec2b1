import type { Cell, Experiment, RecurrentLayer } from './experiment';
import { outputUnits } from './network';

/** What is compared on the same data and settings: kinds of cells, or one direction with two. */
export const comparisonKinds = ['cells', 'directions'] as const;
export type ComparisonKind = (typeof comparisonKinds)[number];

/** One of the experiments that are compared. */
export interface Variant {
  readonly label: string;
  readonly experiment: Experiment;
}

const cellVariants: readonly { readonly cell: Cell; readonly label: string }[] = [
  { cell: 'simple_rnn', label: 'SimpleRNN' },
  { cell: 'gru', label: 'GRU' },
  { cell: 'lstm', label: 'LSTM' },
];
const directionVariants = [
  { bidirectional: false, label: 'Forwards', name: 'one-direction' },
  { bidirectional: true, label: 'Both directions', name: 'both-directions' },
] as const;

/** The experiments that differ from this one in nothing else, named after it. */
export function variantsOf(kind: ComparisonKind, experiment: Experiment): Variant[] {
  const base = baseName(experiment.name);
  if (kind === 'cells') {
    return cellVariants.map(({ cell, label }) => ({
      label,
      experiment: { ...withCell(experiment, cell), name: `${base}-${cell}` },
    }));
  }
  return directionVariants.map(({ bidirectional, label, name }) => ({
    label,
    experiment: { ...withDirections(experiment, bidirectional), name: `${base}-${name}` },
  }));
}

/**
 * Why the backward direction cannot be compared; null where it can. What is read has happened: a forecast's encoder
 * reads its past backwards as well, and never the future that is predicted.
 */
export function whyOneDirection(task: Experiment['task'], stateful = false): string | null {
  if (task === 'generate') return 'A text is written from its start: what comes later is not there yet to be read.';
  if (stateful) return 'States that are carried on from batch to batch go forwards only.';
  return null;
}

/** All recurrent layers of one kind, those of a decoder too: it takes over states. */
function withCell(experiment: Experiment, cell: Cell): Experiment {
  const { model } = experiment;
  const changed = (layers: readonly RecurrentLayer[]): RecurrentLayer[] => layers.map((layer) => ({ ...layer, cell }));
  return {
    ...experiment,
    model: {
      ...model,
      layers: changed(model.layers),
      decoder: model.decoder && { ...model.decoder, layers: changed(model.decoder.layers) },
    },
  };
}

/** Encoder layers in one or both directions; decoder layers that take over their states stay as wide as these. */
function withDirections(experiment: Experiment, bidirectional: boolean): Experiment {
  const { model } = experiment;
  const { decoder } = model;
  const layers = model.layers.map((layer) => ({ ...layer, bidirectional }));
  const first = layers.length - (decoder?.layers.length ?? 0);
  const follows = decoder !== null && (decoder.mode === 'autoregressive' || decoder.attention !== null);
  const followed = decoder?.layers.map((layer, j) => {
    const [before, after] = [model.layers[first + j], layers[first + j]];
    return follows && before && after && layer.units === outputUnits(before)
      ? { ...layer, units: outputUnits(after) }
      : layer;
  });
  return { ...experiment, model: { ...model, layers, decoder: decoder && { ...decoder, layers: followed ?? [] } } };
}

/** Whether two frozen experiments train the same network in the same way; the data are compared by their hash. */
export function trainsTheSame(a: Experiment, b: Experiment): boolean {
  return comparable(a) === comparable(b);
}

function comparable(experiment: Experiment): string {
  const { data } = experiment;
  return JSON.stringify({ ...experiment, name: '', data: { ...data, file: '', sha256: null } });
}

/** A variant's variants are named after what it is a variant of. */
function baseName(name: string): string {
  const endings = [...cellVariants.map(({ cell }) => cell), ...directionVariants.map((variant) => variant.name)];
  const ending = endings.find((one) => name.endsWith(`-${one}`) && name.length > one.length + 1);
  return ending === undefined ? name : name.slice(0, -ending.length - 1);
}
