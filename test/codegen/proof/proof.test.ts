import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

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

  /** Of each experiment, and a table of the worst. */
  function check(program: Program): void {
    const worst = new Map<string, Difference>();

    it.each(cases.map(({ name }, i) => [name, i] as const))('%s', (name, i) => {
      const run = runs[i]!;
      const script = path.join(run.folder, 'code', programs[program]);
      expect(existsSync(script)).toBe(isWritten(run, program));
      if (!isWritten(run, program)) return;
      const difference = hasPredictions(run)
        ? compare(predictionsOf(run), savedBy(run, program))
        : compareBits(run.summary, outputs.get(script) ?? '');
      worst.set(name, difference);
      expect(difference.rows).toBeGreaterThan(0);
      expect(difference.otherTexts).toEqual([]);
      expect(difference.worst).toBeLessThanOrEqual(tolerance);
    });

    it('differ by', () => {
      const byForm = new Map<string, { experiments: number; rows: number; worst: number }>();
      for (const [name, { rows, worst: own }] of worst) {
        const form = name.split(' · ')[0]!;
        const before = byForm.get(form) ?? { experiments: 0, rows: 0, worst: 0 };
        byForm.set(form, {
          experiments: before.experiments + 1,
          rows: before.rows + rows,
          worst: Math.max(before.worst, own),
        });
      }
      const lines = [...byForm].map(([form, { experiments, rows, worst: own }]) =>
        [form, experiments, rows, own.toExponential(1)].join(' | '),
      );
      console.log(`${program}: form | experiments | predictions | largest difference\n${lines.join('\n')}`);
      expect(worst.size).toBeGreaterThan(0);
    });
  }
});
