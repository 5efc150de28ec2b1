import { decode, toMessage } from './messages';
import { operationsPerStep } from './operations';
import type { PeerProcess } from './peerProcess';
import { rowName, type Row } from './shapes';
import { median, relativeDifference } from './statistics';
import type { Sample, Stopwatch } from './stopwatch';
import { makeWorkload, type Workload } from './workload';

/** Steps whose losses are compared before anything is timed. */
const comparedSteps = 10;
const tolerance = 1e-4;

export interface RaceOptions {
  readonly rounds: number;
  /** Seconds of work in a round; a step that takes longer is done once. */
  readonly roundSeconds: number;
}

export interface PeerResult {
  readonly name: string;
  readonly label: string;
  /** The quickest of the engine's ways to do it. */
  readonly variant: string;
  /** All ways that were tried, ms a step. */
  readonly variants: Readonly<Record<string, number>>;
  readonly info: string | null;
  /** Median over the rounds. */
  readonly ms: number;
  readonly gflops: number;
  readonly samples: readonly Sample[];
  /** First losses, or null for a prediction. */
  readonly losses: readonly number[] | null;
}

export interface RowResult {
  readonly name: string;
  readonly row: Row;
  readonly peers: readonly PeerResult[];
  /** Largest relative difference of any two engines' losses or predictions. */
  readonly difference: number;
}

/** An engine that computes something else than the others. */
export class WrongResult extends Error {
  override readonly name = 'WrongResult';
}

/**
 * One row of the table: compares what all engines compute, and then times them in turn.
 * @throws WrongResult when two engines do not agree
 */
export async function race(
  row: Row,
  peers: readonly PeerProcess[],
  stopwatch: Stopwatch,
  { rounds, roundSeconds }: RaceOptions,
  work: Workload = makeWorkload(row),
): Promise<RowResult> {
  const name = rowName(row);
  const runners: Runner[] = [];
  for (const peer of peers) runners.push(await Runner.start(row, work, peer, stopwatch, roundSeconds));
  const difference = await compare(name, runners);
  for (let round = 0; round < rounds; round++) for (const runner of runners) await runner.round();
  const operations = operationsPerStep(row, work.experiment);
  return { name, row, difference, peers: runners.map((runner) => runner.result(operations)) };
}

/** An engine with this row's network loaded, and the way of training that is quickest with it. */
export class Runner {
  private readonly samples: Sample[] = [];
  losses: number[] | null = null;
  private steps = 1;
  private variant = '';
  private readonly variants: Record<string, number> = {};

  private constructor(
    private readonly row: Row,
    readonly peer: PeerProcess,
    private readonly stopwatch: Stopwatch,
    private readonly roundSeconds: number,
    private readonly info: string | null,
  ) {}

  static async start(
    row: Row,
    work: Workload,
    peer: PeerProcess,
    stopwatch: Stopwatch,
    roundSeconds: number,
  ): Promise<Runner> {
    const request = { do: 'load', purpose: row.purpose, workload: toMessage(work) } as const;
    const loaded = await peer.ask<{ variants: string[]; info?: string }>(request);
    const runner = new Runner(row, peer, stopwatch, roundSeconds, loaded.info ?? null);
    for (const variant of loaded.variants) runner.variants[variant] = await runner.calibrate(variant);
    const [best] = Object.entries(runner.variants).toSorted(([, a], [, b]) => a - b);
    if (!best) throw new Error(`${peer.label} has no way to do it.`);
    runner.variant = best[0];
    runner.steps = Math.max(1, Math.ceil((1000 * roundSeconds) / best[1]));
    return runner;
  }

  /** Steps from the same weights as all others, or the prediction. */
  async outcome(): Promise<number[]> {
    const { variant } = this;
    if (this.row.purpose === 'predict') {
      const { values } = await this.peer.ask<{ values: string }>({ do: 'outputs', variant });
      return [...new Float32Array(decode(values))];
    }
    const { losses } = await this.peer.ask<{ losses: number[] }>({ do: 'losses', variant, steps: comparedSteps });
    this.losses = losses;
    return losses;
  }

  async round(): Promise<void> {
    this.samples.push(await this.take(this.variant, this.steps));
  }

  /** Median over the rounds so far. */
  get ms(): number {
    return median(this.samples.map(({ msPerStep }) => msPerStep));
  }

  result(operations: number): PeerResult {
    const { ms } = this;
    return {
      name: this.peer.name,
      label: this.peer.label,
      variant: this.variant,
      variants: this.variants,
      info: this.info,
      ms,
      gflops: operations / ms / 1e6,
      samples: this.samples,
      losses: this.losses,
    };
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

/** The largest relative difference of any two engines; for predictions relative to the largest of them. */
async function compare(name: string, runners: readonly Runner[]): Promise<number> {
  const outcomes: { label: string; values: number[] }[] = [];
  for (const runner of runners) outcomes.push({ label: runner.peer.label, values: await runner.outcome() });
  const isPrediction = runners[0]?.losses === null;
  let largest = 0;
  outcomes.forEach((a, i) => {
    for (const b of outcomes.slice(i + 1)) {
      const difference = isPrediction ? outputDifference(a.values, b.values) : relativeDifference(a.values, b.values);
      if (!(difference <= tolerance)) {
        const shown = [a, b].map(({ label, values }) => `${label} ${values.slice(0, comparedSteps).join(' ')}`);
        throw new WrongResult(`${name}: two engines differ by ${difference.toExponential(1)}.\n${shown.join('\n')}`);
      }
      largest = Math.max(largest, difference);
    }
  });
  return largest;
}

/** Outputs near 0 have no relative accuracy, so that the scale is the largest of them. */
function outputDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  const scale = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const largest = a.reduce((most, value, i) => {
    const difference = Math.abs(value - (b[i] ?? NaN));
    return difference >= 0 ? Math.max(most, difference) : Infinity;
  }, 0);
  return largest / scale;
}
