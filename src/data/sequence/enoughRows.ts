import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { SplitName } from '../../spec/run';
import type { Table } from '../table';
import { isWanted, type Parts } from './split';

const partWords: Readonly<Record<SplitName, string>> = { train: 'training', validation: 'validation', test: 'test' };

export interface PartRows {
  readonly rows: number;
  /** Series that are long enough for a window. */
  readonly series: readonly { readonly parts: Parts }[];
}

/** @throws UserError where a part that is wanted gets no window */
export function checkWindows(
  { data, window }: Experiment,
  table: Table,
  { rows, series }: PartRows,
  windows: Readonly<Record<SplitName, Int32Array>>,
): void {
  const needed = window.timeSteps + window.horizon;
  const several = data.series !== null;
  for (const part of ['train', 'validation', 'test'] as const) {
    if (!isWanted(part, data.split) || windows[part].length > 0) continue;
    const count = series.reduce((most, { parts }) => Math.max(most, parts[part][1] - parts[part][0]), 0);
    const inside = part === 'train' || !data.split.context;
    const least = inside ? needed : window.horizon;
    const holes = table.rows > rows ? `, after ${table.rows - rows} rows with missing values were left out` : '';
    const enough = count >= least;
    const of = several ? `of ${series.length} series of ${table.file}` : `of ${rows} rows of ${table.file}${holes}`;
    const has = `has ${count} ${count === 1 ? 'row' : 'rows'}${several ? ' in the longest one' : ''}`;
    throw new UserError(
      `The ${partWords[part]} part (${shareOf(part, data.split)} ${of}) ${has}` +
        (enough
          ? `, but no ${needed} of them follow each other without a missing value.`
          : `; a window of ${window.timeSteps} time steps and the ${window.horizon === 1 ? 'row' : `${window.horizon} rows`} after it needs ${least}.`),
      enough
        ? 'Lower the time steps, or set "missing" to "forward-fill" or "interpolate".'
        : lowerHint(part, count, window, inside),
      { code: 'data/too-few-rows', file: table.file, path: pathOf(part, window, count) },
    );
  }
}

function shareOf(part: SplitName, split: Experiment['data']['split']): string {
  const counted = part === 'test' ? split.testRows : part === 'validation' ? split.validationRows : null;
  if (counted !== null) return `the last ${counted}`;
  return split.testRows !== null || split.validationRows !== null
    ? 'the rest'
    : `${Math.round(split[part] * 1000) / 10} %`;
}

function pathOf(part: SplitName, { horizon }: Experiment['window'], count: number): string {
  if (horizon > 1 && count < horizon) return 'window.horizon';
  return part === 'train' ? 'window.timeSteps' : `data.split.${part}`;
}

function lowerHint(part: SplitName, count: number, window: Experiment['window'], inside: boolean): string {
  if (window.horizon > 1 && count < window.horizon) {
    const lower = count > 0 ? `Lower the horizon to ${count} or less, or give` : 'Give';
    return `${lower} the ${partWords[part]} part more rows, or use a file with more rows.`;
  }
  const most = count - window.horizon;
  const lower = inside && most >= 1 ? `Lower the time steps to ${most} or fewer, or give` : 'Give';
  const context = inside && part !== 'train' ? ', or let its windows look back into the earlier part ("context")' : '';
  return `${lower} the ${partWords[part]} part a larger share, or use a file with more rows${context}.`;
}
