import type { Bucket } from '../../spec/engineData';

/** Most buckets that an engine takes. */
const mostBuckets = 16;

/** Examples of about the same number of steps (source and target together, to a sixteenth). */
interface Level {
  count: number;
  /** Most steps of the examples up to here. */
  timeSteps: number;
  horizon: number;
}

/**
 * Numbers of steps to compute batches with: up to 16, chosen so that examples in batches with others of their length are
 * padded as little as possible.
 * @param source source steps of each example
 * @param target target steps of each example
 * @returns growing; the last holds every example. One of one step where there is no example
 */
export function lengthBuckets(source: Int32Array, target: Int32Array): Bucket[] {
  const levels = levelsOf(source, target);
  const ends = cheapestEnds(levels, Math.min(mostBuckets, levels.length));
  return ends.flatMap((end) => {
    const level = levels[end];
    return level ? [{ timeSteps: level.timeSteps, horizon: level.horizon }] : [];
  });
}

function levelsOf(source: Int32Array, target: Int32Array): Level[] {
  const byLevel = new Map<number, Level>();
  source.forEach((timeSteps, example) => {
    const horizon = target[example] ?? 0;
    const steps = Math.max(1, timeSteps + horizon);
    const unit = 2 ** Math.max(0, Math.floor(Math.log2(steps)) - 4);
    const key = Math.ceil(steps / unit) * unit;
    const level = byLevel.get(key) ?? { count: 0, timeSteps: 1, horizon: 1 };
    level.count++;
    level.timeSteps = Math.max(level.timeSteps, timeSteps);
    level.horizon = Math.max(level.horizon, horizon);
    byLevel.set(key, level);
  });
  const levels = [...byLevel].sort(([a], [b]) => a - b).map(([, level]) => level);
  if (levels.length === 0) return [{ count: 0, timeSteps: 1, horizon: 1 }];
  levels.reduce((before, level) => {
    level.timeSteps = Math.max(level.timeSteps, before.timeSteps);
    level.horizon = Math.max(level.horizon, before.horizon);
    return level;
  });
  return levels;
}

/**
 * Cuts levels into at most `most` groups, so that the sum of count × steps of the group's last level is smallest.
 * @returns the last level of each group
 */
function cheapestEnds(levels: readonly Level[], most: number): number[] {
  const counts = [0];
  for (const { count } of levels) counts.push((counts.at(-1) ?? 0) + count);
  const costOf = (from: number, to: number): number => {
    const { timeSteps = 0, horizon = 0 } = levels[to] ?? {};
    return ((counts[to + 1] ?? 0) - (counts[from] ?? 0)) * (timeSteps + horizon);
  };
  // best[to]: cheapest for levels 0 … to in as many groups as there were turns.
  let best = levels.map((_, to) => ({ cost: costOf(0, to), ends: [to] }));
  for (let groups = 2; groups <= most; groups++) {
    const before = best;
    best = before.map((fewer, to) => {
      let cheapest = fewer;
      for (let end = 0; end < to; end++) {
        const { cost, ends } = before[end] ?? fewer;
        const sum = cost + costOf(end + 1, to);
        if (sum < cheapest.cost) cheapest = { cost: sum, ends: [...ends, to] };
      }
      return cheapest;
    });
  }
  return best.at(-1)?.ends ?? [];
}
