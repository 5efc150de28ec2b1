import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import { cases } from './cases';
import { expectOwnScores, expectOwnTraining, expectTraining } from './expectations';
import { type RunFolder, layOutRun } from './runFolder';
import { comparable, layOutSameStart } from './sameStart';

const run = promisify(execFile);

/** Standard output of a generated program, run by Node as it is. */
async function runProgram({ folder }: RunFolder, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join(folder, 'run/code/tfjs_model.ts'), ...args]);
  return stdout;
}

describe('generated TensorFlow.js programs', () => {
  let runs: RunFolder[] = [];

  beforeAll(async () => {
    runs = await Promise.all(cases.map((one) => layOutRun({ ...one, name: `tfjs/${one.name}` })));
  });

  it.each(cases.map(({ name }, i) => [name, i] as const))('%s: same windows, same predictions', async (_, i) => {
    await expectOwnScores(runs[i]!, await runProgram(runs[i]!, '--weights'));
  });

  it.each(cases.flatMap(({ name, dataOnly }, i) => (dataOnly ? [] : [[name, i] as const])))(
    '%s: trains',
    async (_, i) => {
      const output = await runProgram(runs[i]!);
      expect(output).toMatch(/^epoch 1\//m);
      expectTraining(runs[i]!, output);
    },
  );

  describe('from the same weights', () => {
    let sameStart: RunFolder[] = [];
    beforeAll(async () => {
      sameStart = await layOutSameStart('tfjs-same');
    });

    it.each(comparable.map(({ name }, i) => [name, i] as const))('%s: trains as our engine does', async (_, i) => {
      await expectOwnTraining(sameStart[i]!, await runProgram(sameStart[i]!, '--weights'));
    });
  });

  it('gives the same numbers again', async () => {
    const dropout = runs.find(({ name }) => name === 'tfjs/dropout')!;
    const [first, second] = await Promise.all([runProgram(dropout), runProgram(dropout)]);
    expect(second).toBe(first);
  });
});
