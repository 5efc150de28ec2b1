import type { Prepared } from '../../../data/prepared';
import type { DataWarning } from '../../../spec/profile';
import type { Experiment } from '../../../spec/experiment';
import type { SplitName } from '../../../spec/run';

/** Most rows that the predictions of the training and the validation part have, each. */
const mostRows = 200_000;

/**
 * The windows of a part whose predictions are kept: all of the test part; of the others those that are a horizon apart,
 * evenly thinned to `mostRows` values. All of them would be a horizon times the rows of the file.
 */
export function predictedWindows(prepared: Prepared, { window }: Experiment, split: SplitName): Int32Array {
  const starts = prepared.windows[split];
  if (split === 'test') return starts;
  const apart = apartBy(starts, window.horizon, prepared);
  const most = Math.max(1, Math.floor(mostRows / (window.horizon * prepared.targets)));
  if (apart.length <= most) return apart;
  return Int32Array.from({ length: most }, (_, i) => apart[Math.floor((i * apart.length) / most)]!);
}

function apartBy(starts: Int32Array, horizon: number, { series }: Prepared): Int32Array {
  let next = 0;
  let own = 0;
  return starts.filter((start) => {
    // A series begins anew: its first window is taken.
    if (start >= (series[own]?.to ?? Infinity)) {
      while (start >= (series[own]?.to ?? Infinity)) own++;
      next = 0;
    }
    if (start < next) return false;
    next = start + horizon;
    return true;
  });
}

const partWords = { train: 'training', validation: 'validation' } as const;

/** Says which predictions are left out. */
export function thinningNote(prepared: Prepared, experiment: Experiment): DataWarning[] {
  const thinned = (['train', 'validation'] as const).flatMap((split) => {
    const kept = predictedWindows(prepared, experiment, split).length;
    const all = prepared.windows[split].length;
    return kept < all ? [`${kept} of ${all} windows of the ${partWords[split]} part`] : [];
  });
  if (thinned.length === 0) return [];
  return [
    {
      code: 'data/thinned-predictions',
      message: `Predictions and scores are those of ${thinned.join(' and of ')}, at least a horizon apart.`,
      hint: 'All windows are trained on, and the test part has all of its own.',
    },
  ];
}
