import type { Experiment } from '../../spec/experiment';
import { labelsAreTexts } from '../../spec/roles';
import type { Preprocessing } from '../../spec/run';
import { isFed } from './fitted';

/**
 * What a column of new data is read as: what it was in the data of the run. `order` is what orders rows and is never fed:
 * times or numbers, as the file has them.
 */
export type ColumnUse = 'numbers' | 'times' | 'order' | 'categories' | 'texts';

export interface WantedColumn {
  readonly name: string;
  readonly use: ColumnUse;
  /** What it is for, in a message: `an input`. */
  readonly role: string;
  /** Whether there is nothing to predict without it. */
  readonly required: boolean;
  /** Whether the network reads what stands in it, so that an empty cell matters. */
  readonly fed: boolean;
}

/** The columns of a file that the network of a run reads, and those that its predictions are held against. */
export function wantedColumns(experiment: Experiment, preprocessing: Preprocessing): WantedColumn[] {
  const { data, model, task } = experiment;
  const wanted = new Map<string, WantedColumn>();
  const add = (name: string, column: Omit<WantedColumn, 'name'>): void => {
    if (!wanted.has(name)) wanted.set(name, { name, ...column });
  };
  const categories = new Set(Object.keys(preprocessing.categories ?? {}));
  const fed = (name: string, role: string): void => {
    const use = model.tokens !== null ? 'texts' : categories.has(name) ? 'categories' : 'numbers';
    add(name, { use, role, required: true, fed: true });
  };
  if (data.series !== null) add(data.series, { use: 'texts', role: 'the series', required: true, fed: false });
  for (const name of data.inputs.length > 0 ? data.inputs : data.targets) fed(name, 'an input');
  for (const name of data.static) fed(name, 'a static column');
  for (const name of data.known) fed(name, 'a known column');
  const texts = task === 'translate' || labelsAreTexts(experiment);
  for (const name of data.targets) {
    const needed = isFed(name, experiment);
    add(name, { use: texts ? 'texts' : 'numbers', role: 'a target', required: needed, fed: needed });
  }
  if (data.time !== null) {
    // Rows of texts stand for themselves: what orders them is only told.
    const alone = model.tokens !== null;
    const use = alone ? 'order' : preprocessing.time === null ? 'numbers' : 'times';
    add(data.time, { use, role: 'the time', required: !alone, fed: false });
  }
  return [...wanted.values()];
}
