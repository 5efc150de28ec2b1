import { operationsPerStep } from './operations';
import type { PeerProcess } from './peerProcess';
import { Runner, type Outcome, type WayResult } from './runner';
import { rowName, type Row } from './shapes';
import { relativeDifference } from './statistics';
import type { Sample, Stopwatch } from './stopwatch';
import { makeWorkload } from './workload';

/** Steps whose losses are compared before anything is timed. */
const comparedSteps = 10;
const usualTolerance = 1e-4;

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
  /** A first look at all its ways, ms a step. */
  readonly variants: Readonly<Record<string, number>>;
  readonly info: string | null;
  /** Median over the rounds. */
  readonly ms: number;
  readonly gflops: number;
  readonly samples: readonly Sample[];
  /** A quick way that does not count, because it is no step that a training loop can use. */
  readonly apart: WayResult | null;
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
): Promise<RowResult> {
  const name = rowName(row);
  const work = makeWorkload(row);
  const runners: Runner[] = [];
  const able = peers.filter((peer) => !row.without?.includes(peer.name));
  for (const peer of able) runners.push(await Runner.start(row, work, peer, stopwatch, roundSeconds));
  const outcomes: Outcome[] = [];
  for (const runner of runners) outcomes.push(...(await runner.outcomes(comparedSteps)));
  const difference = compare(name, row, outcomes);
  for (let round = 0; round < rounds; round++) for (const runner of runners) await runner.round();
  const operations = operationsPerStep(row, work);
  return { name, row, difference, peers: runners.map((runner) => toResult(runner, operations)) };
}

function toResult({ peer, best, bestApart, variants, info }: Runner, operations: number): PeerResult {
  const gflops = operations / best.ms / 1e6;
  return { name: peer.name, label: peer.label, ...best, variants, info, gflops, apart: bestApart };
}

/** The largest relative difference of any two. @throws WrongResult when it is above the tolerance */
function compare(name: string, { purpose, tolerance = usualTolerance }: Row, outcomes: readonly Outcome[]): number {
  const differenceOf = purpose === 'predict' ? outputDifference : relativeDifference;
  let largest = 0;
  outcomes.forEach((a, i) => {
    for (const b of outcomes.slice(i + 1)) {
      const difference = differenceOf(a.values, b.values);
      if (!(difference <= tolerance)) {
        const shown = [a, b].map(({ label, values }) => `${label}: ${values.slice(0, comparedSteps).join(' ')}`);
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
