import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runFiles } from '../../../src/spec/run';
import { type Job, runScripts, withoutPython } from '../python';
import { type Difference, compare, compareBits } from './compare';
import { proofCases } from './experiments';
import { type TrainedRun, hasPredictions, predictionsOf, trained } from './trained';

/**
 * Float32 keeps 7 digits; sums of some hundred products in another order, through a few steps and layers, lose one or two:
 * what is asked for is 1e-5 of the largest value of a column.
 */
const tolerance = 1e-5;

/** `onnx`: the data and the report of the Keras program around `model.onnx`, which predicts. */
const programs = {
  keras: 'keras_model.py',
  pytorch: 'pytorch_model.py',
  tfjs: 'tfjs_model.ts',
  onnx: 'keras_model.py',
} as const;
type Program = keyof typeof programs;

type Found = Difference & { readonly name: string; readonly program: Program };

const cases = proofCases();
const savedBy = (run: TrainedRun, program: Program): string => path.join(run.folder, `${program}.csv`);
const argumentsOf = (run: TrainedRun, program: Program): string[] => [
  '--weights',
  ...(hasPredictions(run) ? ['--save', savedBy(run, program)] : []),
];
const scriptOf = (run: TrainedRun, program: Program): string => path.join(run.folder, 'code', programs[program]);
const isWritten = (run: TrainedRun, program: Program): boolean =>
  run.targets.includes(program === 'onnx' ? 'keras' : program);

describe('programs of experiments chosen by pairs, with the weights of the run', () => {
  const runs: TrainedRun[] = [];
  const outputs: Record<Program, Map<TrainedRun, string>> = {
    ...{ keras: new Map(), pytorch: new Map(), tfjs: new Map(), onnx: new Map() },
  };
  const differences: Found[] = [];

  beforeAll(async () => {
    for (const [i, one] of cases.entries()) runs.push(await trained(one, i));
    // Two at a time.
    const [first, second] = withoutPython === null ? ([['keras', 'onnx'], ['pytorch']] as const) : [[], []];
    await Promise.all([runPrograms(first), runPrograms(second).then(runTypescript)]);
  }, 1_800_000);

  it('are at least sixty', () => {
    expect(runs.length).toBeGreaterThanOrEqual(60);
  });

  describe.skipIf(withoutPython !== null).each(['keras', 'pytorch', 'onnx'] as const)('%s', check);
  describe('tfjs', () => check('tfjs'));

  afterAll(() => {
    console.log(worstByForm(differences));
  });

  async function runPrograms(programs: readonly Exclude<Program, 'tfjs'>[]): Promise<void> {
    for (const program of programs) {
      const written = runs.filter((run) => isWritten(run, program));
      const jobs = written.map((run): Job => {
        const onnx = program === 'onnx' ? { onnx: path.join(run.folder, runFiles.onnx) } : {};
        return { script: scriptOf(run, program), arguments: argumentsOf(run, program), ...onnx };
      });
      (await runScripts(jobs)).forEach((output, i) => outputs[program].set(written[i]!, output));
    }
  }

  async function runTypescript(): Promise<void> {
    const run = promisify(execFile);
    for (const one of runs.filter((run) => isWritten(run, 'tfjs'))) {
      const { stdout } = await run(process.execPath, [scriptOf(one, 'tfjs'), ...argumentsOf(one, 'tfjs')]);
      outputs.tfjs.set(one, stdout);
    }
  }

  /** Of each experiment. */
  function check(program: Program): void {
    it.each(cases.map(({ name }, i) => [name, i] as const))('%s', (name, i) => {
      const run = runs[i]!;
      expect(existsSync(scriptOf(run, program))).toBe(isWritten(run, program));
      if (!isWritten(run, program)) return;
      const difference = hasPredictions(run)
        ? compare(predictionsOf(run), savedBy(run, program))
        : compareBits(run.summary, outputs[program].get(run) ?? '');
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
    return `| ${[form, experiments, worst('keras'), worst('pytorch'), worst('tfjs'), worst('onnx')].join(' | ')} |`;
  });
  const header =
    '| Form | Experiments | Keras | PyTorch | TensorFlow.js | ONNX Runtime |\n| --- | --: | --: | --: | --: | --: |';
  return [header, ...lines].join('\n');
}
