import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { cases } from './cases';
import { expectOwnScores, expectTraining } from './expectations';
import { type Job, runScripts, withoutPython } from './python';
import { type RunFolder, layOutRun } from './runFolder';

if (withoutPython !== null) console.warn(`Generated Keras scripts are not run: ${withoutPython}.`);

describe.skipIf(withoutPython !== null)('generated Keras scripts', () => {
  const trained = cases.filter(({ dataOnly }) => !dataOnly);
  let runs: RunFolder[] = [];
  let loadedOutputs: string[] = [];
  let trainedOutputs: string[] = [];

  beforeAll(async () => {
    runs = await Promise.all(cases.map((one) => layOutRun({ ...one, name: `keras/${one.name}` })));
    const job = (run: RunFolder, ...args: string[]): Job => ({
      script: path.join(run.folder, 'run/code/keras_model.py'),
      arguments: args,
    });
    const outputs = runScripts([
      ...runs.map((run) => job(run, '--weights')),
      ...trained.map((one) => job(runs[cases.indexOf(one)]!, '--plot')),
    ]);
    loadedOutputs = outputs.slice(0, runs.length);
    trainedOutputs = outputs.slice(runs.length);
  }, 280_000);

  it.each(cases.map(({ name }, i) => [name, i] as const))('%s: same windows, same predictions', async (_, i) => {
    await expectOwnScores(runs[i]!, loadedOutputs[i]!);
  });

  it.each(trained.map(({ name }, i) => [name, i] as const))('%s: trains', (name, i) => {
    expectTraining(
      runs.find((run) => run.name === `keras/${name}`)!,
      trainedOutputs[i]!,
    );
    expect(trainedOutputs[i]).not.toBe(loadedOutputs[i]);
  });
});
