import type { SplitName } from '../spec/run';

/** The parts in the order of time. */
export const splits: readonly SplitName[] = ['train', 'validation', 'test'];

/** The part that judges comes first: where predicting is stopped, its scores are there. */
export const splitsByImportance: readonly SplitName[] = ['test', 'validation', 'train'];
