import { layerName } from '../spec/layers';
import { isPlainText } from './literals';
import type { Pipeline } from './pipeline';

/**
 * What a program says of itself in its first lines, wrapped for a comment:
 * `Forecasts Sunspots one row ahead from the last 12 rows.` and `Model: LSTM 32, Dense 1`.
 */
export function titleLines(pipeline: Pipeline): string[] {
  return [...wrap(`${job(pipeline)}.`), '', ...wrap(`Model:  ${model(pipeline)}`)];
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

function job(pipeline: Pipeline): string {
  const { kind, experiment, inputs, targets } = pipeline;
  const { data, model: network, task } = experiment;
  const told = columns(targets);
  const tokens = `${network.tokens?.level ?? 'word'}s`;
  const rows = data.series === null ? 'rows' : `rows of each ${columns([data.series])}`;
  switch (kind) {
    case 'forecast':
      return `Forecasts ${forecast(pipeline)}`;
    case 'texts':
      return `Tells ${told} from the ${tokens} of ${columns(inputs)}`;
    case 'sequences':
      if (task === 'label') return `Tells ${told} of each of the ${rows} from ${columns(inputs)}`;
      return `Tells ${told} from ${columns(inputs)} of ${data.series === null ? 'a row' : `the ${rows}`}`;
    case 'pairs':
      return `Writes ${told} from the ${tokens} of ${columns(inputs)}`;
    case 'writing': {
      const given = data.static.length === 0 ? '' : `, given ${columns(data.static)}`;
      return `Writes ${told} by ${tokens}${given}`;
    }
  }
}

function forecast({ inputs, targets, selfFed, timeSteps, experiment: { data, window } }: Pipeline): string {
  const each = data.series === null ? '' : ` of each ${columns([data.series])}`;
  const ahead = window.horizon === 1 ? 'one row ahead' : `${window.horizon} rows ahead`;
  const rows = timeSteps === 1 ? 'the last row' : `the last ${timeSteps} rows`;
  const from = selfFed ? '' : ` of ${columns(inputs)}`;
  return `${columns(targets)}${each} ${ahead} from ${rows}${from}`;
}

/** Names where they are few and harmless, otherwise their number. */
function columns(names: readonly string[]): string {
  if (names.length > 3 || !names.every(isPlainText)) return names.length === 1 ? 'a column' : `${names.length} columns`;
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function model({ layers, dense, kind, network: { decoder, head } }: Pipeline): string {
  // Outputs that the program counts: how many there are, only the data tell.
  const counted = head.kind !== 'softmax' ? null : kind === 'pairs' || kind === 'writing' ? 'token' : 'class';
  const decoding = decoder ? ['decoder', ...decoder.blocks.map(({ layer }) => layerName(layer))].join(' ') : [];
  const attention = decoder?.attention ? ['attention'] : [];
  return [
    ...layers.map(layerName),
    ...[decoding].flat(),
    ...attention,
    ...dense.map(({ units }, i) =>
      i === dense.length - 1 && counted ? `Dense, one output a ${counted}` : `Dense ${units}`,
    ),
  ].join(', ');
}
