import { decode, toMessage } from './messages';
import type { PeerProcess } from './peerProcess';
import type { Row } from './shapes';
import { median } from './statistics';
import type { Sample, Stopwatch } from './stopwatch';
import type { Workload } from './workload';

/** Ways of an engine that are timed in every round: those that one short look cannot tell from the quickest. */
const mostFinalists = 3;
const nearlyAsQuick = 1.3;

/** One of an engine's ways to train or predict. */
interface Way {
  readonly variant: string;
  /** Steps that fill a round. */
  readonly steps: number;
  readonly samples: Sample[];
}

export interface WayResult {
  readonly variant: string;
  /** Median over the rounds. */
  readonly ms: number;
  readonly samples: readonly Sample[];
}

/** What a way gives, to be compared with all others: losses, or predictions. */
export interface Outcome {
  readonly label: string;
  readonly values: readonly number[];
}

interface Loaded {
  readonly variants: readonly string[];
  /** Ways that are timed and not judged by. */
  readonly apart?: readonly string[];
  readonly info?: string;
}

/** An engine with a row's network loaded. */
export class Runner {
  /** First look at each way, ms a step. */
  readonly variants: Record<string, number> = {};
  private finalists: Way[] = [];
  private apart: Way[] = [];

  private constructor(
    private readonly row: Row,
    readonly peer: PeerProcess,
    private readonly stopwatch: Stopwatch,
    private readonly roundSeconds: number,
    readonly info: string | null,
  ) {}

  /** Loads the network and finds the engine's quickest ways. */
  static async start(
    row: Row,
    work: Workload,
    peer: PeerProcess,
    stopwatch: Stopwatch,
    roundSeconds: number,
  ): Promise<Runner> {
    const loaded = await peer.ask<Loaded>({ do: 'load', purpose: row.purpose, workload: toMessage(work) });
    const runner = new Runner(row, peer, stopwatch, roundSeconds, loaded.info ?? null);
    runner.finalists = await runner.quickest(loaded.variants, mostFinalists);
    runner.apart = await runner.quickest(loaded.apart ?? [], 1);
    return runner;
  }

  /** The result of every way that is timed: losses of `steps` steps from the initial weights, or all predictions. */
  async outcomes(steps: number): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const { variant } of this.ways) {
      const label = `${this.peer.label} (${variant})`;
      if (this.row.purpose === 'predict') {
        const { values } = await this.peer.ask<{ values: string }>({ do: 'outputs', variant });
        outcomes.push({ label, values: [...new Float32Array(decode(values))] });
      } else {
        const { losses } = await this.peer.ask<{ losses: number[] }>({ do: 'losses', variant, steps });
        outcomes.push({ label, values: losses });
      }
    }
    return outcomes;
  }

  /** Takes one time of every way. */
  async round(): Promise<void> {
    for (const { variant, steps, samples } of this.ways) samples.push(await this.take(variant, steps));
  }

  /** The quickest of the ways that count. */
  get best(): WayResult {
    const [best] = this.finalists.map(toResult).toSorted((a, b) => a.ms - b.ms);
    if (!best) throw new Error(`${this.peer.label} has no way to do it.`);
    return best;
  }

  /** The quickest way that is shown and does not count. */
  get bestApart(): WayResult | null {
    return this.apart.map(toResult)[0] ?? null;
  }

  private get ways(): Way[] {
    return [...this.finalists, ...this.apart];
  }

  private async quickest(variants: readonly string[], most: number): Promise<Way[]> {
    const looks: { variant: string; ms: number }[] = [];
    for (const variant of variants) {
      const ms = await this.calibrate(variant);
      this.variants[variant] = ms;
      looks.push({ variant, ms });
    }
    const fastest = Math.min(...looks.map(({ ms }) => ms));
    return looks
      .filter(({ ms }) => ms <= fastest * nearlyAsQuick)
      .toSorted((a, b) => a.ms - b.ms)
      .slice(0, most)
      .map(({ variant, ms }) => ({
        variant,
        steps: Math.max(1, Math.ceil((1000 * this.roundSeconds) / ms)),
        samples: [],
      }));
  }

  /** Time a step after the first, which compiles: as many steps as fill a third of a round. */
  private async calibrate(variant: string): Promise<number> {
    await this.peer.ask({ do: this.row.purpose, variant, steps: 1 });
    let sample = await this.take(variant, 1);
    for (let i = 0; i < 3; i++) {
      const steps = Math.ceil((1000 * this.roundSeconds) / 3 / sample.msPerStep);
      if (steps <= 1) break;
      sample = await this.take(variant, steps);
    }
    return sample.msPerStep;
  }

  private take(variant: string, steps: number): Promise<Sample> {
    return this.stopwatch.take(this.peer, { do: this.row.purpose, variant, steps });
  }
}

function toResult({ variant, samples }: Way): WayResult {
  return { variant, samples, ms: median(samples.map(({ msPerStep }) => msPerStep)) };
}
