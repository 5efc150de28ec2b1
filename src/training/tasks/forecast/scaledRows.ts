import type { Prepared } from '../../../data/prepared';
import { noData } from '../../../engine/engineData';

/** The engine's rows once more, for what is fed back step by step. */
export interface ScaledRows {
  /** Each [rows, columns], row-major. */
  readonly inputs: Float32Array;
  readonly known: Float32Array;
  readonly targets: Float32Array;
}

export function scaledRows(prepared: Prepared): ScaledRows {
  const { engineRows, shapes } = prepared;
  const rows = {
    inputs: new Float32Array(engineRows * shapes.features),
    known: new Float32Array(engineRows * (shapes.known ?? 0)),
    targets: new Float32Array(engineRows * shapes.targets),
  };
  prepared.fill({ ...noData, ...rows });
  return rows;
}
