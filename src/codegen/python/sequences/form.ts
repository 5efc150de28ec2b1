import { labelsAreTexts } from '../../../spec/roles';
import type { Pipeline } from '../../pipeline';

/** What the program of labelled sequences has to do, in the words of its variables. */
export interface Form {
  /** Each row is told something: a label, or numbers where `measured`. Otherwise each series, or each row by itself. */
  readonly eachRow: boolean;
  readonly measured: boolean;
  readonly several: boolean;
  /** Columns of numbers, and of categories: as ones and zeros among the numbers, or as learned vectors. */
  readonly numbers: readonly string[];
  readonly oneHot: readonly string[];
  readonly embedded: readonly string[];
  /** Each series has scalers of its own, of all its rows. */
  readonly bySeries: boolean;
  /** Missing inputs are filled in. */
  readonly fills: boolean;
}

export function formOf({ experiment, inputs, categories, scaling, missing }: Pipeline): Form {
  const { data, model, task } = experiment;
  const embeds = model.embedding !== null;
  return {
    eachRow: task === 'label',
    measured: !labelsAreTexts(experiment),
    several: data.series !== null,
    numbers: inputs.filter((name) => !categories.includes(name)),
    oneHot: embeds ? [] : categories,
    embedded: embeds ? categories : [],
    bySeries: data.scaleBy === 'series' && scaling !== 'none',
    fills: missing === 'forward-fill' || missing === 'interpolate',
  };
}

/** Python expression of the names of the columns of numbers. */
export const numberNames = ({ categories }: Pipeline): string => (categories.length > 0 ? 'NUMBERS' : 'INPUTS');

/** Python expression of the inputs of the examples `r`. */
export function inputsOf({ numbers, oneHot, embedded }: Form): string {
  const names = [
    ...(numbers.length + oneHot.length > 0 ? ['sequences'] : []),
    ...embedded.map((_, i) => `category_${i + 1}`),
    'mask',
  ];
  return `[${names.map((name) => `${name}[r]`).join(', ')}]`;
}
