import { UserError } from '../../../spec/errors';
import type { Experiment } from '../../../spec/experiment';
import { type Network, networkOf } from '../../../spec/network';
import type { Preprocessing } from '../../../spec/run';
import { type ModelShapes, shapesOf } from '../../../spec/shapes';
import type { NamedWeight } from '../../engine';
import { decoderOutputs } from './decoder';
import { headOutputs } from './dense';
import { encodeModel } from './encode';
import { GraphBuilder } from './graphBuilder';
import { axes, sourceInputs } from './inputs';
import { modelDoc, modelMetadata } from './metadata';
import { ModelWeights } from './modelWeights';
import type { Dimension } from './proto';
import { recurrentStack, topOf } from './stack';

/**
 * The trained network as an ONNX model (https://onnx.ai), for prediction: scaled rows and numbers of tokens go in, scaled
 * numbers or probabilities come out.
 * @param weights all weights in the order of `weightShapes`
 * @param preprocessing names of the columns and classes, for the model's metadata; null where they are not known
 * @throws UserError for networks that do not fit into the format
 */
export function onnxModelFile(
  experiment: Experiment,
  weights: readonly NamedWeight[],
  shapes: ModelShapes = shapesOf(experiment),
  preprocessing: Preprocessing | null = null,
): Uint8Array {
  refuseLarge(weights);
  const network = networkOf(experiment, shapes);
  const graph = new GraphBuilder();
  const outputs = networkOutputs(graph, experiment, network, shapes, new ModelWeights(weights));
  graph.output(outputs, {
    name: network.head.kind === 'numbers' ? 'predicted' : 'probabilities',
    type: 'float',
    dims: [axes.examples, ...outputSteps(experiment, network, shapes), network.head.units],
  });
  return encodeModel({
    graph: graph.buildWhole('network'),
    doc: modelDoc(experiment, network),
    metadata: modelMetadata(experiment, network, preprocessing),
  });
}

/** A protocol buffer is below 2 GiB; the graph without its numbers takes far less than is left for it. */
const mostBytes = 2 ** 31 - 2 ** 26;

function refuseLarge(weights: readonly NamedWeight[]): void {
  const bytes = weights.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, n) => product * n, 1), 0);
  if (bytes <= mostBytes) return;
  throw new UserError(
    `A network of ${(bytes / 2 ** 30).toFixed(1)} GiB cannot be an ONNX file, which ends at 2 GiB.`,
    'All weights are in the other model files of the run.',
    { code: 'onnx/unsupported' },
  );
}

function outputSteps(
  { model }: Experiment,
  { head }: Network,
  { horizon, vocabulary, timeSteps }: ModelShapes,
): Dimension[] {
  switch (head.steps) {
    case 'last':
      return [];
    case 'each':
      return [vocabulary !== undefined || timeSteps > 1 ? axes.steps : timeSteps];
    case 'decoder':
      return [model.decoder?.mode === 'autoregressive' && head.kind !== 'numbers' ? axes.said : horizon];
  }
}

/** [N, O], or [N, steps, O] where there are several. */
function networkOutputs(
  graph: GraphBuilder,
  experiment: Experiment,
  network: Network,
  shapes: ModelShapes,
  weights: ModelWeights,
): string {
  const { encoder, decoder, head } = network;
  const source = sourceInputs(graph, experiment, network, shapes, weights);
  const encoded = recurrentStack(graph, encoder, weights, source);
  if (decoder) return decoderOutputs({ graph, network, decoder, shapes, weights, source, encoded });
  const { sequence, end } = topOf(encoded);
  if (head.steps === 'each') return headOutputs(graph, network, weights, graph.swap(sequence));
  const known =
    head.known === 0
      ? []
      : [
          graph.input({
            ...{ name: 'known', type: 'float', dims: [axes.examples, head.known] },
            doc: 'columns of the predicted steps that are known beforehand, scaled, step after step',
          }),
        ];
  return headOutputs(graph, network, weights, graph.concat([end.h, ...known], 1));
}
