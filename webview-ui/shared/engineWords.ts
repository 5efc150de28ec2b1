import type { Summary } from '../../src/spec/run';
import { formatNumber, plural } from './format';

type Engine = Summary['engine'];

/** `the fused engine (WebAssembly, relaxed SIMD), 2 threads`; backends of TensorFlow.js say their name themselves. */
export function engineWords({ name, backend, threads }: Pick<Engine, 'name' | 'backend' | 'threads'>): string {
  return `${name === 'fused' ? `the fused engine (${backend})` : backend}, ${plural(threads, 'thread')}`;
}

/** `12.3 GFLOP/s`, or null where a run is too old to tell, or trained on nothing. */
export function speedWords({ gflops }: Engine): string | null {
  return gflops == null ? null : `${formatNumber(gflops, 3)}\u00a0GFLOP/s`;
}
