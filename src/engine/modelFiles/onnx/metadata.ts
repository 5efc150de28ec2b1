import type { Experiment } from '../../../spec/experiment';
import type { Network } from '../../../spec/network';
import type { ColumnScaler, Preprocessing } from '../../../spec/run';

/** What a caller has to know who has nothing but this file. */
export function modelDoc({ data }: Experiment, { head, decoder }: Network): string {
  const byWindow =
    data.scale === 'window' ? ', and each window by its own last value and deviation on top of that' : '';
  const said = decoder !== null && head.kind !== 'numbers' ? ' A text is made token by token: "said" begins with <start>, the likeliest token behind it is put to its end, and so on until <end>.' : ''; // prettier-ignore
  return [
    'A recurrent network trained by Sequence Lab, for prediction.',
    `Numbers go in and come out scaled: (value - shift) / scale, with the shift and scale of each column in the metadata${byWindow}.`,
    `Tokens, categories and classes are numbers: their texts stand in the run's preprocessing.json in the order of the numbers.${said}`,
  ].join(' ');
}

/** Names of columns, targets and classes in the order of the numbers, as JSON. */
export function modelMetadata(
  { data, training, window }: Experiment,
  { head, inputs }: Network,
  preprocessing: Preprocessing | null,
): Record<string, string> {
  const meaning = {
    last: 'of the last state',
    each: 'of every step',
    decoder: 'of every predicted step',
  }[head.steps];
  const of = head.kind === 'numbers' ? numbersWords(head.quantiles) : 'probabilities';
  const metadata: Record<string, string> = {
    outputs: `${of} ${meaning}`,
    loss: training.loss,
    ...(head.kind === 'numbers' && head.steps === 'last' ? { horizon: String(window.horizon) } : {}),
  };
  // What `shift` and `scale` of the columns do not tell.
  if (data.scale === 'window') metadata['scale'] = 'window';
  if (preprocessing === null) return metadata;
  if (inputs.some(({ kind }) => kind === 'numbers'))
    metadata['rows'] = JSON.stringify(rowColumns(data.static, preprocessing));
  if (head.kind === 'numbers') metadata['targets'] = JSON.stringify(preprocessing.targets);
  if (head.quantiles.length > 0) metadata['quantiles'] = JSON.stringify(head.quantiles);
  if (preprocessing.classes) metadata['classes'] = JSON.stringify(preprocessing.classes);
  if (preprocessing.categories) metadata['categories'] = JSON.stringify(preprocessing.categories);
  return metadata;
}

/** Of a text that is written on condition, the columns are those of the condition: a one at its value. */
const rowColumns = (columns: readonly string[], { inputs, categories = {} }: Preprocessing): readonly ColumnScaler[] =>
  inputs.length > 0
    ? inputs
    : columns.flatMap((column) =>
        (Object.hasOwn(categories, column) ? (categories[column] ?? []) : []).map((text) => ({
          ...{ column: `${column} = ${text}`, shift: 0, scale: 1 },
        })),
      );

const numbersWords = (quantiles: readonly number[]): string =>
  quantiles.length > 0 ? 'scaled numbers [steps][targets][quantiles]' : 'scaled numbers [steps][targets]';
