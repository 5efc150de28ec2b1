import type { Experiment } from '../../src/spec/experiment';
import type { DataProfile } from '../../src/spec/profile';
import { stepsAhead } from '../../src/spec/shapes';

export interface ExampleCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Depends on what is in the rows: empty texts, lengths of series. */
  readonly about: boolean;
}

/** Examples a part, as they are cut when no row is dropped. */
export function exampleCounts(draft: Experiment, profile: DataProfile): ExampleCounts {
  const { data, task } = draft;
  const seriesCount = profile.columns.find(({ name }) => name === data.series)?.distinct ?? null;
  if (task === 'forecast') {
    if (data.series === null) return { ...windowCounts(draft, profile.rows), about: false };
    const count = seriesCount ?? 1;
    const each = windowCounts(draft, Math.floor(profile.rows / count));
    return { train: each.train * count, validation: each.validation * count, test: each.test * count, about: true };
  }
  const examples = task === 'label' ? pieces(draft, profile.rows, seriesCount ?? 1) : (seriesCount ?? profile.rows);
  const { split } = data;
  const validation = Math.round(examples * split.validation);
  const test = Math.round(examples * split.test);
  return { train: Math.max(0, examples - validation - test), validation, test, about: true };
}

/** Series are cut into pieces that are read in one go. */
function pieces({ window }: Experiment, rows: number, series: number): number {
  return series * Math.ceil(rows / series / window.timeSteps);
}

/** Windows of one series. */
function windowCounts({ data, window }: Experiment, rows: number): Omit<ExampleCounts, 'about'> {
  const { split } = data;
  const testRows = split.testRows ?? Math.round(rows * split.test);
  const validationEnd = split.testRows === null ? Math.round(rows * (split.train + split.validation)) : rows - testRows;
  const trainEnd =
    split.validationRows === null && split.testRows === null
      ? Math.round(rows * split.train)
      : validationEnd - (split.validationRows ?? Math.round(rows * split.validation));
  const inPart = (from: number, to: number, lookBack: boolean): number => {
    const first = lookBack ? from : from + window.timeSteps;
    return Math.max(0, Math.floor((to - first - stepsAhead(window)) / window.stride) + 1);
  };
  return {
    train: inPart(0, trainEnd, false),
    validation: validationEnd > trainEnd ? inPart(trainEnd, validationEnd, split.context) : 0,
    test: rows > validationEnd ? inPart(validationEnd, rows, split.context) : 0,
  };
}
