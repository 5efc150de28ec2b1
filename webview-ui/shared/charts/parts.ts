import type { Experiment } from '../../../src/spec/experiment';
import type { SplitName } from '../../../src/spec/run';
import { splitRows } from '../../../src/spec/splitRows';

export interface Part {
  readonly name: SplitName;
  readonly label: string;
  readonly share: number;
  /** Shares of the rows where it begins and ends. */
  readonly from: number;
  readonly to: number;
}

const labels: Record<SplitName, string> = { train: 'Train', validation: 'Validation', test: 'Test' };

/** The parts of so many rows that have some, in time order; none where whole series or single rows are shared out. */
export function partsOf(split: Experiment['data']['split'], rows: number): Part[] {
  if (split.by !== 'time' || rows === 0) return [];
  const counted = split.testRows !== null || split.validationRows !== null;
  // Shares are told as they were typed, not as they come out of whole rows.
  const ranges = counted ? splitRows(rows, split) : null;
  let before = 0;
  return (['train', 'validation', 'test'] as const).flatMap((name) => {
    const [from, to] = ranges?.[name] ?? [before * rows, Math.min(1, before + split[name]) * rows];
    before = to / rows;
    const share = ranges ? (to - from) / rows : split[name];
    return share > 0 ? [{ name, label: labels[name], share, from: from / rows, to: to / rows }] : [];
  });
}
