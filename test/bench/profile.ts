import { createFusedEngine } from '../../src/engine/fused/create';
import type { FusedEngine } from '../../src/engine/fused/fusedEngine';
import * as ops from '../../src/engine/fused/kernels/ops';
import { markdownTable } from './speed/markdown';
import { peakProbe } from '../../src/engine/fused/probe';
import type { Row } from './speed/shapes';
import { rows, rowName } from './speed/shapes';
import { loadWork, shapesOfWork } from './speed/loadWork';
import { makeWorkload } from './speed/workload';

/** Time of one kind of record in a batch. */
interface Share {
  ms: number;
  operations: number;
}

const names = new Map(
  Object.entries({
    ACTIVATE: 'activation',
    ACTIVATE_BACK: 'activation, backward',
    SIMPLE_RNN: 'cell',
    SIMPLE_RNN_BACK: 'cell, backward',
    LSTM: 'gates',
    LSTM_BACK: 'gates, backward',
    GRU_AFTER: 'gates',
    GRU_AFTER_BACK: 'gates, backward',
    GRU_BEFORE_GATES: 'gates',
    GRU_BEFORE_STATE: 'gates',
    GRU_BEFORE_STATE_BACK: 'gates, backward',
    GRU_BEFORE_GATES_BACK: 'gates, backward',
    MERGE: 'merging of directions',
    MERGE_BACK: 'merging of directions, backward',
    LOSS: 'loss',
    SEQUENCE_LOSS: 'loss',
    MULTIPLY: 'dropout',
    MULTIPLY_ADD: 'dropout',
    ADD_MASKED: 'gradients handed over masked steps',
    EMBED: "tokens' vectors",
    EMBED_GRADIENT: "gradient of the tokens' vectors",
    ONE_HOT: 'one-hot tokens',
    COPY: 'states handed over',
    ATTEND: 'attention',
    ATTEND_BACK: 'attention, backward',
    COLUMN_SUMS: 'gradient of the biases',
    SQUARES: 'squares of the gradient',
    ADAM: 'Adam',
    TRANSPOSE: 'transposes',
  }).map(([key, name]) => [ops[key as keyof typeof ops], name]),
);

/** What a record is, for the table, and its operations where it is a product. */
function describe(record: Int32Array, batchSize: number): { name: string; operations: number } {
  const [kind = 0] = record;
  const word = (i: number): number => record[i + 2] ?? 0;
  if (kind === ops.MATMUL) {
    const [k, n, steps] = [word(6), word(7) * 8, word(11)];
    return { name: `product ${batchSize}×${k}·${k}×${n}`, operations: 2 * batchSize * steps * k * n };
  }
  if (kind === ops.GRADIENT) {
    const [steps, k, n] = [word(7), word(8), word(10) * 8];
    return { name: `gradient of weights, ${k} rows`, operations: 2 * batchSize * steps * k * n };
  }
  return { name: names.get(kind) ?? `record ${kind}`, operations: 0 };
}

/** Runs a batch record by record on one thread, several times; the least time of each kind of record counts. */
async function profile(row: Row): Promise<Map<string, Share>> {
  const work = makeWorkload(row);
  const { batchSize } = row.shape;
  const engine = (await createFusedEngine(work.experiment, shapesOfWork(work), { threads: 1 })) as FusedEngine;
  loadWork(engine, work);
  const warm = performance.now() + 1000;
  for (let i = 0; performance.now() < warm; i++) {
    await engine.trainBatch(work.batches[i % work.batches.length] ?? new Int32Array(), work.learningRate);
  }
  const machine = engine['machine'];
  const { kernels } = machine;
  const { buckets, updates } = engine['placed'];
  const { train, gradients } = buckets.at(-1) ?? buckets[0]; // of sequences, batches of the longest
  const best = new Map<string, Share>();
  for (let round = 0; round < 20; round++) {
    const sums = new Map<string, Share>();
    const each = (address: number, bytes: number, run: (start: number, end: number) => void): void => {
      const tape = machine.words(address, bytes / 4);
      for (let i = 0; i < tape.length; i += tape[i + 1] ?? 1) {
        const length = tape[i + 1] ?? 1;
        const { name, operations } = describe(tape.subarray(i, i + length), batchSize);
        const start = performance.now();
        run(address + i * 4, address + (i + length) * 4);
        const sum = sums.get(name) ?? { ms: 0, operations: 0 };
        sums.set(name, { ms: sum.ms + performance.now() - start, operations: sum.operations + operations });
      }
    };
    each(train.tape.address, train.tape.bytes, (start, end) => {
      kernels.run(start, end, 0, batchSize);
    });
    for (const { address, bytes } of [...gradients.tapes, ...updates.tapes]) {
      each(address, bytes, (start, end) => {
        kernels.runItem(start, end);
      });
    }
    for (const [name, share] of sums) {
      if (share.ms < (best.get(name)?.ms ?? Infinity)) best.set(name, share);
    }
  }
  engine.dispose();
  return best;
}

/** Prints where a batch's time goes, for the rows of the benchmark whose name matches. */
export async function printProfiles(only: RegExp, say: (text: string) => void): Promise<void> {
  const { gflops: peak } = await peakProbe();
  say(`One thread; multiply-adds of 4 floats reach ${peak.toFixed(1)} GFLOP/s at best.`);
  for (const row of rows) {
    const name = rowName(row);
    if (row.purpose !== 'train' || !only.test(name)) continue;
    const shares = [...(await profile(row))].filter(([, { ms }]) => ms >= 0.001);
    const total = shares.reduce((sum, [, { ms }]) => sum + ms, 0);
    const lines = shares.map(([kind, { ms, operations }]) => [
      kind,
      ms.toPrecision(3),
      `${((100 * ms) / total).toFixed(0)} %`,
      operations > 0 ? (operations / ms / 1e6).toFixed(1) : '',
    ]);
    say(`\n**${name}**: ${total.toPrecision(3)} ms a batch\n`);
    say(markdownTable(['', 'ms', 'share', 'GFLOP/s'], lines));
  }
}
