import { stepsAhead } from '../../../spec/shapes';
import { modelInputs } from '../../modelInputs';
import type { Pipeline } from '../../pipeline';

/** What the program of a forecast has to do, in the words of its variables. */
export interface Form {
  /** Several series in one file. */
  readonly several: boolean;
  /** Predictions have an axis of steps: [N, HORIZON, O], otherwise [N, O]. */
  readonly steps: boolean;
  /** One step is fed back to reach the next. */
  readonly recursive: boolean;
  /** A decoder reads what it has said. */
  readonly autoregressive: boolean;
  readonly quantiles: readonly number[];
  /** Columns that are fed at each step, in the order of the network's inputs: `INPUTS`. */
  readonly fed: readonly string[];
  /** Those of numbers. */
  readonly numbers: readonly string[];
  /** Numbers that are fed are the targets, in their order. */
  readonly numbersAreTargets: boolean;
  /** Categories that are fed as ones and zeros among the numbers. */
  readonly oneHot: readonly string[];
  /** Categories that are fed as learned vectors: `category_1`, … */
  readonly embedded: readonly string[];
  /** Static numbers, where they have a scaler of their own: over all series, when the others are scaled by series. */
  readonly scaledOverAll: readonly string[];
  readonly statics: readonly string[];
  readonly known: readonly string[];
  readonly calendar: Pipeline['experiment']['data']['calendar'];
  /** Numbers of the steps that are predicted stand beside the windows. */
  readonly hasKnown: boolean;
  /** Whether any number is fed at all. */
  readonly hasInputs: boolean;
  /** Each series has scalers of its own. */
  readonly bySeries: boolean;
  readonly byWindow: boolean;
  /** Arrays are of single precision, as networks with several inputs take them. */
  readonly single: boolean;
  /** Windows overlap: those of the training and the validation part that are scored are a horizon apart. */
  readonly thinned: boolean;
}

export function formOf(pipeline: Pipeline): Form {
  const { experiment, network, categories, targets, scaling } = pipeline;
  const { data, model, window } = experiment;
  const fed = [...new Set([...pipeline.inputs, ...data.static, ...data.known])];
  const numbers = fed.filter((name) => !categories.includes(name));
  const embeds = model.embedding !== null;
  const oneHot = embeds ? [] : categories;
  const bySeries = data.series !== null && data.scaleBy === 'series' && scaling !== 'none';
  return {
    several: data.series !== null,
    steps: window.horizon > 1 || network.decoder !== null,
    recursive: window.horizon > 1 && stepsAhead(window) === 1,
    autoregressive: network.decoder?.inputs.some(({ kind }) => kind === 'previous') ?? false,
    quantiles: network.head.quantiles,
    fed,
    numbers,
    numbersAreTargets: numbers.length === targets.length && numbers.every((name, i) => name === targets[i]),
    oneHot,
    embedded: embeds ? categories : [],
    scaledOverAll: bySeries ? numbers.filter((name) => data.static.includes(name)) : [],
    statics: data.static,
    known: data.known,
    calendar: data.calendar,
    hasKnown: data.known.length + data.calendar.length > 0,
    hasInputs: numbers.length + oneHot.length + data.calendar.length > 0,
    bySeries,
    byWindow: scaling === 'window',
    single: scaling === 'window' || modelInputs(pipeline).length > 1,
    thinned: window.horizon > window.stride,
  };
}

/** Level and spread of each row's series: windows have others. */
export const seriesNames = ({ byWindow }: Form): { level: string; spread: string } =>
  byWindow ? { level: 'series_level', spread: 'series_spread' } : { level: 'level', spread: 'spread' };

/** One series of numbers, of which the next row is predicted. */
export function isSimple(pipeline: Pipeline): boolean {
  const { split, categories } = pipeline;
  const { several, steps, quantiles, hasKnown, byWindow } = formOf(pipeline);
  const counted = split.testRows !== null || split.validationRows !== null;
  return !several && !steps && quantiles.length === 0 && !hasKnown && !byWindow && !counted && categories.length === 0;
}
