/** Windows or texts for one update: more rows allow larger batches without too few updates an epoch. */
export const batchSizeFor = (rows: number): number =>
  rows < 500 ? 8 : rows < 20_000 ? 32 : rows < 200_000 ? 128 : 512;

/**
 * Passes that take about a minute: as many as fit into `affordable` steps, within limits.
 * @param steps an epoch
 */
export const passes = (steps: number, affordable: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, Math.round(affordable / Math.max(1, steps))));
