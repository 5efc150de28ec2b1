import { exclusionWords } from '../spec/exclusionWords';
import type { Prediction } from '../spec/prediction';
import { metricNames } from '../spec/run';
import { number, table } from './format';
import { printable } from './report';
import { scoreCell, scoreHeading } from './scores';

/** What a person reads beside the file: how much was predicted, how good where that is known, and what was left out. */
export function predictionReport(result: Prediction): string {
  const { data, rows, predictions, ahead, judged, scores, naive, own, excluded, notes } = result;
  const names = metricNames.filter((name) => scores[name] !== undefined);
  const after = ahead > 0 ? `, ${number(ahead)} of them after the end of the data` : '';
  const lines = [
    `${number(predictions)} ${predictions === 1 ? 'prediction' : 'predictions'}${after}, of ${number(rows)} ${rows === 1 ? 'row' : 'rows'} of ${data}`,
  ];
  if (judged === 0) lines.push('The file does not say what is to be predicted, so there are no scores.');
  else
    lines.push(
      table([
        [`${number(judged)} with a known value`, ...names.map(scoreHeading)],
        ['network', ...names.map((name) => scoreCell(name, scores[name]))],
        ...(naive ? [['repeat the last value', ...names.map((name) => scoreCell(name, naive[name]))]] : []),
      ]),
    );
  if (own && judged > 0)
    lines.push(
      'The run was trained on this file: its scores by part, in summary.json, say how good it is on new data.',
    );
  lines.push(...notes);
  for (const one of excluded) {
    const some =
      one.examples.length > 0 ? `: ${one.examples.join(', ')}${one.count > one.examples.length ? ', …' : ''}` : '';
    lines.push(`Left out: ${number(one.count)} ${exclusionWords(one)}${some}.`);
  }
  return printable(lines.join('\n'));
}
