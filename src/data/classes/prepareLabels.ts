import type { Experiment } from '../../spec/experiment';
import type { Table } from '../table';
import { textColumn } from '../text/textColumn';
import { balancedWeights } from './balancedWeights';
import { findClasses, unseenWarning } from './findClasses';
import { learnable } from './judgedParts';
import type { LabelledData } from './labelledData';
import { labelRows } from './labelRows';

/**
 * Makes sequences with a label for each row ready for a network: series, or a file that is one, in pieces of at most
 * `window.timeSteps` rows. Rows without a label are left out.
 * @throws UserError for columns that cannot be used, one label only, and parts without a row
 */
export function prepareLabels(experiment: Experiment, table: Table): LabelledData {
  const column = textColumn(table, experiment.data.targets[0] ?? '');
  const reason = `rows without a label in "${column.name}"`;
  const rows = labelRows(experiment, table, false, (fileRow) => column.codeAt(fileRow) >= 0, reason);
  const { kept } = rows.sequences;
  const { index, judged } = rows.examples;

  const partOfRow = rows.pieces.flatMap(({ from, to, part }) => new Array<typeof part>(to - from).fill(part));
  const codes = rows.pieces.flatMap(({ from, to }) =>
    Array.from(kept.fileRows.subarray(from, to), (fileRow) => column.codeAt(fileRow)),
  );
  const found = findClasses(column, codes, partOfRow, table);
  const { classes, unseen } = found;
  const labels = kept.fileRows.map((fileRow) => found.numbers[column.codeAt(fileRow)] ?? -1);
  const windows = learnable(judged, (example) => {
    const from = index[4 * example]!;
    return labels.subarray(from, from + index[4 * example + 1]!).every((label) => label < classes.length);
  });
  const common = rows.common({ targets: 0, classes: classes.length }, windows);
  return {
    ...common,
    ...{ judged, labels, classes, unseen, column: column.name, examples: rows.examples },
    preprocessing: { ...common.preprocessing, classes: [...classes] },
    warnings: [...common.warnings, ...unseenWarning(column.name, found, labels, judged, windows)],
    fill: (into) => {
      rows.inputs.fill(into);
      into.index.set(index);
      into.labels.set(labels.map((label) => (label >= 0 && label < classes.length ? label : 0)));
      if (experiment.training.classWeights === 'balanced') {
        const trained = rows.pieces.flatMap(({ from, to, part }) =>
          part === 'train' ? [...labels.subarray(from, to)] : [],
        );
        into.classWeights.set(balancedWeights(Int32Array.from(trained), classes.length));
      }
    },
  };
}
