import type { Experiment } from '../../spec/experiment';
import type { ColumnScaler, Preprocessing } from '../../spec/run';

/** What a run has fitted, to be applied to other data: nothing is fitted anew. */
export interface Fitted {
  readonly preprocessing: Preprocessing;
}

/** The experiment for data of which every window is predicted: no parts, each row in turn. */
export function asOnePart(experiment: Experiment): Experiment {
  const { data, window } = experiment;
  const split: Experiment['data']['split'] = {
    ...data.split,
    ...{ train: 0, validation: 0, test: 1, by: 'time', testRows: null, validationRows: null, context: true },
  };
  return { ...experiment, data: { ...data, split }, window: { ...window, stride: 1 } };
}

/** Scalers of a series: its own, where the run has some for it, else those of all. */
export function fittedScalers({ preprocessing }: Fitted): (series: string) => {
  readonly inputs: readonly ColumnScaler[];
  readonly targets: readonly ColumnScaler[];
} {
  const { inputs, targets, series = [] } = preprocessing;
  const own = new Map(series.map((one) => [one.name, one]));
  return (name) => ({ inputs: own.get(name)?.inputs ?? inputs, targets: own.get(name)?.targets ?? targets });
}

/**
 * Whether a target's values are fed: as an input, or as what a decoder begins with. Others may be missing in new data.
 */
export function isFed(target: string, { data, model, task }: Experiment): boolean {
  if (task !== 'forecast') return false;
  const inputs = data.inputs.length > 0 ? data.inputs : data.targets;
  return inputs.includes(target) || model.decoder?.mode === 'autoregressive';
}
