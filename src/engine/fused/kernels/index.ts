import * as ops from './ops';
import { columnSums, gradient, useScratch } from './gradient';
import { activate, activateBack, addMasked, loss, merge, mergeBack, multiply } from './elementwise';
import { matmul } from './matmul';
import { adam, rmsprop, sgd, squares, transpose } from './optimizers';
import { simpleRnn, simpleRnnBack } from './simpleRnn';
import { lstm, lstmBack } from './lstm';
import {
  gruAfter,
  gruAfterBack,
  gruBeforeGates,
  gruBeforeGatesBack,
  gruBeforeState,
  gruBeforeStateBack,
} from './gru';
import { activateRows } from './activations';
import { attend, attendBack } from './attention';
import { copy } from './copy';
import { probabilities, sequenceLoss } from './heads';
import { embed, embedGradient, oneHot } from './tokens';

export { peak } from './peak';

/** Runs the row operations of the tape [start, end) on the rows [from, to), unless the job is abandoned. */
export function run(start: usize, end: usize, from: i32, to: i32): void {
  let p = start;
  while (p < end) {
    if (atomic.load<i32>(ops.CONTROL + ops.ABANDON)) return;
    switch (load<i32>(p)) {
      case ops.MATMUL:
        matmul(p, from, to);
        break;
      case ops.ACTIVATE:
        activate(p, from, to);
        break;
      case ops.ACTIVATE_BACK:
        activateBack(p, from, to);
        break;
      case ops.SIMPLE_RNN:
        simpleRnn(p, from, to);
        break;
      case ops.SIMPLE_RNN_BACK:
        simpleRnnBack(p, from, to);
        break;
      case ops.LSTM:
        lstm(p, from, to);
        break;
      case ops.LSTM_BACK:
        lstmBack(p, from, to);
        break;
      case ops.GRU_AFTER:
        gruAfter(p, from, to);
        break;
      case ops.GRU_AFTER_BACK:
        gruAfterBack(p, from, to);
        break;
      case ops.GRU_BEFORE_GATES:
        gruBeforeGates(p, from, to);
        break;
      case ops.GRU_BEFORE_STATE:
        gruBeforeState(p, from, to);
        break;
      case ops.GRU_BEFORE_STATE_BACK:
        gruBeforeStateBack(p, from, to);
        break;
      case ops.GRU_BEFORE_GATES_BACK:
        gruBeforeGatesBack(p, from, to);
        break;
      case ops.LOSS:
        loss(p, from, to);
        break;
      case ops.MULTIPLY:
        multiply(p, from, to, false);
        break;
      case ops.MULTIPLY_ADD:
        multiply(p, from, to, true);
        break;
      case ops.MERGE:
        merge(p, from, to);
        break;
      case ops.MERGE_BACK:
        mergeBack(p, from, to);
        break;
      case ops.ADD_MASKED:
        addMasked(p, from, to);
        break;
      case ops.EMBED:
        embed(p, from, to);
        break;
      case ops.ONE_HOT:
        oneHot(p, from, to);
        break;
      case ops.PROBABILITIES:
        probabilities(p, from, to);
        break;
      case ops.SEQUENCE_LOSS:
        sequenceLoss(p, from, to);
        break;
      case ops.COPY:
        copy(p, from, to);
        break;
      case ops.ATTEND:
        attend(p, from, to);
        break;
      case ops.ATTEND_BACK:
        attendBack(p, from, to);
        break;
      default:
        unreachable();
    }
    p += <usize>load<i32>(p, 4) << 2;
  }
}

/**
 * The next item that nobody has taken: the address of its entry in the table, or 0. Who takes which does not matter: an
 * item writes what no other one touches.
 */
export function nextItem(): usize {
  if (atomic.load<i32>(ops.CONTROL + ops.ABANDON)) return 0;
  const i = atomic.add<i32>(ops.CONTROL + ops.NEXT_ITEM, 1);
  if (i >= load<i32>(ops.CONTROL + ops.ITEM_COUNT)) return 0;
  return <usize>load<u32>(ops.CONTROL + ops.ITEMS) + (<usize>i << 3);
}

/** Runs records [start, end) of an item, unless the job is abandoned. */
export function runItem(start: usize, end: usize): void {
  let p = start;
  while (p < end) {
    if (atomic.load<i32>(ops.CONTROL + ops.ABANDON)) return;
    switch (load<i32>(p)) {
      case ops.GRADIENT:
        gradient(p);
        break;
      case ops.COLUMN_SUMS:
        columnSums(p);
        break;
      case ops.SQUARES:
        squares(p);
        break;
      case ops.ADAM:
        adam(p);
        break;
      case ops.RMSPROP:
        rmsprop(p);
        break;
      case ops.SGD:
        sgd(p);
        break;
      case ops.TRANSPOSE:
        transpose(p);
        break;
      case ops.EMBED_GRADIENT:
        embedGradient(p);
        break;
      default:
        unreachable();
    }
    p += <usize>load<i32>(p, 4) << 2;
  }
}

/** Takes items and runs them until none is left. */
function takeItems(): void {
  for (let entry = nextItem(); entry; entry = nextItem()) {
    runItem(load<u32>(entry), load<u32>(entry, 4));
  }
}

/** Thread `k`'s share of the rows: [k·rows/threads, (k+1)·rows/threads). */
function share(k: i32): i32 {
  return k * load<i32>(ops.CONTROL + ops.ROWS) / load<i32>(ops.CONTROL + ops.THREADS);
}

/** Thread `k`'s part of the job in the control block; the whole job where there is one thread. */
export function work(k: i32): void {
  if (load<i32>(ops.CONTROL + ops.KIND) == ops.KIND_ITEMS) {
    takeItems();
    return;
  }
  run(load<u32>(ops.CONTROL + ops.TAPE_START), load<u32>(ops.CONTROL + ops.TAPE_END), share(k), share(k + 1));
}

/** A piece [start, end) of the tape on thread 0's rows: the thread that gives its event loop a turn works in pieces. */
export function runPiece(start: usize, end: usize): void {
  run(start, end, share(0), share(1));
}

/**
 * Looks at a counter this often before it goes to sleep: some 200 µs. Waking a thread that sleeps costs 50 to 100, and the
 * threads of a batch are seldom further apart (LSTM 32, two threads: 0.32 ms a batch; with 20,000 looks 0.44).
 */
const spins: i32 = 150000;

/** Worker `k`: does its part of every job until it is told to end. */
export function serve(k: i32): void {
  useScratch(k);
  let seen = atomic.load<i32>(ops.CONTROL + ops.JOB);
  atomic.add<i32>(ops.CONTROL + ops.READY, 1);
  while (true) {
    let job = seen;
    for (let i = 0; i < spins; i++) {
      job = atomic.load<i32>(ops.CONTROL + ops.JOB);
      if (job != seen) break;
    }
    while (job == seen) {
      atomic.wait<i32>(ops.CONTROL + ops.JOB, seen, -1);
      job = atomic.load<i32>(ops.CONTROL + ops.JOB);
    }
    seen = job;
    // The word itself says for how many the job is: a worker that has no part in it may see this late, when the rest of
    // the control block is the next job's already.
    const threads = job & 15;
    if (threads == ops.END_OF_THREADS) return;
    if (k < threads) {
      work(k);
      atomic.add<i32>(ops.CONTROL + ops.DONE, 1);
      atomic.notify(ops.CONTROL + ops.DONE, 1);
    }
  }
}

/** Starts the job in the control block for `threads` threads, the caller's among them: workers that wait for it wake. */
export function start(threads: i32): void {
  store<i32>(ops.CONTROL + ops.THREADS, threads);
  if (threads == 1) return;
  atomic.store<i32>(ops.CONTROL + ops.DONE, 0);
  const count = atomic.load<i32>(ops.CONTROL + ops.JOB) >> 4;
  atomic.store<i32>(ops.CONTROL + ops.JOB, ((count + 1) << 4) | threads);
  atomic.notify(ops.CONTROL + ops.JOB, -1);
}

/** Waits a moment for the workers; false when they are not done yet. */
export function finished(): bool {
  const wanted = load<i32>(ops.CONTROL + ops.THREADS) - 1;
  for (let i = 0; i < spins; i++) {
    if (atomic.load<i32>(ops.CONTROL + ops.DONE) >= wanted) return true;
  }
  return false;
}

/** An activation over an array in place, for the tests. `count` is a multiple of 4. */
export function activation(kind: i32, values: usize, count: i32): void {
  activateRows(kind, values, 0, 1, <usize>count << 2);
}

/** First address behind the constants of the kernels. */
export function constantsEnd(): usize {
  return __heap_base;
}
