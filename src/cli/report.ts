import path from 'node:path';

import { browserPageFile, codeTargets, targetFiles } from '../spec/codeTargets';
import { exclusionWords } from '../spec/exclusionWords';
import { runFiles, type Summary } from '../spec/run';
import { commandName } from './commandName';
import { duration, number, table } from './format';
import { scoresTable } from './scores';
import { taskWords } from '../spec/taskWords';

/**
 * What a person reads after training: whether the network helped, the scores beside the baselines, what it wrote, the
 * files, and what to do next.
 * @param files names in the run folder
 * @param samples the last section of `samples.txt`; empty where no texts were written
 */
export function report(run: string, summary: Summary, files: readonly string[], samples = ''): string {
  const { state, epochsDone, epochs, bestEpoch, notes, excluded = [] } = summary;
  const how =
    state === 'stopped' ? 'Stopped' : summary.stoppedEarly ? 'Ended early, because it no longer got better' : 'Done';
  const best = bestEpoch === null ? '' : `, best ${bestEpoch}`;
  return [
    `${how}: ${epochsDone} of ${epochs} epochs${best}, ${duration(summary.durations.total)}, on ${engineWords(summary.engine)}`,
    ...notes.map((note) => `Note: ${note}`),
    ...excluded.map(exclusion),
    '',
    summary.verdict,
    '',
    scoresTable(summary),
    '',
    ...(samples === '' ? [] : ['What it writes:', '', printable(samples).trimEnd(), '']),
    ...fileLines(run, summary, files),
    '',
    'Next:',
    ...nextSteps(run, summary),
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

function exclusion({ reason, count, examples }: NonNullable<Summary['excluded']>[number]): string {
  const named = examples.length === 0 ? '' : ` (${examples.join(', ')}${examples.length < count ? ', …' : ''})`;
  return `Left out: ${number(count)} ${exclusionWords({ reason, count })}${named}`;
}

function fileLines(run: string, summary: Summary, files: readonly string[]): string[] {
  const described: [string, string][] = [
    ['predictions.csv', taskWords(summary).predictions],
    ['forecast.csv', 'what comes after the end of the data'],
    ['scores.json', 'scores in detail'],
    ['attention.json', 'where the decoder looked'],
    ['samples.txt', 'texts that the network wrote'],
    [path.join('model', 'model.json'), 'the trained model'],
    [path.join('model', 'weights.bin'), 'the trained weights'],
    [runFiles.safetensors, 'the trained weights, for Keras and PyTorch'],
    [runFiles.onnx, 'the trained model for ONNX Runtime'],
    ...codeTargets.map((target): [string, string] => [
      path.join(runFiles.code, targetFiles[target].file),
      target === 'notebook' ? 'the Keras code in cells, explained' : 'code that trains it again without Sequence Lab',
    ]),
    [path.join(runFiles.code, browserPageFile), 'a page that predicts in the browser'],
    [runFiles.readme, 'what all of this is, and how the code is run'],
  ];
  const [, , , , , model] = described;
  const hasModel = model !== undefined && files.includes(model[0]);
  const lines = described.filter(([file]) => files.includes(file) && !(hasModel && file.endsWith('weights.bin')));
  return table([[run, ''], ...lines.map(([file]) => [`  ${file}`, ''])])
    .split('\n')
    .map((line, i) => (i === 0 ? line : `${line.padEnd(28)} ${lines[i - 1]?.[1] ?? ''}`));
}

function nextSteps(run: string, { task, state, windows, epochs }: Summary): string[] {
  const command = commandName();
  const longer = Math.max(1, 2 * epochs);
  const steps = [`  ${command} train … --set training.epochs=${longer}   train longer, or change any other field`];
  if (state !== 'failed' && task === 'generate') steps.push(`  ${command} generate ${quoted(run)}`);
  if (state !== 'failed' && task === 'forecast' && windows.test > 0) steps.push(`  ${command} backtest ${quoted(run)}`);
  return [...steps, `  ${command} runs ${quoted(path.dirname(run))}`];
}

/** Without what would move a terminal's cursor or change its colours: texts are made of whatever a CSV holds. */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '\uFFFD');
}

function quoted(text: string): string {
  return /[\s'"\\$]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : text;
}
