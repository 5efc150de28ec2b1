import type { Activation, DenseLayer, Experiment, RecurrentLayer } from './experiment';
import { type ModelShapes, shapesOf, stepsAhead, tokenColumns } from './shapes';

/**
 * The network that an experiment and its sizes describe, block by block: what the engines build, what is exported,
 * and what the page shows. Names are Keras' own, counted over the whole model in the order of `model.get_weights()`:
 * source embedding, encoder, target embedding, decoder, attention, dense layers.
 */
export interface Network {
  /** Rows of the first encoder kernel, in this order. */
  readonly inputs: readonly InputPart[];
  readonly encoder: readonly Block[];
  readonly decoder: Decoder | null;
  readonly dense: readonly DenseBlock[];
  readonly head: Head;
}

/** Some columns that are fed at each step. */
export type InputPart =
  /** The rows' numeric columns. */
  | { readonly kind: 'numbers'; readonly width: number }
  /**
   * Tokens or categories, of the column of that number in `EngineData.tokens`: each a learned vector (weight
   * `<name>/embeddings` [vocabulary, width]), or a one at its place.
   */
  | (TokenColumn & { readonly kind: 'embedding'; readonly name: string })
  | (TokenColumn & { readonly kind: 'one-hot' })
  /** Decoder: the targets of the step before (what came while training, what was predicted afterwards). */
  | { readonly kind: 'previous'; readonly width: number }
  /** Decoder: the encoder's last output, the same at each step (Keras' RepeatVector). */
  | { readonly kind: 'context'; readonly width: number }
  /** Decoder: columns whose future values are known, of the rows that are predicted. */
  | { readonly kind: 'known'; readonly width: number };

interface TokenColumn {
  readonly column: number;
  readonly vocabulary: number;
  readonly width: number;
}

/** A recurrent layer. */
export interface Block {
  readonly name: string;
  readonly layer: RecurrentLayer;
  /** Width of its input. */
  readonly features: number;
  readonly returns: 'last' | 'each';
}

export interface Decoder {
  readonly inputs: readonly InputPart[];
  readonly blocks: readonly Block[];
  /** Whether layer j of D begins with the states of encoder layer E − D + j, or with zeros. */
  readonly initial: 'zero' | 'encoder';
  /**
   * Luong's dot attention over the outputs of the last encoder layer, of `width` columns:
   * tanh([context; state]·W + b) takes the place of the state. W is `<name>/kernel` [2·width, width].
   */
  readonly attention: { readonly name: string; readonly width: number } | null;
}

export interface DenseBlock {
  readonly name: string;
  readonly units: number;
  /** Of the last layer of a softmax or sigmoid head: linear, for these are part of the head. */
  readonly activation: Activation;
  /** Width of its input; for the first one with `head.known` at the end. */
  readonly features: number;
}

export interface Head {
  /** What the dense layers read: the last state, the state of every source step, or of every decoder step. */
  readonly steps: 'last' | 'each' | 'decoder';
  /** What comes out: numbers, probabilities of classes, or the probability of the second of two. */
  readonly kind: 'numbers' | 'softmax' | 'sigmoid';
  /** Outputs of a row and step; for numbers [steps predicted at once][targets][quantiles]. */
  readonly units: number;
  /** Empty but for the quantile loss. */
  readonly quantiles: readonly number[];
  /** Numbers of the predicted steps that stand beside the last state: [steps ahead][known columns] in one row. */
  readonly known: number;
}

/** Width of a recurrent layer's output: doubled where two directions are concatenated. */
export function outputUnits(layer: RecurrentLayer): number {
  return layer.bidirectional && layer.merge === 'concat' ? 2 * layer.units : layer.units;
}

/** Total width of input parts. */
export const widthOf = (parts: readonly InputPart[]): number => parts.reduce((sum, { width }) => sum + width, 0);

/** Whether labels or tokens are predicted, not numbers. */
export const predictsClasses = ({ classes }: ModelShapes): boolean => classes !== undefined;

export function networkOf(experiment: Experiment, shapes: ModelShapes = shapesOf(experiment)): Network {
  const { model } = experiment;
  const next = counter();
  const head = headOf(experiment, shapes);
  const inputs = [
    ...(shapes.features > 0 ? [{ kind: 'numbers' as const, width: shapes.features }] : []),
    ...tokenColumns(shapes).map((vocabulary, column) => tokenPart(experiment, vocabulary, column, next)),
  ];
  const attends = model.decoder?.attention === 'luong';
  const encoder = blocks(model.layers, widthOf(inputs), head.steps === 'each' || attends, next);
  let width = outputUnits(last(model.layers));
  let decoder: Decoder | null = null;
  if (model.decoder) {
    decoder = decoderOf(experiment, model.decoder, shapes, width, next);
    width = outputUnits(last(model.decoder.layers));
  }
  width += head.known;
  const dense = headLayers(experiment, head).map(({ units, activation }, i, all): DenseBlock => {
    const block = {
      name: next('dense'),
      units,
      activation: i === all.length - 1 && head.kind !== 'numbers' ? 'linear' : plainActivation(activation),
      features: width,
    } as const;
    width = units;
    return block;
  });
  return { inputs, encoder, decoder, dense, head };
}

/** The dense layers as written, or the default head: one layer with the outputs of the head. */
export function headLayers(experiment: Experiment, head: Head): DenseLayer[] {
  const { dense } = experiment.model;
  if (dense.length > 0) return dense;
  return [{ units: head.units, activation: head.kind === 'numbers' ? 'linear' : head.kind }];
}

/** What an experiment predicts, and from which states. */
export function headOf(experiment: Experiment, shapes: ModelShapes): Head {
  const { model, training, task, window } = experiment;
  const steps = model.decoder ? 'decoder' : task === 'label' || task === 'generate' ? 'each' : 'last';
  if (shapes.classes !== undefined) {
    const two = training.loss === 'binary_crossentropy';
    return {
      steps,
      kind: two ? 'sigmoid' : 'softmax',
      units: two ? 1 : shapes.classes,
      quantiles: [],
      known: 0,
    };
  }
  const quantiles = training.loss === 'quantile' ? training.quantiles : [];
  const ahead = steps === 'last' ? stepsAhead(window) : 1;
  return {
    steps,
    kind: 'numbers',
    units: ahead * shapes.targets * Math.max(1, quantiles.length),
    quantiles,
    known: steps === 'last' ? ahead * (shapes.known ?? 0) : 0,
  };
}

function decoderOf(
  { model }: Pick<Experiment, 'model'>,
  { layers, mode, attention }: NonNullable<Experiment['model']['decoder']>,
  { classes, targets, known = 0 }: ModelShapes,
  encoded: number,
  next: (base: string) => string,
): Decoder {
  const inputs: InputPart[] = [];
  if (mode === 'repeat') inputs.push({ kind: 'context', width: encoded });
  else if (classes !== undefined) {
    inputs.push(tokenPart({ model }, classes, 0, next));
  } else inputs.push({ kind: 'previous', width: targets });
  if (known > 0) inputs.push({ kind: 'known', width: known });
  return {
    inputs,
    blocks: blocks(layers, widthOf(inputs), true, next),
    initial: mode === 'repeat' ? 'zero' : 'encoder',
    attention: attention === null ? null : { name: next('dense'), width: outputUnits(last(layers)) },
  };
}

function tokenPart(
  { model }: Pick<Experiment, 'model'>,
  vocabulary: number,
  column: number,
  next: (base: string) => string,
): InputPart {
  return model.embedding
    ? { kind: 'embedding', name: next('embedding'), column, vocabulary, width: model.embedding.units }
    : { kind: 'one-hot', column, vocabulary, width: vocabulary };
}

function blocks(
  layers: readonly RecurrentLayer[],
  features: number,
  lastReturnsEach: boolean,
  next: (base: string) => string,
): Block[] {
  let width = features;
  return layers.map((layer, i) => {
    const block: Block = {
      name: next(layer.bidirectional ? 'bidirectional' : layer.cell),
      layer,
      features: width,
      returns: i < layers.length - 1 || lastReturnsEach ? 'each' : 'last',
    };
    width = outputUnits(layer);
    return block;
  });
}

/** Keras' numbering: the first of a kind has no number, later ones count from 1. */
function counter(): (base: string) => string {
  const seen = new Map<string, number>();
  return (base) => {
    const n = seen.get(base) ?? 0;
    seen.set(base, n + 1);
    return n === 0 ? base : `${base}_${n}`;
  };
}

/** The activation of a layer as it is computed; softmax stands in the last layer only, and is part of the head. */
export const plainActivation = (activation: DenseLayer['activation']): Activation =>
  activation === 'softmax' ? 'linear' : activation;

function last<T>(list: readonly T[]): T {
  const [item] = list.slice(-1);
  if (item === undefined) throw new Error('A network has at least one recurrent layer.');
  return item;
}
