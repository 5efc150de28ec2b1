import path from 'node:path';

import { targetFiles } from '../../src/spec/codeTargets';
import { beforeAll, describe, it } from 'vitest';

import { cases } from './cases';
import { expectOwnScores, expectOwnTraining, expectTraining } from './expectations';
import { type Job, runScripts, withoutPython } from './python';
import { type RunFolder, layOutRun } from './runFolder';
import { comparable, layOutSameStart } from './sameStart';

if (withoutPython !== null) console.warn(`Generated Python programs are not run: ${withoutPython}.`);

/** Trained as they are, with the plot; the others only from given weights, which takes as long and proves more. */
const untouched = ['tutorial', 'dropout', 'hostile'];

describe.skipIf(withoutPython !== null).each(['keras', 'pytorch'] as const)('generated programs for %s', (library) => {
  let runs: RunFolder[] = [];
  let sameStart: RunFolder[] = [];
  let outputs: string[][] = [];

  beforeAll(async () => {
    runs = await Promise.all(cases.map((one) => layOutRun({ ...one, name: `${library}/${one.name}` })));
    sameStart = await layOutSameStart(`${library}-same`);
    const job = (run: RunFolder, argument: string): Job => ({
      script: path.join(run.folder, `run/code/${targetFiles[library].file}`),
      arguments: [argument],
    });
    const lists = [
      runs.map((run) => job(run, '--weights')),
      sameStart.map((run) => job(run, '--weights')),
      untouched.map((name) => job(runs[cases.findIndex((one) => one.name === name)]!, '--plot')),
    ];
    const all = await runScripts(lists.flat());
    outputs = lists.map((list) => all.splice(0, list.length));
  }, 900_000); // a minute and a half on an idle machine

  it.each(cases.map(({ name }, i) => [name, i] as const))('%s: same windows, same predictions', async (_, i) => {
    await expectOwnScores(runs[i]!, outputs[0]![i]!);
  });

  it.each(comparable.map(({ name }, i) => [name, i] as const))('%s: trains as our engine does', async (_, i) => {
    await expectOwnTraining(sameStart[i]!, outputs[1]![i]!);
  });

  it.each(untouched.map((name, i) => [name, i] as const))('%s: trains and plots', (name, i) => {
    expectTraining(
      runs.find((run) => run.name === `${library}/${name}`)!,
      outputs[2]![i]!,
    );
  });
});
