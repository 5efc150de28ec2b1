import type { Experiment } from '../../spec/experiment';
import type { Preprocessing, SplitName } from '../../spec/run';
import type { ModelShapes } from '../../spec/shapes';
import type { Table } from '../table';

/**
 * What `preprocessing.json` holds of every task on rows of texts. `parts` only count the examples of each part: a
 * random split has no ranges of rows.
 */
export function textPreprocessing(
  table: Table,
  { data }: Experiment,
  shapes: ModelShapes,
  examples: Readonly<Record<SplitName, Int32Array>>,
): Preprocessing {
  const trainEnd = examples.train.length;
  const validationEnd = trainEnd + examples.validation.length;
  const ordering = table.columns.find(({ name }) => name === data.time);
  return {
    version: 1,
    dialect: table.dialect,
    columns: table.columns.map(({ name }) => name),
    ...(table.headers === null ? {} : { headers: [...table.headers] }),
    time: ordering?.kind === 'time' ? ordering.time : null,
    scaling: data.scale,
    inputs: [],
    targets: [],
    shapes,
    parts: {
      train: [0, trainEnd],
      validation: [trainEnd, validationEnd],
      test: [validationEnd, validationEnd + examples.test.length],
    },
  };
}
