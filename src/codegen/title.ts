import { cellLabels } from '../spec/layers';
import { isPlainText } from './literals';
import type { Pipeline } from './pipeline';

/**
 * What a program says of itself in its first lines, wrapped for a comment:
 * `Forecasts Sunspots one row ahead from the last 12 rows.` and `Model: LSTM 32, Dense 1`.
 */
export function titleLines(pipeline: Pipeline): string[] {
  return [...wrap(`Forecasts ${forecast(pipeline)}.`), '', ...wrap(`Model:  ${model(pipeline)}`)];
}

/** Breaks a text into lines of at most 76 characters. */
export function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > 76) {
      lines.push(line);
      line = word;
    } else {
      line = lines.length === 0 && line === '' ? word : `${line} ${word}`.trimStart();
    }
  }
  return [...lines, line];
}

function forecast({ inputs, targets, selfFed, timeSteps }: Pipeline): string {
  const rows = timeSteps === 1 ? 'the last row' : `the last ${timeSteps} rows`;
  const from = selfFed ? '' : ` of ${columns(inputs)}`;
  return `${columns(targets)} one row ahead from ${rows}${from}`;
}

/** Names where they are few and harmless, otherwise their number. */
function columns(names: readonly string[]): string {
  if (names.length > 3 || !names.every(isPlainText)) return names.length === 1 ? 'a column' : `${names.length} columns`;
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function model({ layers, dense }: Pipeline): string {
  const recurrent = layers.map(
    (layer) => `${layer.bidirectional ? 'bidirectional ' : ''}${cellLabels[layer.cell]} ${layer.units}`,
  );
  return [...recurrent, ...dense.map(({ units }) => `Dense ${units}`)].join(', ');
}
