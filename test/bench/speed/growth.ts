import { digits, markdownTable } from './markdown';
import type { PeerProcess } from './peerProcess';
import { Runner } from './runner';
import type { Row, Shape } from './shapes';
import { growthExponent } from './statistics';
import type { Stopwatch } from './stopwatch';
import { makeWorkload } from './workload';

/** The network that is made larger and smaller in one direction at a time. */
const base: Shape = { cell: 'lstm', units: 64, timeSteps: 24, features: 4, batchSize: 32 };

type Direction = 'units' | 'timeSteps' | 'batchSize' | 'features' | 'rows';
const sweeps: Record<Direction, { letter: string; values: readonly number[] }> = {
  units: { letter: 'H', values: [16, 32, 64, 128, 256] },
  timeSteps: { letter: 'T', values: [6, 12, 24, 48, 96] },
  batchSize: { letter: 'B', values: [8, 16, 32, 64, 128] },
  features: { letter: 'F', values: [1, 4, 16, 64] },
  rows: { letter: 'rows', values: [1000, 4000, 16_000, 64_000] },
};

export interface Growth {
  /** `H`, `T`, `B`, `F`: time of a step; `rows`: time of an epoch. */
  readonly letter: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Of time = c · x^exponent, fitted over the logarithms. */
  readonly exponent: number;
}

/** How the engine's time grows with the size of everything that it works on. */
export async function measureGrowth(
  peer: PeerProcess,
  stopwatch: Stopwatch,
  { rounds, roundSeconds }: { rounds: number; roundSeconds: number },
): Promise<Growth[]> {
  const growths: Growth[] = [];
  for (const [direction, { letter, values }] of Object.entries(sweeps) as [Direction, (typeof sweeps)[Direction]][]) {
    const points = [];
    for (const x of values) {
      const shape = direction === 'rows' ? base : { ...base, [direction]: x };
      const row: Row = { shape, purpose: 'train', floors: [] };
      // An epoch over all windows, in random order: larger data leave the caches.
      const steps = Math.floor((x - base.timeSteps) / base.batchSize);
      const size = direction === 'rows' ? { dataRows: x, batchCount: steps } : undefined;
      const runner = await Runner.start(row, makeWorkload(row, size), peer, stopwatch, roundSeconds);
      for (let round = 0; round < rounds; round++) await runner.round();
      points.push({ x, y: runner.best.ms * (direction === 'rows' ? steps : 1) });
    }
    growths.push({ letter, points, exponent: growthExponent(points) });
  }
  return growths;
}

export function growthTable(growths: readonly Growth[]): string {
  const lines = growths.map(({ letter, points, exponent }) => [
    letter === 'rows' ? 'rows (an epoch)' : `${letter} (a step)`,
    points.map(({ x, y }) => `${x.toLocaleString('en')}: ${digits(y)}`).join(', '),
    exponent.toFixed(2),
  ]);
  return markdownTable(['Time grows with', 'ms', 'Exponent'], lines);
}
