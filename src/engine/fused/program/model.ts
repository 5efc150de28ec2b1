import type { Experiment, RecurrentLayer } from '../../../spec/experiment';
import { gateCounts, layerNames, outputUnits, weightShapes } from '../../../spec/layers';
import { type DenseBlock, networkOf } from '../../../spec/network';
import type { PanelMatrix } from '../memory/parameterBlock';
import { ParameterBlock } from '../memory/parameterBlock';
import type { DirectionWeights } from '../layers/recurrentLayer';

/** The model of an experiment with the place of every weight. */
export interface Model {
  readonly parameters: ParameterBlock;
  readonly recurrent: readonly { readonly layer: RecurrentLayer; readonly weights: readonly DirectionWeights[] }[];
  readonly dense: readonly { readonly layer: DenseBlock; readonly kernel: PanelMatrix; readonly bias: PanelMatrix }[];
  /** Matrices that backward products need turned over, with the rows that each part of their input meets. */
  readonly turned: readonly { readonly matrix: PanelMatrix; readonly parts: readonly RowRange[] }[];
}

/** Some rows of a matrix. */
interface RowRange {
  readonly firstRow: number;
  readonly rows: number;
}

export function modelOf(experiment: Experiment): Model {
  const names = layerNames(experiment);
  const gates = new Map<string, number>();
  const layers = experiment.model.layers.map((layer, i) => {
    const name = names.recurrent[i] ?? '';
    const directions = layer.bidirectional ? [`forward_${layer.cell}`, `backward_${layer.cell}`] : [''];
    const prefixes = directions.map((direction) => (direction === '' ? name : `${name}/${direction}`));
    for (const prefix of prefixes) gates.set(prefix, gateCounts[layer.cell]);
    return { layer, prefixes };
  });
  const parameters = new ParameterBlock(
    weightShapes(experiment),
    ({ name }) => gates.get(name.slice(0, name.lastIndexOf('/'))) ?? 1,
  );
  const matrix = (name: string): PanelMatrix => {
    const [only] = parameters.of(name);
    if (!only) throw new Error(`${name} has no matrix.`);
    return only;
  };
  const recurrent = layers.map(({ layer, prefixes }) => ({
    layer,
    weights: prefixes.map((prefix) => ({
      kernel: matrix(`${prefix}/kernel`),
      recurrentKernel: matrix(`${prefix}/recurrent_kernel`),
      biases: parameters.of(`${prefix}/bias`),
    })),
  }));
  const dense = networkOf(experiment).dense.map((layer) => {
    return { layer, kernel: matrix(`${layer.name}/kernel`), bias: matrix(`${layer.name}/bias`) };
  });
  return { parameters, recurrent, dense, turned: turnedOver(recurrent, dense) };
}

function turnedOver(recurrent: Model['recurrent'], dense: Model['dense']): Model['turned'] {
  const turned: { matrix: PanelMatrix; parts: RowRange[] }[] = [];
  let parts: RowRange[] | null = null; // nobody asks for the gradient by the model's own inputs
  for (const { layer, weights } of recurrent) {
    for (const { kernel, recurrentKernel } of weights) {
      if (parts) turned.push({ matrix: kernel, parts });
      turned.push({ matrix: recurrentKernel, parts: [{ firstRow: 0, rows: recurrentKernel.rows }] });
    }
    const count = outputUnits(layer) / layer.units;
    parts = Array.from({ length: count }, (_, i) => ({ firstRow: i * layer.units, rows: layer.units }));
  }
  for (const { layer, kernel } of dense) {
    if (parts) turned.push({ matrix: kernel, parts });
    parts = [{ firstRow: 0, rows: layer.units }];
  }
  return turned;
}
