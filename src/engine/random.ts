import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

/**
 * The generator of a seed, for everything random in a run: initial weights from its start, dropout one jump (2^64
 * numbers) on, the order of the windows two.
 *
 * pure-rand puts the seed into the state as it is, so that the first numbers of seeds 1, 2, 3 are nearly the same, and
 * with them the first weights: three runs with three seeds would be no sample. Here the state comes from the seed by
 * SplitMix32, as the authors of xoroshiro advise (https://prng.di.unimi.it).
 * @param seed whole number from 0 to 2^32 - 1
 */
export function seededGenerator(seed: number): JumpableRandomGenerator {
  let counter = seed | 0;
  const next = (): number => {
    counter = (counter + 0x9e3779b9) | 0;
    let z = counter;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  return xoroshiro128plusFromState([next(), next(), next(), next()]);
}
