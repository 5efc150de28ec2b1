import type { Experiment } from '../../spec/experiment';
import type { Engine, EngineOptions, ModelShapes } from '../engine';
import { FusedEngine } from './fusedEngine';
import * as ops from './kernels/ops';
import type { Simd } from './load';
import { loadModule } from './load';

/**
 * The engine on own WebAssembly kernels.
 * @param options for tests, `simd` takes one of the two files (otherwise the first that the runtime validates), and
 *   `shared: false` does as where threads cannot share memory
 * @throws FusedUnavailable where the kernels cannot be loaded
 * @throws UserError when the experiment needs more memory than there is; nothing is allocated then
 */
export function createFusedEngine(
  experiment: Experiment,
  shapes: ModelShapes,
  options: EngineOptions & { readonly simd?: Simd; readonly shared?: boolean },
): Promise<Engine> {
  return Promise.resolve().then(() => {
    const module = loadModule(options.simd ? [options.simd] : undefined, options.shared);
    return new FusedEngine(experiment, shapes, module, Math.max(1, Math.min(ops.MOST_THREADS, options.threads)));
  });
}
