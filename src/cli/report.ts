import path from 'node:path';

import type { Scores, Summary } from '../spec/run';
import { duration, number, table } from './format';
import { commandName } from './commandName';

/**
 * What a person reads after training: whether the network helped, the scores beside the baselines, the files, and what
 * to do next.
 * @param files names in the run folder
 */
export function report(run: string, summary: Summary, files: readonly string[]): string {
  const { state, epochsDone, epochs, bestEpoch, notes } = summary;
  const how =
    state === 'stopped' ? 'Stopped' : summary.stoppedEarly ? 'Ended early, because it no longer got better' : 'Done';
  const best = bestEpoch === null ? '' : `, best ${bestEpoch}`;
  return [
    `${how}: ${epochsDone} of ${epochs} epochs${best}, ${duration(summary.durations.total)}, on ${engineWords(summary.engine)}`,
    ...notes.map((note) => `Note: ${note}`),
    '',
    summary.verdict,
    '',
    scoresTable(summary),
    '',
    ...fileLines(run, files),
    '',
    'Next:',
    `  ${commandName()} train … --set training.epochs=100   train longer, or change any other field`,
    `  ${commandName()} runs ${quoted(path.dirname(run))}`,
  ].join('\n');
}

/** `the fused engine (WebAssembly, relaxed SIMD), 2 threads, 12.3 GFLOP/s`; backends of TensorFlow.js name themselves. */
function engineWords({ name, backend, threads, gflops }: Summary['engine']): string {
  return [
    name === 'fused' ? `the fused engine (${backend})` : backend,
    `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    ...(gflops == null ? [] : [`${Number(gflops.toPrecision(3))} GFLOP/s`]),
  ].join(', ');
}

const scoreNames = { rmse: 'RMSE', mae: 'MAE', smape: 'sMAPE %', mase: 'MASE', r2: 'R²' } as const;

function scoresTable({ metrics, baselines, windows, targets }: Summary): string {
  const split = metrics.test ? 'test' : metrics.validation ? 'validation' : 'train';
  const names = Object.keys(scoreNames) as (keyof Scores)[];
  const row = (label: string, scores: Scores | undefined): string[][] =>
    scores ? [[label, ...names.map((name) => number(scores[name]))]] : [];
  const what = targets.length === 1 ? targets[0] : `mean of ${targets.length} columns`;
  return table([
    [`${what}, ${split} part (${number(windows[split])} windows)`, ...Object.values(scoreNames)],
    ...row('network', metrics[split]),
    ...row('repeat the last value', baselines.naive[split]),
    ...row('repeat the last season', baselines.seasonalNaive?.[split]),
  ]);
}

function fileLines(run: string, files: readonly string[]): string[] {
  const described: [string, string][] = [
    ['predictions.csv', 'actual and predicted'],
    ['forecast.csv', 'what comes after the end of the data'],
    [path.join('model', 'model.json'), 'the trained model, for tf.loadLayersModel'],
    ...files
      .filter((file) => /^code[\\/].*model\.\w+$/.test(file))
      .sort()
      .map((file): [string, string] => [file, 'code that trains it again without Sequence Lab']),
  ];
  const lines = described.filter(([file]) => files.includes(file));
  return table([[run, ''], ...lines.map(([file]) => [`  ${file}`, ''])])
    .split('\n')
    .map((line, i) => (i === 0 ? line : `${line.padEnd(28)} ${lines[i - 1]?.[1] ?? ''}`));
}

function quoted(text: string): string {
  return /[\s'"\\$]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : text;
}
