import { expect } from 'vitest';

import { type RunFolder, engineScores, naiveScores, printedScores } from './runFolder';

/**
 * A program that loaded weights printed what our engine has with the same weights. The naive error depends on all of the data's
 * way and on nothing else, hence to the last printed digits; the network's to float32's.
 */
export async function expectOwnScores(run: RunFolder, output: string): Promise<void> {
  const scores = printedScores(output);
  const own = await engineScores(run);
  expect(scores.map(({ part }) => part)).toEqual(own.map(({ part }) => part));
  expect(scores.length).toBeGreaterThan(0);
  scores.forEach(({ naive, rmse }, i) => {
    expect(Math.abs(naive / own[i]!.naive - 1), `naive of ${run.name}`).toBeLessThan(1e-9);
    expect(Math.abs(rmse / own[i]!.rmse - 1), `RMSE of ${run.name}`).toBeLessThan(1e-5);
  });
}

/** A program that trained from the same weights over the same batches came where our engine comes. */
export async function expectOwnTraining(run: RunFolder, output: string): Promise<void> {
  const scores = printedScores(output);
  const own = await engineScores(run, true);
  expect(scores.map(({ part }) => part)).toEqual(own.map(({ part }) => part));
  scores.forEach(({ rmse }, i) => {
    expect(Math.abs(rmse / own[i]!.rmse - 1), `RMSE of ${run.name}`).toBeLessThan(1e-3);
  });
}

/** A program that trained printed scores for all parts, of a network that did not run away. */
export function expectTraining(run: RunFolder, output: string): void {
  const scores = printedScores(output);
  const naive = naiveScores(run);
  expect(scores.map(({ part }) => part)).toEqual(naive.map(({ part }) => part));
  scores.forEach(({ rmse }, i) => {
    expect(rmse).toBeGreaterThan(0);
    // Some epochs only: far from good, but within the data's range.
    expect(rmse).toBeLessThan(60 * naive[i]!.naive);
  });
}
