import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { cases } from './cases';
import { python, runScripts, withoutPython } from './python';
import { type RunFolder, layOutRun, naiveScores, printedScores } from './runFolder';

if (withoutPython !== null) console.warn(`Generated Keras scripts are not run: ${withoutPython}.`);

describe.skipIf(withoutPython !== null)('generated Keras scripts', () => {
  let runs: RunFolder[] = [];
  let outputs: string[] = [];

  beforeAll(async () => {
    expect(python).not.toBeNull();
    runs = await Promise.all(cases.map(layOutRun));
    const jobs = runs.map(({ folder }) => ({
      script: path.join(folder, 'run/code/keras_model.py'),
      arguments: ['--plot'],
    }));
    outputs = runScripts(jobs);
  }, 280_000);

  it.each(cases.map(({ name }, i) => [name, i] as const))('%s: reads the same windows and trains', (_, i) => {
    const run = runs[i]!;
    const scores = printedScores(outputs[i]!);
    const expected = naiveScores(run);
    expect(scores.map(({ part }) => part)).toEqual(expected.map(({ part }) => part));
    scores.forEach(({ rmse, naive }, k) => {
      expect(rmse).toBeGreaterThan(0);
      expect(rmse).toBeLessThan(1e4);
      expect(Math.abs(naive / expected[k]!.naive - 1)).toBeLessThan(1e-9);
    });
  });
});
