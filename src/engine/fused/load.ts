import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The kernels of `kernels/index.ts`; addresses are bytes in the engine's memory. */
export interface Kernels {
  /** Runs this thread's part of the job in the control block. */
  work(thread: number): void;
  /** Runs a piece [start, end) of the tape on thread 0's rows. */
  runPiece(start: number, end: number): void;
  /** The next item that nobody has taken: the address of its entry in the table, or 0. */
  nextItem(): number;
  /** Runs records [start, end) of an item. */
  runItem(start: number, end: number): void;
  /** First address behind the constants of the kernels. */
  constantsEnd(): number;
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
  /** Whether its memory can be shared with other threads. */
  readonly shared: boolean;
}

/** The kernels cannot run here; the message says why. */
export class FusedUnavailable extends Error {}

const files: Record<Simd, string> = { relaxed: 'fused-relaxed.wasm', plain: 'fused-simd.wasm' };
const loaded = new Map<string, WebAssembly.Module>();

/**
 * Compiles the first of `candidates` that the runtime validates. Relaxed SIMD multiplies and adds with one instruction.
 * @param shared whether threads can share memory here; without, one thread has a memory of its own
 * @throws FusedUnavailable where neither is there or runs
 */
export function loadModule(
  candidates: readonly Simd[] = ['relaxed', 'plain'],
  shared = typeof SharedArrayBuffer === 'function',
): LoadedModule {
  const reasons: string[] = [];
  for (const simd of candidates) {
    try {
      const key = `${simd}${shared ? ', shared' : ''}`;
      const module = loaded.get(key) ?? compileFile(files[simd], shared);
      loaded.set(key, module);
      return { module, simd, shared };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new FusedUnavailable(reasons.join('; '));
}

function compileFile(name: string, shared: boolean): WebAssembly.Module {
  const bytes = new Uint8Array(readFileSync(wasmPath(name)));
  if (!shared) useOwnMemory(bytes);
  if (!WebAssembly.validate(bytes)) throw new Error(`${name} is not valid on this runtime`);
  return new WebAssembly.Module(bytes);
}

/** `env` `memory`, a memory (2), whose limits have a maximum and are shared (3). */
const sharedImport = Buffer.from('\x03env\x06memory\x02\x03', 'latin1');

/** Makes it a module whose memory is not shared: one bit of its import. */
function useOwnMemory(bytes: Uint8Array): void {
  const at = Buffer.from(bytes.buffer).indexOf(sharedImport);
  if (at < 0) throw new Error('its memory is not imported as expected');
  bytes[at + sharedImport.length - 1] = 1;
}

/** 4 GB, all that 32 bits address. */
const mostPages = 65536;

/**
 * A memory of `pages` of 64 KB, which can grow to 4 GB.
 * @throws FusedUnavailable where the system does not reserve the addresses
 */
export function createMemory(pages: number, shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: mostPages, shared });
  } catch (error) {
    throw new FusedUnavailable(error instanceof Error ? error.message : String(error));
  }
}

/** The bundle has the files beside it; from source they are in `dist`. */
function wasmPath(name: string): string {
  if (typeof __dirname !== 'string') throw new Error('where the kernels are is not known in an ES module');
  const beside = path.join(__dirname, name);
  return existsSync(beside) ? beside : path.join(__dirname, '..', '..', '..', 'dist', name);
}

/** An instance of the kernels on `memory`. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernels;
}
