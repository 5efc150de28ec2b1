import type { Pipeline } from '../../pipeline';

/** What reading and cleaning the rows of an experiment takes. */
export interface RowUses {
  /** A column tells the series apart. */
  readonly several: boolean;
  /** Columns that are fed at each step, each once; those fed as categories among them. */
  readonly fed: readonly string[];
  readonly categories: readonly string[];
  /** Columns of numbers (and codes of categories) in a row's `values`. */
  readonly values: readonly string[];
  /** Name of the constant that has them. */
  readonly valuesName: 'TARGETS' | 'INPUTS' | 'COLUMNS';
  /** Labels are told of rows, not numbers. */
  readonly labels: boolean;
  /** Numbers are told of each row. */
  readonly measured: boolean;
  /** Cells may be empty. */
  readonly gaps: boolean;
  readonly fills: boolean;
}

export function rowUses({ experiment, inputs, targets, categories, shapes, missing }: Pipeline): RowUses {
  const { series, known, static: statics } = experiment.data;
  const labels = shapes.classes !== undefined;
  const fed = [...new Set([...inputs, ...statics, ...known])];
  const told = labels ? [] : targets.filter((name) => !fed.includes(name));
  const same = !labels && fed.length === targets.length && fed.every((name, i) => name === targets[i]);
  const fills = missing === 'forward-fill' || missing === 'interpolate';
  return {
    several: series !== null,
    ...{ fed, categories, labels, fills },
    measured: !labels && experiment.task === 'label',
    values: [...fed, ...told],
    valuesName: same ? 'TARGETS' : labels ? 'INPUTS' : 'COLUMNS',
    gaps: missing !== 'error' || known.length > 0,
  };
}
