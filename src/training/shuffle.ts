import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

import { seededGenerator } from '../engine/random';

/** The order in which windows are trained on: a new one each epoch, all of them decided by the seed. */
export class Shuffler {
  private constructor(private readonly generator: RandomGenerator) {}

  static fromSeed(seed: number): Shuffler {
    const generator = seededGenerator(seed);
    // 2 · 2^64 numbers away from those of the initial weights; the masks of dropout lie between.
    generator.jump();
    generator.jump();
    return new Shuffler(generator);
  }

  static fromState(state: readonly number[]): Shuffler {
    return new Shuffler(xoroshiro128plusFromState(state));
  }

  /** Puts the windows into a new order, in place (Fisher–Yates). */
  shuffle(starts: Int32Array): void {
    for (let i = starts.length - 1; i > 0; i--) {
      const j = uniformInt(this.generator, 0, i);
      const other = starts[j] ?? 0;
      starts[j] = starts[i] ?? 0;
      starts[i] = other;
    }
  }

  /** For a checkpoint. */
  state(): number[] {
    return [...this.generator.getState()];
  }
}
