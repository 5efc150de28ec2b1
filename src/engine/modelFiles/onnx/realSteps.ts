import type { GraphBuilder } from './graphBuilder';

/**
 * Which steps are real.
 * @param x [T, N, …]
 * @param lengths int32 [N]
 * @returns bool [T, N]
 */
export function realSteps(graph: GraphBuilder, x: string, lengths: string): string {
  const count = graph.op('Squeeze', [graph.size(x, 0), graph.integers(0)]);
  const steps = graph.op('Range', [graph.integer(0), count, graph.integer(1)]);
  const column = graph.op('Unsqueeze', [steps, graph.integers(1)]);
  return graph.op('Less', [column, graph.op('Cast', [lengths], { to: { int: int64 } })]);
}

/** `TensorProto.DataType` */
const int64 = 7;
