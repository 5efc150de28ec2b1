import type { Experiment } from '../../spec/experiment';
import { fitScalers } from '../series/fitScalers';
import type { Table } from '../table';
import type { MeasuredData } from './labelledData';
import { labelRows } from './labelRows';
import { asTraining } from './sequenceInputs';

/**
 * Makes sequences with numbers for each row ready for a network: series, or a file that is one, in pieces of at most
 * `window.timeSteps` rows. Targets are scaled as all training rows say, whatever the series.
 * @throws UserError for columns that cannot be used, and parts without a row
 */
export function prepareMeasures(experiment: Experiment, table: Table): MeasuredData {
  const { data } = experiment;
  const names = data.targets.map((name) => `"${name}"`).join(' or ');
  const rows = labelRows(
    experiment,
    table,
    true,
    (fileRow, { used }) => used.targets.every(({ values }) => !Number.isNaN(values[fileRow]!)),
    `rows without a number in ${names}`,
  );
  const { used, kept } = rows.sequences;
  const trained = rows.pieces.filter(({ part }) => part === 'train').map(asTraining);
  const scaling = data.scale === 'window' ? 'standard' : data.scale;
  const targetValues = used.targets.map(({ values }) =>
    Float64Array.from(kept.fileRows, (fileRow) => values[fileRow]!),
  );
  const fitted = used.targets.map((column, k) => fitScalers(scaling, column, targetValues[k]!, null, trained, 'all'));
  const targetScalers = fitted.map(({ scalers }, k) => scalers[0] ?? { column: data.targets[k]!, shift: 0, scale: 1 });
  const common = rows.common({ targets: used.targets.length }, rows.examples.judged);
  const targetWarnings = fitted.flatMap(({ warning }) => warning ?? []);
  const told = new Set(common.warnings.map(({ message }) => message));
  return {
    ...common,
    ...{ targetScalers, targetValues, examples: rows.examples },
    preprocessing: { ...common.preprocessing, targets: targetScalers },
    scalersOf: (piece) => ({ inputs: common.scalersOf?.(piece).inputs ?? [], targets: targetScalers }),
    warnings: [...common.warnings, ...targetWarnings.filter(({ message }) => !told.has(message))],
    fill: (into) => {
      rows.inputs.fill(into);
      into.index.set(rows.examples.index);
      targetScalers.forEach(({ shift, scale }, k) => {
        targetValues[k]!.forEach((value, row) => {
          into.targets[row * targetScalers.length + k] = Number.isNaN(value) ? 0 : (value - shift) / scale;
        });
      });
    },
  };
}
