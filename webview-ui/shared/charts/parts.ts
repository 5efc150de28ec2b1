import type { Experiment } from '../../../src/spec/experiment';
import type { SplitName } from '../../../src/spec/run';

export interface Part {
  readonly name: SplitName;
  readonly label: string;
  readonly share: number;
  /** Shares of the rows where it begins and ends. */
  readonly from: number;
  readonly to: number;
}

const labels: Record<SplitName, string> = { train: 'Train', validation: 'Validation', test: 'Test' };

/** The parts that have rows, in time order; none where whole series or single rows are shared out. */
export function partsOf(split: Experiment['data']['split']): Part[] {
  if (split.by !== 'time') return [];
  let from = 0;
  return (['train', 'validation', 'test'] as const).flatMap((name) => {
    const share = split[name];
    const part = { name, label: labels[name], share, from, to: Math.min(1, from + share) };
    from = part.to;
    return share > 0 ? [part] : [];
  });
}
