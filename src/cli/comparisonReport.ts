import type { ComparedRun, RunComparison } from '../runs/compareRuns';
import { type MetricName, metricNames, type SplitName } from '../spec/run';
import { duration, number, table } from './format';
import { printable } from './report';
import { scoreCell, scoreHeading } from './scores';

/** Characters of a cell, of a line that runs share. */
const lineWidth = 120;
const leastWidth = 12;
const mostWidth = 40;

/** Runs side by side: what was set differently, how good they are, and what they took. */
export function comparisonReport({ runs, differences, best, notes }: RunComparison): string {
  const width = Math.min(mostWidth, Math.max(leastWidth, Math.floor(lineWidth / (runs.length + 1)) - 2));
  const cut = (text: string): string => shortened(printable(text).replaceAll(/\s+/g, ' '), width);
  const row = (label: string, of: (run: ComparedRun, i: number) => string): string[] => [
    label,
    ...runs.map((run, i) => cut(of(run, i))),
  ];
  const settings = differences.map(({ path, values }) => row(path, (_, i) => settingText(values[i])));
  const rows = [
    row('', ({ summary }, i) => `${i + 1} ${summary.name}`),
    ...(settings.length > 0 ? settings : [row('no setting differs', () => '')]),
    row('', () => ''),
    ...scoreRows(runs, best).map(([label, ...cells]) => [label, ...cells.map(cut)]),
    row('', () => ''),
    row('state', ({ summary }) => summary.state),
    row('parameters', ({ summary }) => number(summary.parameters)),
    row('epochs', ({ summary }) => number(summary.epochsDone)),
    row('engine', ({ summary: { engine } }) =>
      engine.name === '' ? '–' : `${engine.name}, ${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}`,
    ),
    row('time', ({ summary }) => duration(summary.durations.total)),
  ] as string[][];
  return [
    table(rows),
    '',
    ...(best
      ? [
          `* the best ${scoreHeading(best.metric)} on the ${partWords[best.split]} part; naive answers stand in brackets`,
        ]
      : []),
    ...notes,
    ...runs.map(({ run }, i) => `${i + 1} ${run}`),
  ].join('\n');
}

const partWords: Record<SplitName, string> = { train: 'training', validation: 'validation', test: 'test' };

function scoreRows(runs: readonly ComparedRun[], best: RunComparison['best']): string[][] {
  const has = (split: SplitName, name: MetricName): boolean =>
    runs.some(({ summary }) => summary.metrics[split]?.[name] !== undefined);
  const rows = (['test', 'validation', 'train'] as const).flatMap((split) =>
    metricNames
      .filter((name) => has(split, name))
      .map((name) => [
        `${partWords[split]} ${scoreHeading(name)}`,
        ...runs.map(({ summary }, i) => {
          const own = summary.metrics[split]?.[name];
          if (own === undefined) return '–';
          const naive = summary.baselines.naive[split]?.[name];
          const mark = best?.run === i && best.split === split && best.metric === name ? '*' : '';
          return `${mark}${scoreCell(name, own)}${naive === undefined ? '' : ` (${scoreCell(name, naive)})`}`;
        }),
      ]),
  );
  return rows.length > 0 ? rows : [['no scores', ...runs.map(() => '–')]];
}

function settingText(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The beginning and the end of a text that is too long: paths and names differ at their ends. */
function shortened(text: string, width: number): string {
  const letters = [...text];
  if (letters.length <= width) return text;
  const end = Math.floor((width - 1) / 3);
  return `${letters.slice(0, width - 1 - end).join('')}…${letters.slice(letters.length - end).join('')}`;
}
