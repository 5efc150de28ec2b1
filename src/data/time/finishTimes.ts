import type { TimeProfile } from '../../spec/profile';
import { unpackSlashes, type DateOrder, type TextTimeFormat } from './timeFormats';
import { timeProfile } from './timeProfile';

export interface FinishedTimes {
  /** Milliseconds since 1970. */
  readonly values: Float64Array;
  readonly time: TimeProfile;
  /** Rows whose date exists only in the other order. */
  readonly unread: number[];
}

/** Turns what `timeReaders` gave for a whole column into times; for `slashes` this is where day and month are told apart. */
export function finishTimes(read: Float64Array, format: TextTimeFormat, wanted: DateOrder | null): FinishedTimes {
  if (format !== 'slashes') {
    return { values: read, time: timeProfile(read, { format, dateOrder: null, ambiguous: false }), unread: [] };
  }
  const dayFirst = unpackAll(read, 'day-first');
  const monthFirst = unpackAll(read, 'month-first');
  const { order, ambiguous } = chooseOrder(dayFirst, monthFirst, wanted);
  const { values, unread } = order === 'day-first' ? dayFirst : monthFirst;
  return { values, time: timeProfile(values, { format, dateOrder: order, ambiguous }), unread };
}

interface Unpacked {
  readonly values: Float64Array;
  readonly unread: number[];
}

function unpackAll(packed: Float64Array, order: DateOrder): Unpacked {
  const unread: number[] = [];
  const values = packed.map((value, row) => {
    if (Number.isNaN(value)) return NaN;
    const ms = unpackSlashes(value, order);
    if (Number.isNaN(ms)) unread.push(row);
    return ms;
  });
  return { values, unread };
}

/**
 * A cell like 13/1/1981 decides. Where none does, rows that follow each other at a regular step in one order only do: 1/1, 2/1, …, 12/1/1981,
 * 1/1/1982 are months. Otherwise it is the user's choice, and until then month-first (as pandas reads them).
 */
function chooseOrder(
  dayFirst: Unpacked,
  monthFirst: Unpacked,
  wanted: DateOrder | null,
): { order: DateOrder; ambiguous: boolean } {
  const dayMisses = dayFirst.unread.length;
  const monthMisses = monthFirst.unread.length;
  if (dayMisses !== monthMisses)
    return { order: dayMisses < monthMisses ? 'day-first' : 'month-first', ambiguous: false };
  if (dayMisses === 0) {
    const dayRegular = isRegular(dayFirst.values);
    const monthRegular = isRegular(monthFirst.values);
    if (dayRegular !== monthRegular) return { order: dayRegular ? 'day-first' : 'month-first', ambiguous: false };
  }
  return { order: wanted ?? 'month-first', ambiguous: true };
}

function isRegular(values: Float64Array): boolean {
  const profile = timeProfile(values, { format: 'slashes', dateOrder: null, ambiguous: false });
  return profile.step !== null && profile.sorted && profile.gaps === 0 && profile.duplicates === 0;
}
