import type { Experiment } from '../../spec/experiment';
import type { SplitName } from '../../spec/run';
import type { KeptRows } from '../sequence/missingValues';
import { type Parts, splitByHash, splitRows } from '../sequence/split';
import type { UsedColumns } from '../sequence/usedColumns';
import { forecastStart, windowStarts, type WindowRows, type WindowShape } from '../sequence/windows';

/** The parts of each series: by time within each, or whole series. */
export function seriesParts(starts: Int32Array, split: Experiment['data']['split']): Parts[] {
  const count = starts.length - 1;
  const partOf = split.by === 'series' ? splitByHash(count, split) : null;
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [starts[i]!, starts[i + 1]!];
    const part = partOf?.[i];
    if (part !== undefined) return wholeSeries(part, from, to);
    const { train, validation, test } = splitRows(to - from, split);
    const shifted = ([a, b]: readonly [number, number]): [number, number] => [a + from, b + from];
    return { train: shifted(train), validation: shifted(validation), test: shifted(test) };
  });
}

function wholeSeries(part: SplitName, from: number, to: number): Parts {
  return {
    train: part === 'train' ? [from, to] : [from, from],
    validation: part === 'validation' ? [from, to] : part === 'train' ? [to, to] : [from, from],
    test: part === 'test' ? [from, to] : [to, to],
  };
}

/** Window starts of all series by part, and where each series' forecast starts (null: a hole stands at its end). */
export function seriesWindows(
  { data, window }: Experiment,
  used: UsedColumns,
  kept: KeptRows,
  ranges: readonly { readonly parts: Parts; readonly from: number; readonly to: number }[],
): { windows: Record<SplitName, Int32Array>; forecastStarts: (number | null)[] } {
  const shape: WindowShape = { ...window, context: data.split.context };
  const noLastInput = data.missing === 'interpolate' ? anyOf(kept.filledIn) : null;
  const noTarget = anyOf(
    used.values.map((column, i) => (used.targets.includes(column) ? (kept.filledIn[i] ?? null) : null)),
  );
  let segment = 0;
  const rows = ranges.map((range): WindowRows => {
    const first = segment;
    while (segment < kept.segmentStarts.length && kept.segmentStarts[segment]! < range.to) segment++;
    return { ...range, segmentStarts: kept.segmentStarts.subarray(first, segment), noLastInput, noTarget };
  });
  const of = (part: SplitName): Int32Array => joined(rows.map((own) => windowStarts(part, shape, own)));
  return {
    windows: { train: of('train'), validation: of('validation'), test: of('test') },
    forecastStarts: rows.map((own) => forecastStart(shape, own)),
  };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function anyOf(flags: readonly (Uint8Array | null)[]): Uint8Array | null {
  const given = flags.filter((column) => column !== null);
  const [first, ...others] = given;
  if (first === undefined) return null;
  return first.map((flag, row) => (flag === 1 || others.some((column) => column[row] === 1) ? 1 : 0));
}
