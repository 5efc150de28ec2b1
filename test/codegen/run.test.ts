import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import { generateCode } from '../../src/codegen/generate';
import { RunFolder } from '../../src/runs/runFolder';
import { parseExperiment } from '../../src/spec/parse';
import type { Summary } from '../../src/spec/run';
import { trainRun } from '../../src/training/trainRun';
import { runScripts, withoutPython } from './python';
import { printedScores, workFolder } from './runFolder';

const run = promisify(execFile);

/** The whole way on a sample: a run as the trainer leaves it, and its code run where it lies. */
describe('code of a finished run', () => {
  const folder = path.join(workFolder, 'finished');
  let runPath = '';
  let summary: Summary;

  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const csv = path.join(folder, 'monthly-sunspots.csv');
    cpSync(path.resolve('samples/monthly-sunspots.csv'), csv);
    const experiment = parseExperiment({
      version: 1,
      task: 'forecast',
      data: { file: 'monthly-sunspots.csv', time: 'Month', targets: ['Sunspots'] },
      model: { layers: [{ cell: 'gru', units: 8 }] },
      training: { epochs: 3 },
    });
    runPath = RunFolder.create({ experiment, csv, outputRoot: path.join(folder, 'sequence-lab') }).path;
    summary = await trainRun({ run: runPath, threads: 1, generateCode });
    expect(summary.error).toBeNull();
  });

  function expectScoresOfRun(output: string): void {
    const scores = printedScores(output);
    expect(scores.map(({ part }) => part)).toEqual(['train', 'test']);
    for (const { part, rmse, naive } of scores) {
      const name = part as 'train' | 'test';
      expect(Math.abs(naive / summary.baselines.naive[name]!.rmse! - 1)).toBeLessThan(1e-9);
      expect(Math.abs(rmse / summary.metrics[name]!.rmse! - 1)).toBeLessThan(1e-5);
    }
  }

  it('TensorFlow.js: loads the weights and comes to the scores of the summary', async () => {
    const { stdout } = await run(process.execPath, [path.join(runPath, 'code/tfjs_model.ts'), '--weights']);
    expectScoresOfRun(stdout);
  });

  it('TensorFlow.js: takes another CSV as its argument, and says which column it lacks', async () => {
    const program = path.join(runPath, 'code/tfjs_model.ts');
    const other = path.resolve('samples/air-passengers.csv');
    await expect(run(process.execPath, [program, other])).rejects.toMatchObject({
      stderr: `${other} has no column "Sunspots"\n`,
    });
  });

  it('TensorFlow.js: says in one line which file is missing, empty or too narrow', async () => {
    const program = path.join(runPath, 'code/tfjs_model.ts');
    const [empty, narrow] = [path.join(folder, 'empty.csv'), path.join(folder, 'narrow.csv')];
    writeFileSync(empty, '');
    writeFileSync(narrow, 'Month,Sunspots\n1749-01,58.0\n1749-02\n');
    const saying = (file: string) => run(process.execPath, [program, file]);
    await expect(saying('nowhere.csv')).rejects.toMatchObject({
      stderr: expect.stringMatching(/^.*'nowhere.csv'\n$/) as string,
    });
    await expect(saying(empty)).rejects.toMatchObject({ stderr: `${empty} has no column "Month"\n` });
    await expect(saying(narrow)).rejects.toMatchObject({ stderr: `${narrow}: row 2 has too few cells\n` });
  });

  it('TensorFlow.js: loads weights with the CSV of the run alone, wherever it lies', async () => {
    const program = path.join(runPath, 'code/tfjs_model.ts');
    const changed = path.join(folder, 'changed.csv');
    writeFileSync(changed, readFileSync(path.join(folder, 'monthly-sunspots.csv'), 'utf8').replace('58.0', '580.0'));
    await expect(run(process.execPath, [program, changed, '--weights'])).rejects.toThrow(
      '--weights go with the CSV of the run, as it was',
    );
    const link = path.join(folder, 'link.csv');
    symlinkSync(path.join(folder, 'monthly-sunspots.csv'), link);
    for (const file of ['./monthly-sunspots.csv', link]) {
      const { stdout } = await run(process.execPath, [program, file, '--weights'], { cwd: folder });
      expectScoresOfRun(stdout);
    }
  });

  it.each([
    ['more', (bytes: Buffer) => Buffer.concat([bytes, bytes.subarray(0, 4)])],
    ['fewer', (bytes: Buffer) => bytes.subarray(0, -4)],
  ])('TensorFlow.js: takes no file of %s weights', async (_, change) => {
    const copy = path.join(path.dirname(runPath), 'other-weights');
    cpSync(runPath, copy, { recursive: true });
    const file = path.join(copy, 'model/weights.bin');
    writeFileSync(file, change(readFileSync(file)));
    const started = run(process.execPath, [path.join(copy, 'code/tfjs_model.ts'), '--weights']);
    await expect(started).rejects.toThrow(`${file} has the weights of another network`);
  });

  it.skipIf(withoutPython !== null)('Keras: loads the weights and comes to the scores of the summary', async () => {
    const [output = ''] = await runScripts([
      { script: path.join(runPath, 'code/keras_model.py'), arguments: ['--weights'] },
    ]);
    expectScoresOfRun(output);
  });

  it.skipIf(withoutPython !== null)('PyTorch: loads the weights and comes to the scores of the summary', async () => {
    const script = path.join(runPath, 'code/pytorch_model.py');
    const [output = ''] = await runScripts([{ script, arguments: ['--weights'] }]);
    expectScoresOfRun(output);
  });

  it.skipIf(withoutPython !== null)('weights go with no other CSV: its scalers would be others', async () => {
    const other = path.join(folder, 'other.csv');
    const own = readFileSync(path.join(folder, 'monthly-sunspots.csv'), 'utf8');
    writeFileSync(other, own.replace('58.0', '580.0'));
    const script = path.join(runPath, 'code/pytorch_model.py');
    await expect(runScripts([{ script, arguments: [other, '--weights'] }])).rejects.toThrow('SystemExit: 2');
    await expect(runScripts([{ script, arguments: [path.join(folder, 'none.csv')] }])).rejects.toThrow('SystemExit: 2');
    // The same file elsewhere, as on another machine.
    writeFileSync(other, own);
    const [output = ''] = await runScripts([{ script, arguments: [other, '--weights'] }]);
    expectScoresOfRun(output);
  });

  it.skipIf(withoutPython !== null)('Keras: trains on the CSV given as its argument', async () => {
    const script = path.join(runPath, 'code/keras_model.py');
    const [output = ''] = await runScripts([{ script, arguments: [path.resolve('samples/monthly-sunspots.csv')] }]);
    const [, test] = printedScores(output);
    expect(test!.naive).toBeCloseTo(summary.baselines.naive.test!.rmse!, 6);
    expect(test!.rmse).toBeLessThan(2 * test!.naive);
  });
});
