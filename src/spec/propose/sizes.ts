/** Windows or texts for one update: more rows allow larger batches without too few updates an epoch. */
export const batchSizeFor = (rows: number): number =>
  rows < 500 ? 8 : rows < 10_000 ? 32 : rows < 40_000 ? 64 : rows < 200_000 ? 128 : 512;

/**
 * Passes that take about a minute: as many as fit into `affordable` steps, within limits.
 * @param steps an epoch
 */
export const passes = (steps: number, affordable: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, Math.round(affordable / Math.max(1, steps))));

/** 70/10/20; where that leaves single examples to watch and to judge, none to watch and more to judge. */
export const sharesOf = (
  examples: number,
): { readonly train: number; readonly validation: number; readonly test: number } =>
  examples < 10 ? { train: 0.7, validation: 0, test: 0.3 } : { train: 0.7, validation: 0.1, test: 0.2 };
