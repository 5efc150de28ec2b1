import { UserError } from '../spec/errors';
import type { EngineData } from '../spec/engineData';

/** Data of which there are none; engines put in what their shapes have. */
export const noData: EngineData = {
  inputs: new Float32Array(0),
  targets: new Float32Array(0),
  mask: null,
  tokens: new Int32Array(0),
  labels: new Int32Array(0),
  known: new Float32Array(0),
  classWeights: new Float32Array(0),
  index: new Int32Array(0),
};

/** @returns the error for a network that an engine cannot compute */
export function unsupported(engine: string, what: string): UserError {
  return new UserError(`The ${engine} engine cannot compute ${what}.`, 'Set "engine" to "fused" or "auto".', {
    code: 'engine/unsupported',
    path: 'engine',
  });
}
