import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Job, runScripts, withoutPython } from '../python';
import { type Difference, compare, compareBits } from './compare';
import { proofCases } from './experiments';
import { type TrainedRun, hasPredictions, predictionsOf, trained } from './trained';

/**
 * Float32 keeps 7 digits; sums of some hundred products in another order, through a few steps and layers, lose one or two:
 * what is asked for is 1e-5 of the largest value of a column.
 */
const tolerance = 1e-5;

const programs = { keras: 'keras_model.py', pytorch: 'pytorch_model.py', tfjs: 'tfjs_model.ts' } as const;
type Program = keyof typeof programs;

type Found = Difference & { readonly name: string; readonly program: Program };

const cases = proofCases();
const savedBy = (run: TrainedRun, program: Program): string => path.join(run.folder, `${program}.csv`);
const argumentsOf = (run: TrainedRun, program: Program): string[] => [
  '--weights',
  ...(hasPredictions(run) ? ['--save', savedBy(run, program)] : []),
];
const isWritten = (run: TrainedRun, program: Program): boolean => run.targets.includes(program);

describe('programs of experiments chosen by pairs, with the weights of the run', () => {
  const runs: TrainedRun[] = [];
  /** What a program printed, by its path. */
  const outputs = new Map<string, string>();
  const differences: Found[] = [];

  beforeAll(async () => {
    for (const [i, one] of cases.entries()) runs.push(await trained(one, i));
  }, 600_000);

  it('are at least sixty', () => {
    expect(runs.length).toBeGreaterThanOrEqual(60);
  });

  describe.skipIf(withoutPython !== null).each(['keras', 'pytorch'] as const)('%s', (program) => {
    beforeAll(() => {
      const jobs = runs
        .filter((run) => isWritten(run, program))
        .map((run): Job => {
          const script = path.join(run.folder, 'code', programs[program]);
          return { script, arguments: argumentsOf(run, program) };
        });
      runScripts(jobs).forEach((output, i) => outputs.set(jobs[i]!.script, output));
    }, 1_200_000);
    check(program);
  });

  describe('tfjs', () => {
    beforeAll(async () => {
      const run = promisify(execFile);
      for (const one of runs.filter((run) => isWritten(run, 'tfjs'))) {
        const script = path.join(one.folder, 'code', programs.tfjs);
        const { stdout } = await run(process.execPath, [script, ...argumentsOf(one, 'tfjs')]);
        outputs.set(script, stdout);
      }
    }, 1_200_000);
    check('tfjs');
  });

  afterAll(() => {
    console.log(worstByForm(differences));
  });

  /** Of each experiment. */
  function check(program: Program): void {
    it.each(cases.map(({ name }, i) => [name, i] as const))('%s', (name, i) => {
      const run = runs[i]!;
      const script = path.join(run.folder, 'code', programs[program]);
      expect(existsSync(script)).toBe(isWritten(run, program));
      if (!isWritten(run, program)) return;
      const difference = hasPredictions(run)
        ? compare(predictionsOf(run), savedBy(run, program))
        : compareBits(run.summary, outputs.get(script) ?? '');
      differences.push({ name, program, ...difference });
      expect(difference.rows).toBeGreaterThan(0);
      expect(difference.otherTexts).toEqual([]);
      expect(difference.worst).toBeLessThanOrEqual(tolerance);
    });
  }
});

/** A table of the largest differences, as `docs/code.md` has it. */
function worstByForm(all: readonly Found[]): string {
  const formOf = ({ name }: Found): string => name.split(' · ')[0]!;
  const lines = [...new Set(all.map(formOf))].map((form) => {
    const found = all.filter((one) => formOf(one) === form);
    const worst = (program: Program): string => {
      const own = found.filter((one) => one.program === program).map((one) => one.worst);
      return own.length === 0 ? '–' : Math.max(...own).toExponential(1);
    };
    const experiments = new Set(found.map(({ name }) => name)).size;
    return `| ${[form, experiments, worst('keras'), worst('pytorch'), worst('tfjs')].join(' | ')} |`;
  });
  const header = '| Form | Experiments | Keras | PyTorch | TensorFlow.js |\n| --- | --: | --: | --: | --: |';
  return [header, ...lines].join('\n');
}
