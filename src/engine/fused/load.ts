import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The kernels of `kernels/index.ts`; addresses are bytes in the engine's memory. */
export interface Kernels {
  /** Runs this thread's part of the job in the control block. */
  work(thread: number): void;
  /** Runs a piece [start, end) of the tape on thread 0's rows. */
  runPiece(start: number, end: number): void;
  /** Takes up to `most` items; 0 when none is left. */
  takeItems(most: number): number;
  /** Hands the job in the control block to this many threads, the caller's among them. */
  start(threads: number): void;
  /** Waits some microseconds; not 0 when all threads are done. */
  finished(): number;
  /** An activation over `count` floats in place. */
  activation(kind: number, values: number, count: number): void;
  /** `rounds` times 24 independent multiply-adds of 4 floats. */
  peak(rounds: number, source: number): number;
  /** Runs the row operations of a tape on the rows [from, to). */
  run(start: number, end: number, from: number, to: number): void;
}

export type Simd = 'relaxed' | 'plain';

export interface LoadedModule {
  readonly module: WebAssembly.Module;
  readonly simd: Simd;
}

/** The kernels cannot run here; the message says why. */
export class FusedUnavailable extends Error {}

const files: Record<Simd, string> = { relaxed: 'fused-relaxed.wasm', plain: 'fused-simd.wasm' };
const loaded = new Map<Simd, WebAssembly.Module>();

/**
 * Compiles the first of `candidates` that the runtime validates. Relaxed SIMD multiplies and adds with one instruction.
 * @throws FusedUnavailable where neither is there or runs
 */
export function loadModule(candidates: readonly Simd[] = ['relaxed', 'plain']): LoadedModule {
  const reasons: string[] = [];
  for (const simd of candidates) {
    try {
      const known = loaded.get(simd);
      if (known) return { module: known, simd };
      const bytes = readFileSync(wasmPath(files[simd]));
      if (!WebAssembly.validate(bytes)) throw new Error(`${files[simd]} is not valid on this runtime`);
      const module = new WebAssembly.Module(bytes);
      loaded.set(simd, module);
      return { module, simd };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new FusedUnavailable(reasons.join('; '));
}

/** The bundle has the files beside it; from source they are in `dist`. */
function wasmPath(name: string): string {
  const folder = typeof __dirname === 'string' ? __dirname : '.';
  const beside = path.join(folder, name);
  return existsSync(beside) ? beside : path.join(folder, '..', '..', '..', 'dist', name);
}

/** An instance of the kernels on `memory`. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernels;
}
