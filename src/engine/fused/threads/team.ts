import { Worker } from 'node:worker_threads';

import * as ops from '../kernels/ops';
import type { Kernels } from '../load';

/** All that a worker does: an instance of the kernels on the shared memory, which serves jobs until it is ended. */
const workerSource = `
const { module, memory, thread, failed, done } = require('node:worker_threads').workerData;
try {
  new WebAssembly.Instance(module, { env: { memory } }).exports.serve(thread);
} catch (error) {
  const words = new Int32Array(memory.buffer);
  Atomics.store(words, failed, 1);
  Atomics.notify(words, done);
  throw error;
}
`;

/** Longest wait for workers without a look around, ms. */
const patienceMs = 5;

/** A worker ended by an error: its part of a job is not done, and never will be. */
export class ThreadFailed extends Error {}

/**
 * The caller and its workers. Jobs are described in the control block; the kernels share them out, and a result never
 * depends on how many there are.
 */
export class Team {
  private workers: Worker[] | null = null;

  /**
   * @param most threads, the caller's among them
   * @param memory shared, where there is more than one thread
   */
  constructor(
    private readonly kernels: Kernels,
    private readonly module: WebAssembly.Module,
    private readonly memory: WebAssembly.Memory,
    private readonly most: number,
  ) {}

  /** Threads that can work now: the caller alone until every worker is there, and where one could not be started. */
  get size(): number {
    const workers = this.workers?.length ?? 0;
    return workers > 0 && Atomics.load(this.control, ops.READY / 4) === workers ? workers + 1 : 1;
  }

  /** Starts the workers, unless that was done before: small networks never need them. They are there some 30 ms later. */
  start(): void {
    if (this.workers) return;
    this.workers = [];
    const { module, memory } = this;
    for (let thread = 1; thread < this.most; thread++) {
      const words = { failed: (ops.CONTROL + ops.FAILED) / 4, done: (ops.CONTROL + ops.DONE) / 4 };
      try {
        const workerData = { module, memory, thread, ...words };
        const worker = new Worker(workerSource, { eval: true, workerData, execArgv: [], stdin: false });
        worker.on('error', () => undefined); // it is never ready, or the control block says that it failed
        worker.unref();
        this.workers.push(worker);
      } catch {
        this.end(); // the system gives no more threads: the caller works alone
        return;
      }
    }
  }

  /** Does the job with `threads` threads, and comes back when it is done. @throws ThreadFailed */
  run(threads: number): void {
    this.kernels.start(threads);
    this.kernels.work(0);
    while (!this.isDone(threads)) {
      const words = this.control;
      Atomics.wait(words, ops.DONE / 4, Atomics.load(words, ops.DONE / 4), patienceMs);
    }
  }

  /** Starts the job for the workers; the caller does its own part in pieces, and then waits until it is done. */
  begin(threads: number): void {
    this.kernels.start(threads);
  }

  /** Whether the workers are done; looks for some 200 µs before it says no. @throws ThreadFailed */
  isDone(threads: number): boolean {
    if (threads === 1 || this.kernels.finished() !== 0) return true;
    if (Atomics.load(this.control, ops.FAILED / 4) !== 0)
      throw new ThreadFailed('A thread of the fused engine has failed.');
    return false;
  }

  end(): void {
    if (this.workers && this.workers.length > 0) this.kernels.start(ops.END_OF_THREADS);
    for (const worker of this.workers ?? []) void worker.terminate();
    this.workers = [];
  }

  private get control(): Int32Array {
    return new Int32Array(this.memory.buffer, ops.CONTROL, ops.CONTROL_END / 4);
  }
}
