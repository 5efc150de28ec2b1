import type { Experiment, Loss } from '../experiment';
import type { Problem } from '../problem';
import type { ColumnProfile, DataProfile } from '../profile';

/** What holds for one task alone. */
export interface TaskRules {
  /** Losses that fit what is predicted. */
  readonly losses: readonly Loss[];
  /** Rules between the experiment's own fields. */
  fields(experiment: Experiment): Problem[];
  /** Rules between the experiment and its columns. */
  columns(experiment: Experiment, file: FileColumns): Problem[];
}

export const problem = (path: string, message: string, hint: string): Problem => ({ path, message, hint });

/** The columns of a CSV by name. */
export class FileColumns {
  private readonly byName: ReadonlyMap<string, ColumnProfile>;

  constructor(readonly profile: DataProfile) {
    this.byName = new Map(profile.columns.map((column) => [column.name, column]));
  }

  get(name: string): ColumnProfile | undefined {
    return this.byName.get(name);
  }

  /** Checks each column of a list, and that none is listed twice. */
  each(names: readonly string[], path: string, check: (column: ColumnProfile, path: string) => Problem[]): Problem[] {
    return names.flatMap((name, i) => {
      const at = `${path}.${i}`;
      const twice = names.indexOf(name) < i ? [problem(at, `"${name}" is listed twice`, 'Remove one of them.')] : [];
      return [...this.one(name, at, (column) => check(column, at)), ...twice];
    });
  }

  /** Checks one column, after whether it is there. */
  one(name: string, path: string, check: (column: ColumnProfile) => Problem[] = () => []): Problem[] {
    const column = this.byName.get(name);
    return column ? check(column) : [this.absent(name, path)];
  }

  private absent(name: string, path: string): Problem {
    const { columns } = this.profile;
    const names = columns.slice(0, 8).map((column) => `"${column.name}"`);
    const more = columns.length > names.length ? ', …' : '';
    return problem(path, `the file has no column "${name}"`, `Choose one of ${names.join(', ')}${more}.`);
  }
}

/** A column of numbers, all finite, and with a plan for those that are missing. */
export function numericProblems(
  { name, kind, misfits, numeric, missing }: ColumnProfile,
  path: string,
  policy: Experiment['data']['missing'],
  complete: boolean,
): Problem[] {
  if (kind !== 'numeric') {
    const [misfit] = misfits;
    if (misfit) {
      const text = `"${name}" holds ${JSON.stringify(misfit.text)} in line ${misfit.line}, which is not a number`;
      return [problem(path, text, 'Mend or empty that cell, or choose another column.')];
    }
    const what = kind === 'time' ? 'times' : 'text';
    return [problem(path, `"${name}" holds ${what}, not numbers`, 'Choose a numeric column.')];
  }
  if (numeric && numeric.infinite > 0) {
    const text = `"${name}" holds ${numeric.infinite} infinite values`;
    return [problem(path, text, 'Replace them by numbers or empty the cells.')];
  }
  return complete && policy === 'error' ? missingProblems(name, missing) : [];
}

/** A column that is fed: numbers, or categories, each of which becomes a column of its own. */
export function inputColumnProblems(
  column: ColumnProfile,
  path: string,
  policy: Experiment['data']['missing'],
  complete: boolean,
): Problem[] {
  if (column.kind !== 'categorical') return numericProblems(column, path, policy, complete);
  return complete && policy === 'error' ? missingProblems(column.name, column.missing) : [];
}

function missingProblems(name: string, missing: number): Problem[] {
  if (missing === 0) return [];
  const text = `"${name}" has ${missing} missing ${missing === 1 ? 'value' : 'values'}`;
  return [problem('data.missing', text, 'Choose what to do with them: drop, forward-fill or interpolate.')];
}

/** A column of labels: at least two of them, and each more than once. */
export function labelProblems({ name, kind, distinct }: ColumnProfile, path: string, file: DataProfile): Problem[] {
  if (kind === 'time') {
    return [problem(path, `"${name}" holds times, not labels`, 'Choose a column with a few different values.')];
  }
  if (!file.complete) return [];
  if (distinct === 1) {
    const hint = 'There is nothing to tell apart; choose another column, or a file with several labels.';
    return [problem(path, `"${name}" has one label only`, hint)];
  }
  if (distinct === null || (distinct > 20 && distinct > file.rows / 2)) {
    const many = distinct === null ? 'more than 1,000' : String(distinct);
    return [
      problem(
        path,
        `"${name}" has ${many} different values, too many for labels`,
        'Choose a column with a few of them.',
      ),
    ];
  }
  return [];
}

/** Vectors are learned of tokens or of categories: numbers are fed as they are. */
export const nothingEmbedded = (): Problem =>
  problem(
    'model.embedding',
    'is a vector for each value of a categorical column, and none of the inputs is one',
    'Set it to null, or add a column of categories to the inputs.',
  );

/** Fields of `data` that mean nothing for a task: whoever sets one expects something of it. */
export function unusedColumns(
  { data }: Experiment,
  fields: readonly ('known' | 'static' | 'calendar')[],
  hint: string,
): Problem[] {
  return fields.flatMap((field) =>
    data[field].length === 0 ? [] : [problem(`data.${field}`, 'is read by forecasts alone', hint)],
  );
}
