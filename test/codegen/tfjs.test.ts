import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import { cases } from './cases';
import { type RunFolder, layOutRun, naiveScores, printedScores } from './runFolder';

const run = promisify(execFile);

/** Standard output of a generated program, run by Node as it is. */
export async function runProgram(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join(folder, 'run/code/tfjs_model.ts'), ...args]);
  return stdout;
}

describe('generated TensorFlow.js programs', () => {
  let runs: RunFolder[] = [];

  beforeAll(async () => {
    runs = await Promise.all(cases.map((one) => layOutRun({ ...one, name: `tfjs/${one.name}` })));
  });

  it.each(cases.map(({ name }, i) => [name, i] as const))('%s: reads the same windows and trains', async (_, i) => {
    const scores = printedScores(await runProgram(runs[i]!.folder));
    const expected = naiveScores(runs[i]!);
    expect(scores.map(({ part }) => part)).toEqual(expected.map(({ part }) => part));
    scores.forEach(({ rmse, naive }, k) => {
      expect(rmse).toBeGreaterThan(0);
      expect(rmse).toBeLessThan(1e4);
      expect(Math.abs(naive / expected[k]!.naive - 1)).toBeLessThan(1e-9);
    });
  });
});
