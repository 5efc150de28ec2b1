import type { Experiment } from './experiment';

/**
 * The sizes that a model is built for. Numbers of steps and numeric columns follow from the experiment; those of
 * vocabularies and classes only from the data, so that they are written to `preprocessing.json`.
 */
export interface ModelShapes {
  /** T: most steps of a source sequence. */
  readonly timeSteps: number;
  /** F: numeric columns a step (with calendar features and one-hot categories); 0 for text alone. */
  readonly features: number;
  /**
   * Steps that are predicted: the horizon of a forecast, the longest target text with its end, timeSteps where every
   * step is labelled or written on, 1 for one class.
   */
  readonly horizon: number;
  /** Numbers predicted a step; 0 where classes or tokens are predicted. */
  readonly targets: number;
  /** Different source tokens with the special ones; absent without tokens. */
  readonly vocabulary?: number | undefined;
  /**
   * Categorical columns that are fed as learned vectors: how many values each has, with that of rows that have none of
   * them (0). Absent where categories are columns of ones and zeros among the `features`.
   */
  readonly categories?: readonly number[] | undefined;
  /** Different labels, or target tokens with the special ones; absent where numbers are predicted. */
  readonly classes?: number | undefined;
  /** Numeric columns whose future values are known, read in the predicted steps. */
  readonly known?: number | undefined;
}

/** Sizes of an experiment on numeric columns alone; inputs default to the targets. */
export function shapesOf({ data, window, task }: Experiment): ModelShapes {
  const inputs = data.inputs.length > 0 ? data.inputs : data.targets;
  // A column that is an input and known beforehand is fed once.
  const columns = new Set([...inputs, ...data.static, ...data.known]);
  return {
    timeSteps: window.timeSteps,
    features: columns.size + 2 * data.calendar.length,
    horizon: task === 'label' ? window.timeSteps : stepsAhead(window),
    targets: data.targets.length,
    known: data.known.length + 2 * data.calendar.length,
  };
}

/** How many values each column of tokens has: of a text, or of categories that are learned vectors. */
export const tokenColumns = ({ vocabulary, categories = [] }: ModelShapes): number[] =>
  vocabulary === undefined ? [...categories] : [vocabulary, ...categories];

/** Steps that the network itself predicts: one where it is fed back. */
export function stepsAhead({ horizon, strategy }: Experiment['window']): number {
  return strategy === 'recursive' ? 1 : horizon;
}
