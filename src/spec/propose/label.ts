import type { ColumnFacts } from './columnFacts';
import { seriesIn } from './forecast';
import { noRoles, type Proposer, type TaskProposal } from './proposal';
import { batchSizeFor, passes, sharesOf } from './sizes';

/** Rows that a bidirectional LSTM of 32 units learns from within about half a minute. */
const affordableRows = 1e7;

/** The label of each row, from the numbers of the rows around it. */
export function labelRoles(facts: ColumnFacts, chosen: string | undefined): TaskProposal {
  const several = facts.seriesColumns;
  const labels = [...facts.categories, ...facts.numberedLabels].filter(({ name }) => name !== several?.series);
  const target = chosen ?? labels.at(-1)?.name ?? facts.profile.columns.at(-1)?.name ?? '';
  const series = several && several.series !== target ? several.series : null;
  const time = several?.time ?? facts.time?.name ?? null;
  const values = facts.numeric.filter(
    (column) => column.name !== target && column.name !== time && !facts.isRowNumber(column),
  );
  const count = facts.named(target)?.distinct;
  const sequence = series === null ? (time === null ? 'the file' : `the order of "${time}"`) : `each "${series}"`;
  return {
    task: 'label',
    topology: 'many-to-many',
    roles: { ...noRoles, inputs: values.map(({ name }) => name), targets: [target], series, time },
    why: `"${target}" holds ${count == null ? 'labels' : `${count} different labels`}, one a row, so each row is labelled from the rows around it in ${sequence}.`,
  };
}

/** A bidirectional LSTM of 32 units, standard scaling, 70/10/20 (without validation where there are few series). */
export const labelExperiment: Proposer = (profile, { inputs, series }) => {
  const missing = profile.columns.some((column) => inputs.includes(column.name) && column.missing > 0);
  const rows = profile.rows / seriesIn(profile, series);
  const sequences = series === null ? profile.rows : seriesIn(profile, series);
  return {
    data: {
      scale: 'standard',
      missing: missing ? 'forward-fill' : 'error',
      split: { ...sharesOf(sequences), by: series === null ? 'time' : 'series' },
    },
    window: { timeSteps: Math.max(1, Math.min(32, Math.floor(rows / 8))) },
    model: { layers: [{ cell: 'lstm', units: 32, bidirectional: true }] },
    training: {
      loss: 'categorical_crossentropy',
      optimizer: { learningRate: 0.002 },
      epochs: passes(profile.rows, affordableRows, 3, 50),
      batchSize: batchSizeFor(profile.rows / 8),
      ...(sequences < 10 ? {} : { earlyStopping: { patience: 8 } }),
    },
  };
};
