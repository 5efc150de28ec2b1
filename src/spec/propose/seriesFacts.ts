import type { DataProfile } from '../profile';

/** Share of the rows that is compared with what comes after it: what is trained on. */
const earlier = 0.7;
/** Standard deviations of the earlier rows that the later ones lie away from them, on average, where a series drifts. */
const drift = 1;
/** Correlation of the changes from row to row with those a season before, where a series has that season. */
const alike = 0.3;

/**
 * Whether the later rows of a column are of another size than the earlier ones: a network that is trained on those has
 * hardly seen their like.
 */
export function drifts(profile: DataProfile, column: string | undefined): boolean {
  const values = plotted(profile, column).filter((value) => value !== null);
  const border = Math.floor(earlier * values.length);
  const [before, after] = [values.slice(0, border), values.slice(border)];
  if (before.length < 10 || after.length < 5) return false;
  const level = mean(before);
  const deviation = Math.sqrt(mean(before.map((value) => (value - level) ** 2)));
  return Math.abs(mean(after) - level) > drift * deviation;
}

/**
 * Whether a column goes up and down as it did a season before. Only told of columns that are short enough to be plotted
 * row by row.
 */
export function repeatsEachSeason(profile: DataProfile, column: string | undefined, period: number): boolean {
  const values = plotted(profile, column);
  if (values.length !== profile.rows || values.length < 3 * period) return false;
  const changes = values.map((value, i) => (i === 0 || value === null ? null : value - (values[i - 1] ?? NaN)));
  const pairs = changes.flatMap((change, i) => {
    const before = changes[i - period] ?? NaN;
    return change === null || !Number.isFinite(change) || !Number.isFinite(before) ? [] : [[change, before] as const];
  });
  return correlation(pairs) > alike;
}

function plotted(profile: DataProfile, column: string | undefined): readonly (number | null)[] {
  return profile.complete ? (profile.plots.find((plot) => plot.column === column)?.values ?? []) : [];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pearson's; 0 where one of both does not change. */
function correlation(pairs: readonly (readonly [number, number])[]): number {
  if (pairs.length < 3) return 0;
  const [a, b] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  const sum = (of: (x: number, y: number) => number): number =>
    pairs.reduce((total, [x, y]) => total + of(x - a, y - b), 0);
  const both = Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
  return both === 0 ? 0 : sum((x, y) => x * y) / both;
}
