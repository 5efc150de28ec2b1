import * as ops from './kernels/ops';
import { Layout, takeView } from './memory/layout';
import { loadModule } from './load';
import { Machine } from './machine';
import { Tape, rowsOf } from './program/tape';

/** Speeds of this core, for the benchmark: what a product reaches, and what the multiply-adds could do at best. */

/**
 * Speed of one product [m, k] · [k, n] on one thread, GFLOP/s.
 * @param size `seconds` to measure for
 */
export function gemmProbe({
  m,
  k,
  n,
  seconds,
}: {
  m: number;
  k: number;
  n: number;
  seconds: number;
}): Promise<{ gflops: number }> {
  const layout = new Layout(ops.FIRST_FREE);
  const [a, c] = [takeView(layout, m, k, 1), takeView(layout, m, n, 1)];
  const panels = Math.ceil(n / 8);
  const b = { address: layout.take(panels * k * 32), panelBytes: k * 32, rows: k, panels };
  const tape = new Tape(m);
  tape.matmul(rowsOf(a), b, c, 'zero');
  const machine = new Machine(loadModule(), 1, layout.top);
  machine.floats(a.address, (layout.top - a.address) / 4).fill(0.01);
  const { address } = machine.place(tape);
  const gflops = fastest(seconds, 2 * m * k * n, () => {
    machine.kernels.run(address, address + tape.bytes, 0, m);
  });
  machine.dispose();
  return Promise.resolve({ gflops });
}

/** Multiply-adds of 4 floats that do not wait for each other, on one thread, GFLOP/s. */
export function peakProbe(): Promise<{ gflops: number }> {
  const machine = new Machine(loadModule(), 1, ops.FIRST_FREE + 64);
  const rounds = 20_000;
  const gflops = fastest(0.1, rounds * 24 * 8, () => {
    machine.kernels.peak(rounds, ops.FIRST_FREE);
  });
  machine.dispose();
  return Promise.resolve({ gflops });
}

/** The best of many runs of about a millisecond: others on the machine only ever make a run slower. */
function fastest(seconds: number, operations: number, work: () => void): number {
  const end = performance.now() + seconds * 1000;
  const together = Math.max(1, Math.round(3e7 / operations));
  let best = Infinity;
  while (performance.now() < end || best === Infinity) {
    const start = performance.now();
    for (let i = 0; i < together; i++) work();
    best = Math.min(best, (performance.now() - start) / together);
  }
  return operations / best / 1e6;
}
