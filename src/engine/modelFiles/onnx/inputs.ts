import type { Experiment } from '../../../spec/experiment';
import type { Network } from '../../../spec/network';
import type { ModelShapes } from '../../../spec/shapes';
import type { GraphBuilder } from './graphBuilder';
import type { ModelWeights } from './modelWeights';
import type { Dimension } from './proto';
import type { SequenceValue } from './recurrentLayer';
import { tokenVectors } from './tokenVectors';

/** Names of the axes that a caller decides. */
export const axes = { examples: 'examples', steps: 'steps', said: 'said' } as const;

/** Whether sequences may be of any number of steps; windows and single rows are not. */
const isOfAnyLength = ({ task }: Experiment, { timeSteps, vocabulary }: ModelShapes): boolean =>
  vocabulary !== undefined || (task !== 'forecast' && timeSteps > 1);

/** What the encoder reads: the model's inputs `rows`, `tokens`, `categories_1` …, and `lengths` where nothing else tells them. */
export function sourceInputs(
  graph: GraphBuilder,
  experiment: Experiment,
  { inputs }: Network,
  shapes: ModelShapes,
  weights: ModelWeights,
): SequenceValue {
  const anyLength = isOfAnyLength(experiment, shapes);
  const steps: Dimension = anyLength ? axes.steps : shapes.timeSteps;
  const hasText = shapes.vocabulary !== undefined;
  let tokens: string | null = null;
  const parts = inputs.map((part): string => {
    switch (part.kind) {
      case 'numbers':
        return graph.input({
          ...{ name: 'rows', type: 'float', dims: [axes.examples, steps, part.width] },
          doc: 'numeric columns of each step, scaled',
        });
      case 'embedding':
      case 'one-hot': {
        const isText = hasText && part.column === 0;
        const value = graph.input({
          ...{ name: isText ? 'tokens' : `categories_${part.column + (hasText ? 0 : 1)}`, type: 'int32' },
          dims: [axes.examples, steps],
          doc: isText ? 'numbers of tokens; 0 behind the text' : 'numbers of the values of a column; 0: none of them',
        });
        if (isText) tokens = value;
        return tokenVectors(graph, part, weights, value);
      }
      case 'previous':
      case 'context':
      case 'known':
        throw new Error(`An encoder does not read the ${part.kind}.`);
    }
  });
  const lengths = anyLength ? lengthsOf(graph, tokens) : null;
  return { x: graph.swap(graph.concat(parts, 2)), lengths };
}

/** Steps of each example: as many as a text has tokens that are no padding, or as the caller says. */
function lengthsOf(graph: GraphBuilder, tokens: string | null): string {
  if (tokens === null) {
    return graph.input({
      ...{ name: 'lengths', type: 'int32', dims: [axes.examples] },
      doc: 'steps of each sequence; what stands behind them counts for nothing',
    });
  }
  const isToken = graph.op('Cast', [graph.op('Cast', [tokens], { to: { int: bool } })], { to: { int: int32 } });
  return graph.op('ReduceSum', [isToken, graph.integers(1)], { keepdims: { int: 0 } });
}

/** `TensorProto.DataType` */
const bool = 9;
const int32 = 6;
