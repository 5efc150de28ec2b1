import type { DataWarning, TimeProfile } from '../../spec/profile';
import type { Misfit } from '../table';
import { finishTimes } from '../time/finishTimes';
import { numbersAsTimes } from '../time/timeNumbers';
import { type DateOrder, unpackSlashes } from '../time/timeFormats';
import { timeProfile } from '../time/timeProfile';
import { isNumberTimes, numberTimes } from './columnOf';
import { emptyColumn, missingCell, notANumber, notATime, notFinite } from './errors';
import type { FoundColumn, NewFileOptions } from './newFile';
import type { RecordPiece } from './recordPieces';

/** What the first reading of a file told. */
export interface FileFacts {
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
  /** Whether rows stand in time order; true without a time column. */
  readonly sorted: boolean;
  readonly dateOrder: DateOrder | null;
  readonly time: TimeProfile | null;
  /** Rows without a value that the network reads, or of no series, and the lines of a few of them. */
  readonly incomplete: { readonly count: number; readonly examples: readonly string[] };
  readonly warnings: readonly DataWarning[];
}

/** Times looked at to tell the order of days and months, and the usual step. */
const sampledTimes = 10_000;
const told = 5;

interface Found {
  missing: number;
  firstMissing: number;
  misfits: Misfit[];
  misfitCount: number;
  infinite: number;
  firstInfinite: number;
  unknown: { count: number; line: number; text: string } | null;
}

/** Holds every cell of a file against what a network reads, piece by piece. */
export class FileCheck {
  sha256 = '';
  private rows = 0;
  private readonly found: Found[];
  private readonly known: (ReadonlySet<string> | null)[];
  private readonly incomplete = { count: 0, examples: [] as string[] };
  private readonly times: number[] = [];
  private timeFormat: 'slashes' | Exclude<TimeProfile['format'], 'slashes'> | null = null;
  private readonly byOrder = {
    'day-first': { unread: 0, sorted: true, last: -Infinity, firstUnread: null as Misfit | null },
    'month-first': { unread: 0, sorted: true, last: -Infinity, firstUnread: null as Misfit | null },
  };

  constructor(
    private readonly file: string,
    private readonly columns: readonly FoundColumn[],
    private readonly options: NewFileOptions,
  ) {
    this.found = columns.map(() => ({
      ...{ missing: 0, firstMissing: 0, misfits: [], misfitCount: 0, infinite: 0, firstInfinite: 0, unknown: null },
    }));
    this.known = columns.map(({ wanted: { name, use } }) => {
      const { categories } = options;
      return use === 'categories' && Object.hasOwn(categories, name) ? new Set(categories[name]) : null;
    });
  }

  /** Cells that are no numbers where numbers are wanted, to find out that they are written another way. */
  get numberMisfits(): readonly Misfit[] {
    return this.columns.flatMap(({ wanted }, i) => (wanted.use === 'numbers' ? (this.found[i]?.misfits ?? []) : []));
  }

  add(piece: RecordPiece): void {
    const { builders, rows, lineOf } = piece;
    const empty = new Uint8Array(rows);
    const miss = (row: number, found: Found, matters: boolean): void => {
      if (found.missing++ === 0) found.firstMissing = lineOf(row);
      if (matters) empty[row] = 1;
    };
    this.columns.forEach(({ wanted, index }, i) => {
      const builder = index === null ? undefined : builders[index];
      const found = this.found[i]!;
      const matters = wanted.fed || (wanted.required && wanted.use !== 'texts');
      if (builder?.kind === 'text') {
        if (wanted.role === 'the series') markEmpty(builder.codes.take(), empty);
        if (wanted.use === 'texts') return;
        const known = this.known[i] ?? null;
        const codes = builder.codes.take();
        if (codes === null) return;
        const unknown = builder.codes.texts.map((text) => known !== null && !known.has(text));
        codes.forEach((code, row) => {
          if (code < 0) return miss(row, found, matters);
          if (unknown[code] !== true) return;
          found.unknown ??= { count: 0, line: lineOf(row), text: builder.codes.texts[code] ?? '' };
          found.unknown.count++;
        });
        return;
      }
      if (builder?.kind !== 'numeric' && builder?.kind !== 'time') return;
      found.misfits.push(...builder.misfits.kept.slice(0, Math.max(0, 50 - found.misfits.length)));
      found.misfitCount += builder.misfits.count;
      if (builder.kind === 'numeric' && builder.infinite > 0) {
        if (found.infinite === 0) found.firstInfinite = builder.firstInfiniteLine ?? 0;
        found.infinite += builder.infinite;
      }
      const values = builder.values.take();
      if (builder.missing + builder.misfits.count > 0)
        values.forEach((value, row) => {
          if (Number.isNaN(value)) miss(row, found, matters);
        });
      if (wanted.role !== 'the time' || wanted.use === 'order') return;
      this.addTimes(values, builder.kind === 'time' ? builder.format : null, lineOf, (row) =>
        builder.kind === 'time' ? builder.texts.at(row) : String(values[row]),
      );
    });
    empty.forEach((flag, row) => {
      if (flag === 0) return;
      this.incomplete.count++;
      if (this.incomplete.examples.length < told) this.incomplete.examples.push(`line ${lineOf(row)}`);
    });
    this.rows += rows;
  }

  /** @throws UserError for the first thing that is wrong */
  facts(): FileFacts {
    const { file, columns, options } = this;
    const time = this.timeFacts();
    columns.forEach(({ wanted, index }, i) => {
      const found = this.found[i]!;
      if (index === null) return;
      const [misfit] = found.misfits;
      if (misfit) {
        const wrong = wanted.use === 'times' ? notATime : notANumber;
        if (wanted.use !== 'order') throw wrong(file, wanted, misfit.line, misfit.text, found.misfitCount - 1);
      }
      if (found.infinite > 0) throw notFinite(file, wanted, found.firstInfinite, found.infinite - 1);
      const matters = wanted.fed || (wanted.required && wanted.use !== 'texts');
      if (!matters || found.missing === 0) return;
      if (found.missing === this.rows) throw emptyColumn(file, wanted);
      if (options.missing === 'error' || (options.missing === 'fill' && !wanted.fed))
        throw missingCell(file, wanted, found.firstMissing, found.missing - 1);
    });
    return {
      ...{ file, rows: this.rows, sha256: this.sha256, incomplete: this.incomplete },
      ...time,
      warnings: columns.flatMap(({ wanted: { name } }, i) => {
        const unknown = this.found[i]?.unknown;
        return unknown ? [unknownCategory(file, name, unknown)] : [];
      }),
    };
  }

  private addTimes(
    values: Float64Array,
    format: TimeProfile['format'] | null,
    lineOf: (row: number) => number,
    textOf: (row: number) => string,
  ): void {
    this.timeFormat = format;
    for (const order of ['day-first', 'month-first'] as const) {
      const state = this.byOrder[order];
      values.forEach((value, row) => {
        if (Number.isNaN(value)) return;
        const ms = format === 'slashes' ? unpackSlashes(value, order) : value;
        if (Number.isNaN(ms)) {
          state.unread++;
          state.firstUnread ??= { line: lineOf(row), text: textOf(row) };
          return;
        }
        if (ms < state.last) state.sorted = false;
        state.last = ms;
      });
      if (format !== 'slashes') break;
    }
    for (let row = 0; row < values.length && this.times.length < sampledTimes; row++) this.times.push(values[row]!);
  }

  private timeFacts(): Pick<FileFacts, 'sorted' | 'dateOrder' | 'time'> {
    const at = this.columns.findIndex(({ wanted }) => wanted.role === 'the time');
    const column = this.columns[at];
    if (!column || column.wanted.use === 'order') return { sorted: true, dateOrder: null, time: null };
    const { wanted, index } = column;
    const { profile, dateOrder: usual } = this.options.time;
    const sample = Float64Array.from(this.times);
    const { 'day-first': days, 'month-first': months } = this.byOrder;
    if (wanted.use === 'numbers') return { sorted: days.sorted, dateOrder: null, time: null };
    if (this.timeFormat === 'slashes') {
      const guess = finishTimes(sample, 'slashes', usual).time;
      const order: DateOrder =
        days.unread === months.unread
          ? (guess.dateOrder ?? 'month-first')
          : days.unread < months.unread
            ? 'day-first'
            : 'month-first';
      const { sorted, unread, firstUnread } = this.byOrder[order];
      if (firstUnread) throw notATime(this.file, wanted, firstUnread.line, firstUnread.text, unread - 1);
      const ms = sample.map((value) => unpackSlashes(value, order));
      const form = { format: 'slashes', dateOrder: order, ambiguous: guess.ambiguous } as const;
      return { sorted, dateOrder: order, time: withUsualSteps(timeProfile(ms, form), profile) };
    }
    if (this.timeFormat === null) {
      const asTimes = numbersAsTimes(sample, wanted.name, index ?? 0)?.time.format;
      const format = isNumberTimes(profile?.format) ? profile.format : asTimes;
      const wrong = sample.findIndex((value) => !Number.isNaN(value) && !Number.isInteger(value));
      if (!isNumberTimes(format) || wrong >= 0) {
        const text = String(sample[Math.max(0, wrong)] ?? '');
        throw notATime(this.file, wanted, this.found[at]?.firstMissing || 2, text, 0);
      }
      const form = { format, dateOrder: null, ambiguous: false };
      return {
        ...{ sorted: days.sorted, dateOrder: null },
        time: withUsualSteps(timeProfile(sample.map(numberTimes[format]), form), profile),
      };
    }
    const form = { format: this.timeFormat, dateOrder: null, ambiguous: false };
    return { sorted: days.sorted, dateOrder: null, time: withUsualSteps(timeProfile(sample, form), profile) };
  }
}

/** Where the rows are too few or too irregular to tell the step, it is that of the run's data. */
function withUsualSteps(time: TimeProfile, usual: TimeProfile | null): TimeProfile {
  if (time.frequency !== null || usual === null) return time;
  const { frequency, step, seasonalPeriod } = usual;
  return { ...time, frequency, step, seasonalPeriod };
}

function unknownCategory(
  file: string,
  column: string,
  { count, line, text }: { readonly count: number; readonly line: number; readonly text: string },
): DataWarning {
  const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return {
    code: 'predict/unknown-category',
    message: `Line ${line} of ${file} has "${shown}" in column "${column}", which no training row has${count > 1 ? ` (${count} such rows)` : ''}; the network sees none of its categories there.`,
    hint: 'Check how it is written, or train again on data that have it.',
    column,
    line,
  };
}

/** Rows that belong to no series. */
function markEmpty(codes: Int32Array | null, empty: Uint8Array): void {
  codes?.forEach((code, row) => {
    if (code < 0) empty[row] = 1;
  });
}
