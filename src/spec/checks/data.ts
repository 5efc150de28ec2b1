import type { Experiment } from '../experiment';
import type { Problem } from '../problem';
import type { DataProfile } from '../profile';
import { FileColumns, nothingEmbedded, problem, type TaskRules } from './common';

/** Columns that are not there, or that hold something else than they are used for. */
export function columnProblems(experiment: Experiment, profile: DataProfile, rules: TaskRules): Problem[] {
  const file = new FileColumns(profile);
  return [
    ...rules.columns(experiment, file),
    ...seriesProblems(experiment, file),
    ...timeProblems(experiment, file),
    ...embeddingProblems(experiment, file),
  ];
}

function embeddingProblems({ data, model }: Experiment, file: FileColumns): Problem[] {
  if (model.embedding === null || model.tokens !== null || !file.profile.complete) return [];
  const read = [...data.inputs, ...data.static, ...data.known].map((name) => file.get(name)?.kind);
  if (read.includes('categorical') || read.includes(undefined)) return [];
  return [nothingEmbedded()];
}

function seriesProblems({ data }: Experiment, file: FileColumns): Problem[] {
  const { series } = data;
  if (series === null) return [];
  if ([...data.inputs, ...data.targets, ...data.known, ...data.static].includes(series)) {
    const text = `"${series}" names the series, and is used as a column of values as well`;
    return [problem('data.series', text, 'Leave it out of the other lists, or set series to null.')];
  }
  return file.one(series, 'data.series', ({ distinct }) => {
    const { complete, rows } = file.profile;
    if (!complete || rows < 2 || distinct !== rows) return [];
    return [
      problem('data.series', `"${series}" is another in each row: every series would have one row`, 'Choose another.'),
    ];
  });
}

function timeProblems({ data }: Experiment, file: FileColumns): Problem[] {
  const { time } = data;
  if (time === null) return [];
  const column = file.get(time);
  if (!column)
    return [problem('data.time', `the file has no column "${time}"`, 'Choose another column, or file order.')];
  if (column.time?.ambiguous && data.dateOrder === null) {
    const text = `"${time}" can be read day first or month first`;
    return [problem('data.dateOrder', text, 'Choose how its dates are written.')];
  }
  if (column.kind !== 'time' && column.kind !== 'numeric' && file.profile.complete) {
    return [problem('data.time', `"${time}" does not hold times`, 'Choose another column, or file order.')];
  }
  if (column.kind !== 'time' && data.calendar.length > 0 && file.profile.complete) {
    const text = `"${time}" holds numbers, which have no ${data.calendar.join(' or ')}`;
    return [problem('data.calendar', text, 'Leave the list empty, or choose a column of dates.')];
  }
  return [];
}
