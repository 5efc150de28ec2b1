import { Interrupted } from '../engine';
import { dataTooLarge } from '../memory';
import * as ops from './kernels/ops';
import type { Kernels, LoadedModule } from './load';
import { createMemory, instantiate } from './load';
import type { Tape } from './program/tape';
import { operationsUpTo } from './program/tape';
import { Team, ThreadFailed } from './threads/team';

const pageBytes = 64 * 1024;

/** Time without a turn of the event loop, ms. */
const turnEveryMs = 10;

/** Floating-point operations that are worth another thread: below, waking and waiting costs more than it saves. */
const operationsOfThread = 1.5e6;

/** Work of a millisecond at most: it is done in one go. */
const smallOperations = 2e7;

/** A tape that stands in memory, for batches of up to `rows` rows. */
export interface PlacedTape {
  readonly address: number;
  readonly rows: number;
  readonly bytes: number;
  readonly pieces: Tape['pieces'];
}

/** Items whose tapes stand in memory, with their table. */
export interface PlacedItems {
  readonly table: number;
  readonly tapes: readonly PlacedTape[];
  /** Of all items, for a full batch. */
  readonly operations: number;
}

/** The memory, the kernels on it, and the threads: runs tapes, and knows nothing of what they mean. */
export class Machine {
  readonly kernels: Kernels;
  readonly team: Team;
  private readonly memory: WebAssembly.Memory;
  private top = 0;
  private control!: Int32Array;
  private numbers!: Float32Array;
  private interrupted = false;
  private running = false;
  /** Why no call is taken any more. */
  private ended: 'disposed' | 'broken' | null = null;
  private lastTurn = 0;

  /**
   * @param top bytes that are laid out already
   * @throws FusedUnavailable where the system does not give the memory
   */
  constructor({ module, shared }: LoadedModule, threads: number, top: number) {
    this.memory = createMemory(Math.ceil(top / pageBytes), shared);
    this.kernels = instantiate(module, this.memory);
    this.team = new Team(this.kernels, module, this.memory, shared ? threads : 1);
    this.viewControl();
    this.layOut(top);
  }

  /** First address that is not laid out. */
  get end(): number {
    return this.top;
  }

  /**
   * Everything below `top` is laid out now, and what was behind it is forgotten. Views made before keep what they had
   * where the memory is shared, and are empty where it is not and has grown.
   * @throws UserError when there is no more
   */
  layOut(top: number): void {
    const have = this.memory.buffer.byteLength;
    if (top > have) {
      try {
        this.memory.grow(Math.ceil((top - have) / pageBytes));
      } catch {
        throw dataTooLarge(top);
      }
      this.viewControl();
    }
    this.top = top;
  }

  words(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  /** Puts a tape into memory. @throws UserError when there is no more */
  place({ bytes, words, pieces, rows }: Tape): PlacedTape {
    const address = this.allocate(bytes);
    this.words(address, bytes / 4).set(words);
    return { address, rows, bytes, pieces };
  }

  placeItems(tapes: readonly Tape[]): PlacedItems {
    const table = this.allocate(tapes.length * 8);
    const placed = tapes.map((tape) => this.place(tape));
    const words = this.words(table, tapes.length * 2);
    placed.forEach(({ address, bytes }, i) => {
      words.set([address, address + bytes], i * 2);
    });
    return { table, tapes: placed, operations: tapes.reduce((sum, tape) => sum + operationsUpTo(tape, tape.bytes), 0) };
  }

  /** Sets words of the control block, by the offsets of `ops.ts`. */
  setWord(word: number, value: number): void {
    this.control[word / 4] = value;
  }

  /** Sets numbers (float32) of the control block. */
  setNumber(word: number, value: number): void {
    this.numbers[word / 4] = value;
  }

  /**
   * Runs the tape from `from` up to `end` (bytes from its beginning, where pieces end) on the first `rows` rows. Yields
   * when a turn is due.
   * @throws Interrupted
   */
  *rows(tape: PlacedTape, rows: number, end: number, from = 0): Generator<void, void> {
    this.setWord(ops.KIND, ops.KIND_ROWS);
    this.setWord(ops.TAPE_START, tape.address + from);
    this.setWord(ops.TAPE_END, tape.address + end);
    this.setWord(ops.ROWS, rows);
    const before = from === 0 ? 0 : operationsUpTo(tape, from);
    const operations = ((operationsUpTo(tape, end) - before) * rows) / tape.rows;
    const threads = Math.min(this.threadsFor(operations), rows);
    if (operations < smallOperations) {
      this.team.run(threads);
      yield* this.turn();
      return;
    }
    this.team.begin(threads);
    let start = from;
    for (const piece of tape.pieces) {
      if (piece.end <= start) continue;
      if (piece.end > end || this.interrupted) break;
      this.kernels.runPiece(tape.address + start, tape.address + piece.end);
      start = piece.end;
      if (this.isTurnDue) yield;
    }
    yield* this.join(threads);
  }

  /**
   * Runs all items, for the first `rows` rows.
   * @param mayStop whether the job can be left half done
   * @throws Interrupted where it may stop
   */
  *items({ table, tapes, operations: most }: PlacedItems, rows: number, mayStop: boolean): Generator<void, void> {
    this.setWord(ops.KIND, ops.KIND_ITEMS);
    this.setWord(ops.ITEMS, table);
    this.setWord(ops.ITEM_COUNT, tapes.length);
    this.setWord(ops.NEXT_ITEM, 0);
    const operations = (most * rows) / (tapes[0]?.rows ?? 1);
    const threads = Math.min(this.threadsFor(operations), tapes.length);
    if (operations < smallOperations) {
      this.team.run(threads);
      return;
    }
    this.team.begin(threads);
    for (;;) {
      // Addresses above 2 GB come back as negative numbers.
      const entry = mayStop && this.interrupted ? 0 : this.kernels.nextItem() >>> 0;
      if (entry === 0) break;
      const tape = tapes[(entry - table) / 8];
      if (!tape) throw new Error(`No item stands at ${entry}.`);
      let start = 0;
      for (const piece of tape.pieces) {
        if (mayStop && this.interrupted) break;
        this.kernels.runItem(tape.address + start, tape.address + piece.end);
        start = piece.end;
        if (this.isTurnDue) yield;
      }
    }
    yield* this.join(threads, mayStop);
  }

  /** A turn of the event loop where one is due. @throws Interrupted */
  *turn(): Generator<void, void> {
    if (this.isTurnDue) yield;
    if (this.interrupted) throw new Interrupted();
  }

  /** Ends a call that gives turns; see `Engine.interrupt`. */
  interrupt(): void {
    this.interrupted = this.running;
  }

  /** @throws Error while a call is running, and when no call can be taken any more */
  refuseWhileRunning(): void {
    if (this.running) throw new Error('The engine is at work; it takes one call at a time.');
    if (this.ended) throw new Error(`The engine is ${this.ended}.`);
  }

  /** Does the work: at once where it never yields, otherwise with a turn of the event loop at every yield. */
  drive<T>(work: Generator<void, T>): T | Promise<T> {
    this.refuseWhileRunning();
    this.running = true;
    this.interrupted = false;
    this.lastTurn = performance.now();
    let inTurns = false;
    try {
      const first = this.next(work);
      if (first.done) return first.value;
      inTurns = true;
    } finally {
      this.running = inTurns;
    }
    return this.inTurns(work);
  }

  /** Ends the threads, and a running call with `Interrupted`. */
  dispose(): void {
    this.ended = 'disposed';
    this.interrupt();
    this.team.end();
  }

  private async inTurns<T>(work: Generator<void, T>): Promise<T> {
    try {
      for (;;) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (this.ended) throw new Interrupted();
        this.lastTurn = performance.now();
        const next = this.next(work);
        if (next.done) return next.value;
      }
    } finally {
      this.running = false;
    }
  }

  /** What a kernel throws is a defect, after which threads may stand anywhere: nothing can be computed any more. */
  private next<T>(work: Generator<void, T>): IteratorResult<void, T> {
    try {
      return work.next();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof ThreadFailed) this.ended = 'broken';
      throw error;
    }
  }

  /** Waits for the workers. @throws Interrupted where the job was left */
  private *join(threads: number, mayStop = true): Generator<void, void> {
    const left = (): boolean => mayStop && this.interrupted;
    for (;;) {
      if (left()) this.setWord(ops.ABANDON, 1);
      if (this.team.isDone(threads)) break;
      yield;
    }
    this.setWord(ops.ABANDON, 0);
    if (left()) throw new Interrupted();
  }

  private viewControl(): void {
    this.control = this.words(ops.CONTROL, ops.CONTROL_END / 4);
    this.numbers = this.floats(ops.CONTROL, ops.CONTROL_END / 4);
  }

  /** Room for `bytes` at the beginning of a cache line. */
  private allocate(bytes: number): number {
    const address = Math.ceil(this.top / 64) * 64;
    this.layOut(address + bytes);
    return address;
  }

  private get isTurnDue(): boolean {
    return performance.now() - this.lastTurn >= turnEveryMs;
  }

  private threadsFor(operations: number): number {
    const wanted = Math.floor(operations / operationsOfThread);
    if (wanted < 2) return 1;
    this.team.start();
    return Math.min(this.team.size, wanted);
  }
}
