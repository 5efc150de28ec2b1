import type { Column, Misfit } from '../table';
import { numbersAsTimes } from '../time/timeNumbers';
import { finishTimes } from '../time/finishTimes';
import type { DateOrder } from '../time/timeFormats';
import type { ColumnBuilder, ColumnPlan, NumberBuilder, TextBuilder, TimeBuilder } from './builders';
import type { LineIndex } from './lineIndex';
import { guessPlan, guessTimeFormat, kindShare } from './sample';

/** Misfits told in a profile. */
const toldMisfits = 5;

export interface FinishContext {
  readonly rows: number;
  readonly lines: LineIndex;
  readonly dateOrder: DateOrder | null;
  readonly readNumber: (text: string) => number;
}

/** What came out of one pass for one column: the column, or what it has to be read as instead. */
export type Finished = { readonly column: Column } | { readonly instead: ColumnPlan };

/**
 * Decides a column's kind now that all its cells were seen.
 * @param final no further pass: take the column as it is
 */
export function finishColumn(
  builder: ColumnBuilder,
  name: string,
  index: number,
  context: FinishContext,
  final: boolean,
): Finished {
  switch (builder.kind) {
    case 'numeric':
      return finishNumbers(builder, name, index, context, final);
    case 'time':
      return finishTime(builder, name, index, context, final);
    case 'text':
      return finishText(builder, name, index, context, final);
    case 'skip':
      throw new Error('a column that is passed over has nothing to finish');
  }
}

function finishNumbers(
  builder: NumberBuilder,
  name: string,
  index: number,
  context: FinishContext,
  final: boolean,
): Finished {
  const present = context.rows - builder.missing;
  if (present === 0) return { column: emptyColumn(name, index, context.rows) };
  if (!final && !mostlyFits(present, builder.misfits.count)) return { instead: insteadOf(builder.misfits.kept) };
  const values = builder.values.take();
  const common = { name, index, missing: builder.missing, ...misfitsOf(builder.misfits) };
  const asTimes = builder.misfits.count === 0 && builder.infinite === 0 ? numbersAsTimes(values, name, index) : null;
  if (asTimes !== null) return { column: { ...common, ...asTimes, kind: 'time' } };
  const { infinite, firstInfiniteLine } = builder;
  return { column: { ...common, kind: 'numeric', values, infinite, firstInfiniteLine } };
}

function finishTime(
  builder: TimeBuilder,
  name: string,
  index: number,
  context: FinishContext,
  final: boolean,
): Finished {
  const present = context.rows - builder.missing;
  if (!final && !mostlyFits(present, builder.misfits.count)) return { instead: { kind: 'text' } };
  const packed = builder.values.take();
  const { values, time, unread } = finishTimes(packed, builder.format, context.dateOrder);
  const { texts } = builder;
  const misfits = [
    ...builder.misfits.kept,
    ...unread.map((row) => ({ line: context.lines.lineOf(row), text: texts.at(row) })),
  ]
    .sort((a, b) => a.line - b.line)
    .slice(0, toldMisfits);
  const misfitCount = builder.misfits.count + unread.length;
  return {
    column: {
      name,
      index,
      kind: 'time',
      missing: builder.missing,
      values,
      time,
      misfits,
      misfitCount,
      textAt: (row) => texts.at(row),
    },
  };
}

function finishText(
  builder: TextBuilder,
  name: string,
  index: number,
  context: FinishContext,
  final: boolean,
): Finished {
  const { texts, missing } = builder.codes;
  const codes = builder.codes.take();
  const common = { name, index, missing, misfits: [], misfitCount: 0 };
  if (codes === null) return { column: { ...common, kind: 'text', codes: null, texts: [] } };
  if (!final && !builder.fixed) {
    const plan = guessPlanOfCodes(codes, texts, context);
    if (plan.kind !== 'text') return { instead: plan };
  }
  return { column: { ...common, kind: isCategorical(texts, context.rows) ? 'categorical' : 'text', codes, texts } };
}

/** Numbers or times after all? Each text counts as often as it occurs. */
function guessPlanOfCodes(codes: Int32Array, texts: readonly string[], context: FinishContext): ColumnPlan {
  const counts = new Float64Array(texts.length);
  let present = 0;
  for (const code of codes) {
    if (code < 0) continue;
    counts[code]!++;
    present++;
  }
  let numbers = 0;
  texts.forEach((text, code) => {
    if (!Number.isNaN(context.readNumber(text))) numbers += counts[code]!;
  });
  if (numbers >= kindShare * present && present > 0) return { kind: 'numeric' };
  const format = texts.length > 0 ? guessTimeFormat(texts.slice(0, 1000)) : null;
  return format === null ? { kind: 'text' } : { kind: 'time', format };
}

/** Categories recur: at most 1,000 different ones, and (beyond a handful) each twice on average; a category is a word or two. */
function isCategorical(texts: readonly string[], rows: number): boolean {
  return texts.length <= 1000 && texts.length <= Math.max(10, rows / 2) && texts.every((text) => text.length <= 100);
}

/** One misfit never changes the kind of a column with other values; more must stay a minority. */
function mostlyFits(present: number, misfits: number): boolean {
  return misfits === 0 || (misfits === 1 && present > 2) || present - misfits >= kindShare * present;
}

function insteadOf(misfits: readonly Misfit[]): ColumnPlan {
  const plan = guessPlan(
    misfits.map(({ text }) => text),
    () => NaN,
  );
  return plan.kind === 'time' ? plan : { kind: 'text' };
}

function misfitsOf(misfits: { readonly kept: readonly Misfit[]; readonly count: number }) {
  return { misfits: misfits.kept.slice(0, toldMisfits), misfitCount: misfits.count };
}

function emptyColumn(name: string, index: number, rows: number): Column {
  const codes = new Int32Array(rows).fill(-1);
  return { name, index, kind: 'text', missing: rows, misfits: [], misfitCount: 0, codes, texts: [] };
}
