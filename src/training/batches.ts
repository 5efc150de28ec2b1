import { inBatches } from '../engine/windows';
import type { Experiment } from '../spec/experiment';
import { BatchBuffer } from './batchBuffer';
import type { Shuffler } from './shuffle';
import { chainsOf, rounds } from './streams';

/** The batches of an epoch, one after the other. Their order is decided by the generator alone. */
export interface BatchPlan {
  /** Examples of an epoch: each one once. */
  readonly examples: number;
  /** Orders the next epoch. @param shuffler null: the order of the examples as they stand */
  begin(shuffler: Shuffler | null): void;
  /** The next batch, which holds until the next call; null after the last. */
  next(): Int32Array | null;
  /** Whether the batch that `next` gave last begins at the zero state, not where the one before ended. */
  readonly fresh: boolean;
}

/** What the order of batches follows from beside the seed. */
export interface Examples {
  /** Steps of each example by its number, where they differ. */
  readonly lengths?: Uint16Array | null;
  /** By its number, the example that each goes on from, or -1; absent: windows go on from one window before. */
  readonly follows?: Int32Array | null;
}

/** How the examples of a part become batches for training or, without an update, for evaluation. */
export function planBatches(
  examples: Int32Array,
  { training, window }: Experiment,
  { lengths = null, follows = null }: Examples,
): BatchPlan {
  const { batchSize, stateful } = training;
  if (stateful) {
    const before = follows ? (example: number) => follows[example] ?? -1 : (start: number) => start - window.timeSteps;
    return new StreamBatches(examples, batchSize, before);
  }
  return lengths ? new LengthBatches(examples, batchSize, lengths) : new WindowBatches(examples, batchSize);
}

/** Windows of one length, in any order. */
class WindowBatches implements BatchPlan {
  readonly fresh = false;
  readonly examples: number;
  private readonly order: Int32Array;
  private readonly buffer: BatchBuffer;
  private from = 0;

  constructor(
    private readonly windows: Int32Array,
    batchSize: number,
  ) {
    this.examples = windows.length;
    this.order = windows.slice();
    this.buffer = new BatchBuffer(windows.length, batchSize);
  }

  begin(shuffler: Shuffler | null): void {
    this.order.set(this.windows);
    shuffler?.shuffle(this.order);
    this.from = 0;
  }

  next(): Int32Array | null {
    if (this.from >= this.examples) return null;
    const batch = this.buffer.take(this.order, this.from);
    this.from += batch.length;
    return batch;
  }
}

/** Batches that are sorted by length together: fewer leave less to chance, more leave more padding. */
const batchesInPool = 50;

/**
 * Examples of different length: shuffled, cut into pools, sorted by length within a pool, so that a batch has little
 * padding, and the batches shuffled. Not sorted over all of them: batches would hold the same examples in every epoch.
 */
class LengthBatches implements BatchPlan {
  readonly fresh = false;
  readonly examples: number;
  private readonly order: Int32Array;
  private readonly batches: readonly Int32Array[];
  private readonly turns: Int32Array;
  private turn = 0;

  constructor(
    private readonly given: Int32Array,
    private readonly batchSize: number,
    private readonly lengths: Uint16Array,
  ) {
    this.examples = given.length;
    this.order = given.slice();
    this.batches = [...inBatches(this.order, batchSize)];
    this.turns = new Int32Array(this.batches.length);
  }

  begin(shuffler: Shuffler | null): void {
    this.order.set(this.given);
    this.turns.forEach((_, i) => (this.turns[i] = i));
    this.turn = 0;
    if (!shuffler) return;
    shuffler.shuffle(this.order);
    for (const pool of inBatches(this.order, batchesInPool * this.batchSize)) this.sortByLength(pool);
    shuffler.shuffle(this.turns);
  }

  next(): Int32Array | null {
    const turn = this.turns[this.turn++];
    return turn === undefined ? null : (this.batches[turn] ?? null);
  }

  private sortByLength(pool: Int32Array): void {
    const { lengths } = this;
    pool.set([...pool].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0))); // stable: those alike stay shuffled
  }
}

/** Examples that go on from each other, side by side as streams: row b of a batch goes on from row b of the one before. */
class StreamBatches implements BatchPlan {
  readonly examples: number;
  fresh = true;
  private readonly batches: readonly { readonly batch: Int32Array; readonly fresh: boolean }[];
  private turn = 0;

  constructor(examples: Int32Array, batchSize: number, before: (example: number) => number) {
    this.examples = examples.length;
    this.batches = rounds(chainsOf(examples, before), batchSize);
  }

  begin(): void {
    this.turn = 0;
  }

  next(): Int32Array | null {
    const next = this.batches[this.turn++];
    if (!next) return null;
    this.fresh = next.fresh;
    return next.batch;
  }
}

/**
 * Examples in the order in which they are evaluated: those of like length together, so that little is padded.
 * @param size how many at once
 */
export function* evaluationBatches(
  examples: Int32Array,
  size: number,
  lengths: Uint16Array | null,
): Generator<Int32Array> {
  const order = lengths
    ? Int32Array.from([...examples].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0)))
    : examples;
  yield* inBatches(order, size);
}

/** Examples measured between two looks at the stop flag, and steps of all of them together: all states are kept. */
const measuredAtOnce = 512;
const stepsAtOnce = 1 << 15;

/** Batches to measure a part with: as many at once as is quick; streams go on in the batches that they are trained in. */
export function* measuringBatches(
  examples: Int32Array,
  experiment: Experiment,
  { lengths = null, follows = null }: Examples,
): Generator<{ readonly batch: Int32Array; readonly fresh: boolean }> {
  if (!experiment.training.stateful) {
    const longest = lengths?.reduce((a, b) => Math.max(a, b), 1) ?? 1;
    const size = Math.max(1, Math.min(measuredAtOnce, Math.floor(stepsAtOnce / longest)));
    for (const batch of evaluationBatches(examples, size, lengths)) yield { batch, fresh: false };
    return;
  }
  const plan = planBatches(examples, experiment, { lengths, follows });
  plan.begin(null);
  for (let batch = plan.next(); batch; batch = plan.next()) yield { batch, fresh: plan.fresh };
}
