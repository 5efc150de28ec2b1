import type { Examples } from '../../../data/classes/labelledData';
import type { Engine } from '../../../engine/engine';
import { inBatches } from '../../../engine/windows';
import type { SplitName } from '../../../spec/run';
import { splits, splitsByImportance } from '../../splits';
import { eachBatch } from '../eachBatch';
import type { PredictionControl } from '../task';

/** What a network said of a part. */
export interface PartOutputs {
  readonly split: SplitName;
  /** Target rows of the part: example by example, step by step. */
  readonly rows: Int32Array;
  /** [rows, width], row-major. */
  readonly outputs: Float32Array;
}

/** Examples, and steps of all of them, predicted between two turns of the event loop. */
const examplesAtOnce = 512;
const stepsAtOnce = 1 << 15;

/**
 * Predicts all examples of the parts that have some. Where it is told to stop, unfinished parts are left out.
 * @param width outputs of a row
 */
export async function predictExamples(
  engine: Engine,
  examples: Examples,
  width: number,
  control: PredictionControl,
): Promise<PartOutputs[]> {
  const parts: PartOutputs[] = [];
  for (const split of splitsByImportance) {
    if (examples.judged[split].length === 0) continue;
    const part = new Part(examples, split, width);
    const whole = await eachBatch(part.batches(), control, async (batch) => {
      part.put(batch, await engine.predict(batch));
    });
    if (!whole) break;
    parts.push(part);
  }
  return parts.sort((a, b) => splits.indexOf(a.split) - splits.indexOf(b.split));
}

class Part implements PartOutputs {
  readonly rows: Int32Array;
  readonly outputs: Float32Array;
  /** Where an example's rows begin. */
  private readonly offsets = new Map<number, number>();

  constructor(
    private readonly examples: Examples,
    readonly split: SplitName,
    private readonly width: number,
  ) {
    let count = 0;
    for (const example of examples.judged[split]) {
      this.offsets.set(example, count);
      count += this.stepsOf(example);
    }
    this.outputs = new Float32Array(count * width);
    this.rows = new Int32Array(count);
    for (const [example, offset] of this.offsets) {
      const first = examples.index[4 * example + 2]!;
      for (let step = 0; step < this.stepsOf(example); step++) this.rows[offset + step] = first + step;
    }
  }

  /** Those of like length together: what is padded is computed for nothing. */
  *batches(): Generator<Int32Array> {
    const { index, judged } = this.examples;
    const lengthOf = (example: number): number => index[4 * example + 1]!;
    const order = judged[this.split].slice().sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
    const longest = lengthOf(order.at(-1) ?? 0);
    yield* inBatches(order, Math.max(1, Math.min(examplesAtOnce, Math.floor(stepsAtOnce / longest))));
  }

  /** @param said [batch, steps, width]; steps beyond an example's own stand for nothing */
  put(batch: Int32Array, said: Float32Array): void {
    const steps = said.length / (batch.length * this.width);
    batch.forEach((example, b) => {
      const from = b * steps * this.width;
      const own = said.subarray(from, from + this.stepsOf(example) * this.width);
      this.outputs.set(own, this.offsets.get(example)! * this.width);
    });
  }

  private stepsOf(example: number): number {
    return this.examples.index[4 * example + 3]!;
  }
}
