import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { format } from 'prettier';
import { describe, expect, it } from 'vitest';

import { generateTarget } from '../../src/codegen/generate';
import { RunFolder } from '../../src/runs/runFolder';
import { calendarFeatures } from '../../src/spec/experiment';
import { runFiles } from '../../src/spec/run';
import { trainRun } from '../../src/training/trainRun';
import { compare } from './proof/compare';
import { type ProofCase, proofCases } from './proof/experiments';
import { forms as writtenForms } from './proof/forms';
import { writtenCode } from './proof/written';
import { workFolder } from './runFolder';

const run = promisify(execFile);

/** One experiment of every form. Their networks differ; all of them are compared in `proof/proof.test.ts`. */
const forms = new Map(
  proofCases()
    .reverse()
    .map((one) => [one.name.split(' · ')[0] ?? '', one]),
);

/** A run with the TensorFlow.js program alone: other programs have tests of their own. */
async function trained({ csv, experiment }: ProofCase, place: string): Promise<RunFolder> {
  const folder = path.join(workFolder, 'tfjs-forms', place);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, experiment.data.file);
  writeFileSync(file, csv);
  const made = RunFolder.create({ outputRoot: path.join(folder, 'runs'), csv: file, experiment });
  const generateCode = (input: Parameters<typeof generateTarget>[0]) => ({
    files: generateTarget(input, 'tfjs'),
    refused: [],
  });
  const summary = await trainRun({ run: made.path, threads: 1, generateCode });
  expect(summary.error).toBeNull();
  return made;
}

describe('TensorFlow.js programs of every form of experiment', () => {
  const programs: string[] = [];

  it.each([...forms].map(([form, one], i) => [form, one, String(i)] as const))(
    '%s: predicts as the run did, and trains',
    async (form, one, place) => {
      const { path: folder } = await trained(one, place);
      const program = path.join(folder, runFiles.code, 'tfjs_model.ts');
      programs.push(program);
      const text = readFileSync(program, 'utf8');
      expect(text).toBe(await format(text, { filepath: program }));

      const saved = path.join(folder, 'saved.csv');
      const writes = form.startsWith('write');
      const { stdout } = await run(process.execPath, [program, '--weights', ...(writes ? [] : ['--save', saved])]);
      if (writes) expectBits(stdout, folder);
      else {
        const difference = compare(path.join(folder, runFiles.predictions), saved);
        expect(difference.rows).toBeGreaterThan(0);
        expect(difference.otherTexts).toEqual([]);
        // Float32 keeps 7 digits, of which sums in another order lose one or two.
        expect(difference.worst).toBeLessThan(1e-5);
      }
      const training = await run(process.execPath, [program]);
      expect(training.stdout).toMatch(/^epoch 2\/2 \{ loss: \d+\.\d+/m);
    },
    180_000,
  );

  it('are compiled under --strict', () => {
    expect(programs.length).toBeGreaterThan(0);
    const description = readFileSync(path.join(path.dirname(programs[0] ?? ''), 'package.json'), 'utf8');
    const { scripts } = JSON.parse(description) as { scripts: { check: string } };
    const options = scripts.check.split(' ').slice(1, -1);
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...programs], { encoding: 'utf8' });
    expect(stdout).toBe('');
  }, 120_000);
});

it.each<[string, (typeof calendarFeatures)[number][]]>([
  ...calendarFeatures.map((name): [string, [typeof name]] => [name, [name]]),
  ['hour and weekday', ['hour', 'weekday']],
  ['month and weekday', ['month', 'weekday']],
  ['all', ['hour', 'weekday', 'month']],
])('Prettier leaves a program with a calendar alone: %s', async (_, calendar) => {
  const { data } = writtenForms['recursive, calendar']!;
  for (const { path: file, text } of await writtenCode('recursive, calendar', { data: { ...data, calendar } })) {
    if (file !== 'tfjs_model.ts') continue;
    expect(text).toContain('function calendar(');
    expect(text).toBe(await format(text, { filepath: file }));
  }
  expect.assertions(2);
});

/** Texts that are written have no predictions: what a character takes is what the run came to. */
function expectBits(output: string, folder: string): void {
  const { metrics, baselines } = JSON.parse(readFileSync(path.join(folder, runFiles.summary), 'utf8')) as {
    metrics: Record<string, { bitsPerCharacter: number }>;
    baselines: { naive: Record<string, { bitsPerCharacter: number }> };
  };
  const printed = [...output.matchAll(/^(\w+) +bits per character (\S+) +single tokens (\S+)$/gm)];
  expect(printed.map(([, part]) => part)).toEqual(Object.keys(metrics));
  for (const [, part = '', bits, single] of printed) {
    expect(Math.abs(Number(bits) / metrics[part]!.bitsPerCharacter - 1)).toBeLessThan(1e-5);
    expect(Math.abs(Number(single) / baselines.naive[part]!.bitsPerCharacter - 1)).toBeLessThan(1e-8);
  }
}
