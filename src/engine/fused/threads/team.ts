import { Worker } from 'node:worker_threads';

import * as ops from '../kernels/ops';
import type { Kernels } from '../load';

/** All that a worker does: an instance of the kernels on the shared memory, which then serves jobs until it is ended. */
const workerSource = `
const { module, memory, thread } = require('node:worker_threads').workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.serve(thread);
`;

/** Longest wait for workers without a look around, ms. */
const patienceMs = 5;

/**
 * The caller and its workers. Jobs are described in the control block; the kernels share them out, and a result never
 * depends on how many there are.
 */
export class Team {
  private readonly workers: Worker[] = [];
  /** Of a shared memory these stay valid when it grows. */
  private readonly control: Int32Array;
  private readonly done: Int32Array;

  /**
   * @param size threads, the caller's among them
   * @param memory shared, where there is more than one thread
   */
  constructor(
    private readonly kernels: Kernels,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    size: number,
  ) {
    this.control = new Int32Array(memory.buffer, ops.CONTROL, (ops.CONTROL_END - ops.CONTROL) / 4);
    this.done = this.control.subarray(ops.DONE / 4, ops.DONE / 4 + 1);
    for (let thread = 1; thread < size; thread++) {
      const workerData = { module, memory, thread };
      const worker = new Worker(workerSource, { eval: true, workerData, execArgv: [], stdin: false });
      // A worker that does not start is never ready: all work stays with the caller.
      worker.on('error', () => undefined);
      worker.unref();
      this.workers.push(worker);
    }
  }

  /** Threads that can work now: all of them, or the caller alone until every worker is there. */
  get size(): number {
    if (this.workers.length === 0) return 1;
    const ready = Atomics.load(this.control, ops.READY / 4);
    return ready === this.workers.length ? ready + 1 : 1;
  }

  /** Does the job with `threads` threads, and comes back when it is done. */
  run(threads: number): void {
    this.begin(threads);
    this.kernels.work(0);
    if (threads > 1) this.join();
  }

  /** Starts the job for the workers; the caller does its own part in pieces, and then joins. */
  begin(threads: number): void {
    this.kernels.start(threads);
  }

  /** Whether the workers are done; waits some microseconds for that. */
  isDone(threads: number): boolean {
    return threads === 1 || this.kernels.finished() !== 0;
  }

  end(): void {
    if (this.workers.length === 0) return;
    this.kernels.start(ops.END_OF_THREADS);
    for (const worker of this.workers) void worker.terminate();
    this.workers.length = 0;
  }

  private join(): void {
    while (this.kernels.finished() === 0) {
      const done = Atomics.load(this.done, 0);
      Atomics.wait(this.done, 0, done, patienceMs);
    }
  }
}
