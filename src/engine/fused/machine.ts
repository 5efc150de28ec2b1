import * as ops from './kernels/ops';
import type { Kernels, LoadedModule } from './load';
import { createMemory, instantiate } from './load';
import { refuseTooLarge } from './plan';
import type { Program } from './program/compile';
import type { Tape } from './program/tape';
import { Interrupted } from '../engine';
import { Team } from './threads/team';

const pageBytes = 64 * 1024;

/** Time without a turn of the event loop, ms. */
const turnEveryMs = 10;

/** Floating-point operations that are worth another thread: below, waking and waiting costs more than it saves. */
const operationsOfThread = 1.5e6;

/** Items whose tapes stand in memory, with their table. */
export interface InstalledItems {
  readonly table: number;
  readonly count: number;
}

/** A tape that stands in memory. */
export interface InstalledProgram {
  readonly program: Program;
  readonly tape: number;
}

/** The memory, the kernels on it, and the threads: runs tapes, and knows nothing of what they mean. */
export class Machine {
  /** First address that a plan may use. */
  static readonly firstFree = ops.FIRST_FREE;

  readonly kernels: Kernels;
  private readonly memory: WebAssembly.Memory;
  private readonly team: Team;
  private top: number;
  private control!: Int32Array;
  private numbers!: Float32Array;
  private interrupted = false;
  private running = false;
  private lastTurn = 0;

  /**
   * @param top bytes that are laid out already
   * @throws FusedUnavailable where the system does not give the memory
   */
  constructor({ module, shared }: LoadedModule, threads: number, top: number) {
    this.memory = createMemory(Math.ceil(top / pageBytes), shared);
    this.top = top;
    this.kernels = instantiate(module, this.memory);
    this.team = new Team(this.kernels, module, this.memory, shared ? threads : 1);
    this.viewControl();
  }

  /** First address that is not laid out. */
  get end(): number {
    return this.top;
  }

  /** Room for `bytes` at the beginning of a cache line. @throws UserError when there is no more */
  allocate(bytes: number): number {
    const address = Math.ceil(this.top / 64) * 64;
    this.reserve(address + bytes);
    return address;
  }

  /**
   * Makes everything below `top` belong to the memory. Views made before keep what they had where the memory is shared,
   * and are empty where it is not.
   * @throws UserError when there is no more
   */
  reserve(top: number): void {
    const have = this.memory.buffer.byteLength;
    if (top > have) {
      refuseTooLarge(top);
      this.memory.grow(Math.ceil((top - have) / pageBytes));
      this.viewControl();
    }
    this.top = Math.max(this.top, top);
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

  install(program: Program): InstalledProgram {
    return { program, tape: this.write(program.tape) };
  }

  installItems(tapes: readonly Tape[]): InstalledItems {
    const table = this.allocate(tapes.length * 16);
    const addresses = tapes.map((tape) => this.write(tape));
    const words = this.words(table, tapes.length * 4);
    tapes.forEach((tape, i) => {
      const start = addresses[i] ?? 0;
      words.set([start, start + tape.bytes], i * 4);
    });
    return { table, count: tapes.length };
  }

  /** Sets words of the control block, by the offsets of `ops.ts`. */
  setWord(word: number, value: number): void {
    this.control[word / 4] = value;
  }

  /** Sets numbers (float32) of the control block. */
  setNumber(word: number, value: number): void {
    this.numbers[word / 4] = value;
  }

  /** Runs the tape up to `end` (bytes from its beginning) on the first `rows` rows. Yields when a turn is due. */
  *rows({ program, tape }: InstalledProgram, rows: number, end: number): Generator<void, void> {
    this.setWord(ops.KIND, ops.KIND_ROWS);
    this.setWord(ops.TAPE_START, tape);
    this.setWord(ops.TAPE_END, tape + end);
    this.setWord(ops.ROWS, rows);
    const pieces = program.tape.pieces.filter((piece) => piece.end <= end);
    const operations = (pieces.reduce((sum, piece) => sum + piece.operations, 0) * rows) / program.batchSize;
    const threads = Math.min(this.threadsFor(operations), rows);
    if (operations < smallOperations) {
      this.team.run(threads);
      return;
    }
    this.team.begin(threads);
    let start = 0;
    for (const piece of pieces) {
      this.kernels.runPiece(tape + start, tape + piece.end);
      start = piece.end;
      if (this.isTurnDue) {
        yield;
        if (this.interrupted) break;
      }
    }
    if (this.interrupted) this.setWord(ops.ABANDON, 1);
    while (!this.team.isDone(threads)) yield;
    this.setWord(ops.ABANDON, 0);
    if (this.interrupted) throw new Interrupted();
  }

  /** Runs all items. @param operations what they take together, for the choice of threads */
  *items({ table, count }: InstalledItems, operations: number): Generator<void, void> {
    this.setWord(ops.KIND, ops.KIND_ITEMS);
    this.setWord(ops.ITEMS, table);
    this.setWord(ops.ITEM_COUNT, count);
    this.setWord(ops.NEXT_ITEM, 0);
    const threads = Math.min(this.threadsFor(operations), count);
    if (operations < smallOperations) {
      this.team.run(threads);
      return;
    }
    this.team.begin(threads);
    const together = Math.max(1, Math.floor((smallOperations * count) / operations));
    while (this.kernels.takeItems(together) !== 0) if (this.isTurnDue) yield;
    while (!this.team.isDone(threads)) yield;
  }

  /** Ends a call that gives turns; see `Engine.interrupt`. */
  interrupt(): void {
    this.interrupted = this.running;
  }

  /** Does the work: at once where it never yields, otherwise with a turn of the event loop at every yield. */
  drive<T>(work: Generator<void, T>): T | Promise<T> {
    if (this.running) throw new Error('The engine is at work; it takes one call at a time.');
    this.running = true;
    this.interrupted = false;
    this.lastTurn = performance.now();
    let inTurns = false;
    try {
      const first = work.next();
      if (first.done) return first.value;
      inTurns = true;
    } finally {
      this.running = inTurns;
    }
    return this.inTurns(work);
  }

  /** Ends the threads. */
  dispose(): void {
    this.team.end();
  }

  private async inTurns<T>(work: Generator<void, T>): Promise<T> {
    try {
      for (;;) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        this.lastTurn = performance.now();
        const next = work.next();
        if (next.done) return next.value;
      }
    } finally {
      this.running = false;
    }
  }

  private viewControl(): void {
    this.control = this.words(ops.CONTROL, ops.CONTROL_END / 4);
    this.numbers = this.floats(ops.CONTROL, ops.CONTROL_END / 4);
  }

  private get isTurnDue(): boolean {
    return performance.now() - this.lastTurn >= turnEveryMs;
  }

  private threadsFor(operations: number): number {
    return Math.max(1, Math.min(this.team.size, Math.floor(operations / operationsOfThread)));
  }

  /** Puts a tape into memory. @returns its address */
  write(tape: Tape): number {
    const address = this.allocate(tape.bytes);
    this.words(address, tape.bytes / 4).set(tape.words);
    return address;
  }
}

/** Work of a millisecond at most: it is done in one go. */
const smallOperations = 2e7;
