import { labelsAreTexts } from '../../../spec/roles';
import { isSingleRow } from '../../modelInputs';
import type { Pipeline } from '../../pipeline';

/** What the program of labelled sequences has to do, in the words of its variables. */
export interface Form {
  /** Each row is told something: a label, or numbers where `measured`. Otherwise each series, or each row by itself. */
  readonly eachRow: boolean;
  readonly measured: boolean;
  readonly several: boolean;
  /** Each sequence is one row: nothing is padded. Those that are read are all rows of `frame`, or `read` of them. */
  readonly single: boolean;
  readonly chosen: boolean;
  /** Columns of numbers, and of categories: as ones and zeros among the numbers, or as learned vectors. */
  readonly numbers: readonly string[];
  readonly oneHot: readonly string[];
  readonly embedded: readonly string[];
  /** Each series has scalers of its own, of all its rows. */
  readonly bySeries: boolean;
  /** Missing inputs are filled in. */
  readonly fills: boolean;
}

export function formOf(pipeline: Pipeline): Form {
  const { experiment, inputs, categories, scaling, missing } = pipeline;
  const { data, model, task } = experiment;
  const embeds = model.embedding !== null;
  const [eachRow, several] = [task === 'label', data.series !== null];
  return {
    ...{ eachRow, several },
    measured: !labelsAreTexts(experiment),
    single: isSingleRow(pipeline),
    chosen: eachRow || several,
    numbers: inputs.filter((name) => !categories.includes(name)),
    oneHot: embeds ? [] : categories,
    embedded: embeds ? categories : [],
    bySeries: data.scaleBy === 'series' && scaling !== 'none',
    fills: missing === 'forward-fill' || missing === 'interpolate',
  };
}

/** Python expression of the names of the columns of numbers. */
export const numberNames = ({ categories }: Pipeline): string => (categories.length > 0 ? 'NUMBERS' : 'INPUTS');

/** Python expression of the inputs of the examples `r`: a list, or the only one. */
export function inputsOf({ numbers, oneHot, embedded, single }: Form): string {
  const names = [
    ...(numbers.length + oneHot.length > 0 ? ['sequences'] : []),
    ...embedded.map((_, i) => `category_${i + 1}`),
    ...(single ? [] : ['mask']),
  ].map((name) => `${name}[r]`);
  return names.length === 1 ? (names[0] ?? '') : `[${names.join(', ')}]`;
}

/** Python expression of what stands in an array of the rows of `frame`, as sequences of one row. */
export const asSteps = (array: string, { chosen }: Form): string => `${array}[${chosen ? 'read' : ':'}, np.newaxis]`;

/** What takes the steps of the examples `r` that there are out of the network's outputs. */
export const realSteps = ({ single }: Form): string => (single ? '[:, 0]' : '[mask[r]]');
