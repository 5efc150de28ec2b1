import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { SplitName } from '../../spec/run';
import type { Table } from '../table';
import type { WindowRows } from './windows';

const partWords: Readonly<Record<SplitName, string>> = { train: 'training', validation: 'validation', test: 'test' };

/** @throws UserError where a part that has a share of the rows gets no window */
export function checkWindows(
  { data, window }: Experiment,
  table: Table,
  { parts, rows }: WindowRows,
  windows: Readonly<Record<SplitName, Int32Array>>,
): void {
  const needed = window.timeSteps + window.horizon;
  for (const part of ['train', 'validation', 'test'] as const) {
    if (data.split[part] === 0 || windows[part].length > 0) continue;
    const count = parts[part][1] - parts[part][0];
    const inside = part === 'train' || !data.split.context;
    const share = `${Math.round(data.split[part] * 1000) / 10} %`;
    const holes = table.rows > rows ? `, after ${table.rows - rows} rows with missing values were left out` : '';
    const enough = count >= (inside ? needed : window.horizon);
    throw new UserError(
      `The ${partWords[part]} part (${share} of ${rows} rows of ${table.file}${holes}) has ${count} ${count === 1 ? 'row' : 'rows'}` +
        (enough
          ? `, but no ${needed} of them follow each other without a missing value.`
          : `; a window of ${window.timeSteps} time steps and the ${window.horizon === 1 ? 'row' : `${window.horizon} rows`} after it needs ${inside ? needed : window.horizon}.`),
      enough
        ? 'Lower the time steps, or set "missing" to "forward-fill" or "interpolate".'
        : lowerHint(part, count, window, inside),
      {
        code: 'data/too-few-rows',
        file: table.file,
        path: part === 'train' ? 'window.timeSteps' : `data.split.${part}`,
      },
    );
  }
}

function lowerHint(part: SplitName, count: number, window: Experiment['window'], inside: boolean): string {
  const most = count - window.horizon;
  const lower = inside && most >= 1 ? `Lower the time steps to ${most} or fewer, or give` : 'Give';
  const context = inside && part !== 'train' ? ', or let its windows look back into the earlier part ("context")' : '';
  return `${lower} the ${partWords[part]} part a larger share, or use a file with more rows${context}.`;
}
