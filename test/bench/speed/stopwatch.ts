import { setTimeout as sleep } from 'node:timers/promises';

import { readLoad, workBetween } from './machineLoad';
import type { Timing } from './messages';
import type { PeerProcess } from './peerProcess';

/** Share of one processor that others may use while a time is taken. */
const tolerated = 0.05;
/** Ticks of /proc are 10 ms; so much is always forgiven, s. */
const resolution = 0.03;

export interface Sample {
  readonly msPerStep: number;
  /** Processor time of others (other programs, idle peers, the machine's host) as a share of one processor. */
  readonly foreign: number;
  readonly quiet: boolean;
}

/** Takes times when nothing else is at work: matrix products on all processors come to a halt beside another program. */
export class Stopwatch {
  private waited = 0;

  /** @param patienceSeconds how long to wait in all for a machine that is busy with something else */
  constructor(
    private readonly processes: readonly PeerProcess[],
    private readonly patienceSeconds: number,
  ) {}

  /** Time a step, again until a quiet moment comes; the least disturbed where none does. */
  async take(peer: PeerProcess, request: { do: 'train' | 'predict'; variant: string; steps: number }): Promise<Sample> {
    let best: Sample | null = null;
    for (let attempt = 0; ; attempt++) {
      await this.settle();
      const sample = await this.once(peer, request);
      if (!best || sample.foreign < best.foreign) best = sample;
      if (best.quiet || this.waited >= this.patienceSeconds) return best;
      const start = performance.now();
      await sleep(Math.min(2000, 100 * 2 ** attempt));
      this.waited += (performance.now() - start) / 1000;
    }
  }

  /** Waits until the peers' threads have stopped to spin for more work. */
  private async settle(): Promise<void> {
    const pids = this.processes.map(({ pid }) => pid);
    for (let i = 0; i < 40; i++) {
      const before = readLoad(pids);
      await sleep(50);
      const after = readLoad(pids);
      if (!before || !after || Math.max(...workBetween(before, after).processes) < 0.02) return;
    }
  }

  private async once(
    peer: PeerProcess,
    request: { do: 'train' | 'predict'; variant: string; steps: number },
  ): Promise<Sample> {
    const pids = [peer.pid, process.pid];
    const before = readLoad(pids);
    const { seconds, steps } = await peer.ask<Timing>(request);
    const after = readLoad(pids);
    const foreign = before && after ? workBetween(before, after).foreign : 0;
    return {
      msPerStep: (1000 * seconds) / steps,
      foreign: foreign / seconds,
      quiet: foreign <= Math.max(resolution, tolerated * seconds),
    };
  }
}
