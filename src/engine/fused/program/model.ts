import type { Experiment } from '../../../spec/experiment';
import { gateCounts, weightShapes } from '../../../spec/layers';
import { type Block, type DenseBlock, type InputPart, type Network, networkOf } from '../../../spec/network';
import type { ModelShapes } from '../../../spec/shapes';
import type { DirectionWeights } from '../layers/recurrentLayer';
import type { PanelMatrix } from '../memory/parameterBlock';
import { ParameterBlock } from '../memory/parameterBlock';

/** The network of an experiment with the place of every weight. */
export interface Model {
  readonly network: Network;
  readonly parameters: ParameterBlock;
  /** Tables of learned vectors, by the name of their input part. */
  readonly embeddings: ReadonlyMap<string, PanelMatrix>;
  readonly encoder: readonly BlockWeights[];
  /** Empty without a decoder. */
  readonly decoder: readonly BlockWeights[];
  readonly attention: DenseWeights | null;
  readonly dense: readonly ({ readonly layer: DenseBlock } & DenseWeights)[];
  /** Matrices that backward products need turned over, with the rows that each part of their input meets. */
  readonly turned: readonly Turned[];
}

export interface BlockWeights {
  readonly block: Block;
  /** One or two directions, the forward one first. */
  readonly weights: readonly DirectionWeights[];
}

export interface DenseWeights {
  readonly kernel: PanelMatrix;
  readonly bias: PanelMatrix;
}

interface Turned {
  readonly matrix: PanelMatrix;
  readonly parts: readonly RowRange[];
}

/** Some rows of a matrix; none where nobody asks for the gradient by that part of the input. */
interface RowRange {
  readonly firstRow: number;
  readonly rows: number;
}

export function modelOf(experiment: Experiment, shapes: ModelShapes): Model {
  const network = networkOf(experiment, shapes);
  const { encoder, decoder } = network;
  const blocks = [...encoder, ...(decoder?.blocks ?? [])];
  const gates = new Map(
    blocks.flatMap((block) => prefixesOf(block).map((name) => [name, gateCounts[block.layer.cell]])),
  );
  const parameters = new ParameterBlock(
    weightShapes(experiment, shapes),
    ({ name }) => gates.get(name.slice(0, name.lastIndexOf('/'))) ?? 1,
  );
  const matrix = (name: string): PanelMatrix => {
    const [only] = parameters.of(name);
    if (!only) throw new Error(`${name} has no matrix.`);
    return only;
  };
  const weightsOf = (block: Block): BlockWeights => ({
    block,
    weights: prefixesOf(block).map((prefix) => ({
      kernel: matrix(`${prefix}/kernel`),
      recurrentKernel: matrix(`${prefix}/recurrent_kernel`),
      biases: parameters.of(`${prefix}/bias`),
    })),
  });
  const denseOf = (name: string): DenseWeights => ({ kernel: matrix(`${name}/kernel`), bias: matrix(`${name}/bias`) });
  const embeddings = [...network.inputs, ...(decoder?.inputs ?? [])].flatMap((part) =>
    part.kind === 'embedding' ? [[part.name, matrix(`${part.name}/embeddings`)] as const] : [],
  );
  const model = {
    network,
    parameters,
    embeddings: new Map(embeddings),
    encoder: encoder.map(weightsOf),
    decoder: decoder?.blocks.map(weightsOf) ?? [],
    attention: decoder?.attention ? denseOf(decoder.attention.name) : null,
    dense: network.dense.map((layer) => ({ layer, ...denseOf(layer.name) })),
  };
  return { ...model, turned: turnedOver(model) };
}

/** What the names of a layer's weights begin with, by direction. */
function prefixesOf({ name, layer }: Block): string[] {
  if (!layer.bidirectional) return [name];
  return [`${name}/forward_${layer.cell}`, `${name}/backward_${layer.cell}`];
}

function turnedOver({ network, encoder, decoder, attention, dense }: Omit<Model, 'turned'>): Turned[] {
  const turned: Turned[] = [];
  const addBlocks = (blocks: readonly BlockWeights[], inputs: RowRange[]): RowRange[] => {
    let parts = inputs;
    for (const { block, weights } of blocks) {
      for (const { kernel, recurrentKernel } of weights) {
        turned.push({ matrix: kernel, parts });
        turned.push({ matrix: recurrentKernel, parts: [{ firstRow: 0, rows: recurrentKernel.rows }] });
      }
      parts = outputsOf(block);
    }
    return parts;
  };
  let parts = addBlocks(encoder, inputParts(network.inputs));
  if (network.decoder) parts = addBlocks(decoder, inputParts(network.decoder.inputs));
  if (network.decoder?.attention && attention) {
    const { width } = network.decoder.attention;
    const states = parts.map(({ firstRow, rows }) => ({ firstRow: width + firstRow, rows }));
    turned.push({ matrix: attention.kernel, parts: [{ firstRow: 0, rows: width }, ...states] });
    parts = [{ firstRow: 0, rows: width }];
  }
  for (const { layer, kernel } of dense) {
    turned.push({ matrix: kernel, parts });
    parts = [{ firstRow: 0, rows: layer.units }];
  }
  return turned.filter((one) => one.parts.some(({ rows }) => rows > 0));
}

/** The parts that a layer's output has: its directions stand side by side. */
function outputsOf({ layer }: Block): RowRange[] {
  const { units } = layer;
  const count = layer.bidirectional && layer.merge === 'concat' ? 2 : 1;
  return Array.from({ length: count }, (_, i) => ({ firstRow: i * units, rows: units }));
}

/** Parts of the first layer's input: gradients are wanted by learned vectors, and by the encoder's output. */
function inputParts(inputs: readonly InputPart[]): RowRange[] {
  let firstRow = 0;
  return inputs.map(({ kind, width }) => {
    const from = firstRow;
    firstRow += width;
    return { firstRow: from, rows: kind === 'embedding' || kind === 'context' ? width : 0 };
  });
}
