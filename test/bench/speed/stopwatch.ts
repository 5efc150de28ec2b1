import { setTimeout as sleep } from 'node:timers/promises';

import type { Load } from './machineLoad';
import { readLoad, workBetween } from './machineLoad';
import type { Timing } from './messages';
import type { PeerProcess } from './peerProcess';

/** Share of one processor that others may use while a time is taken. */
const tolerated = 0.05;
/** Ticks of /proc are 10 ms; so much is always forgiven, s. */
const resolution = 0.02;

/** A time, and whether it can be relied on. */
export interface Measured {
  readonly seconds: number;
  /** Processor time of others (other programs, idle peers, the machine's host) as a share of one processor. */
  readonly foreign: number;
  readonly quiet: boolean;
}

export interface Sample {
  readonly msPerStep: number;
  readonly foreign: number;
  readonly quiet: boolean;
}

export interface StepsRequest {
  readonly do: 'train' | 'predict';
  readonly variant: string;
  readonly steps: number;
}

/**
 * Takes times when nothing else is at work. Beside another program, threads that wait for each other at every matrix
 * product come to a halt: PyTorch took 50 times as long on a busy machine of two cores.
 */
export class Stopwatch {
  private waited = 0;

  /** @param patienceSeconds how long to wait and to repeat in all, where the machine is busy with something else */
  constructor(
    private readonly processes: readonly PeerProcess[],
    private readonly patienceSeconds: number,
  ) {}

  /** Time a step of an engine. */
  async take(peer: PeerProcess, request: StepsRequest): Promise<Sample> {
    let steps = request.steps;
    const { seconds, foreign, quiet } = await this.measure([peer.pid], async () => {
      const timing = await peer.ask<Timing>(request);
      steps = timing.steps;
      return timing.seconds;
    });
    return { msPerStep: (1000 * seconds) / steps, foreign, quiet };
  }

  /**
   * Does the work until a quiet moment comes; the least disturbed where none does.
   * @param pids processes that do it; this one and its ended children count as well
   * @param work gives the seconds that it took
   */
  async measure(pids: readonly number[], work: () => Promise<number>): Promise<Measured> {
    await this.settle();
    let best = await once([...pids, process.pid], work);
    const start = performance.now();
    const waitedBefore = this.waited;
    for (let attempt = 0; !best.quiet && this.waited < this.patienceSeconds; attempt++) {
      await sleep(Math.min(2000, 100 * 2 ** attempt));
      await this.settle();
      const again = await once([...pids, process.pid], work);
      if (again.foreign < best.foreign) best = again;
      this.waited = waitedBefore + (performance.now() - start) / 1000;
    }
    return best;
  }

  /** Waits until the peers' threads have stopped to spin for more work. */
  private async settle(): Promise<void> {
    const pids = this.processes.map(({ pid }) => pid);
    for (let i = 0; i < 40; i++) {
      const before = readLoad(pids);
      await sleep(50);
      const after = readLoad(pids);
      if (!before || !after || Math.max(0, ...workBetween(before, after).processes) < 0.02) return;
    }
  }
}

async function once(pids: readonly number[], work: () => Promise<number>): Promise<Measured> {
  const before: Load | null = readLoad(pids);
  const seconds = await work();
  const after = readLoad(pids);
  const foreign = before && after ? workBetween(before, after).foreign : 0;
  return { seconds, foreign: foreign / seconds, quiet: foreign <= Math.max(resolution, tolerated * seconds) };
}
