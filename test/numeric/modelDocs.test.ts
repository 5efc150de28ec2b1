import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, describe, expect, test } from 'vitest';

import { loadExperiment } from '../../src/cli/loadExperiment';
import { generateCode } from '../../src/codegen/generate';
import { defaultOutputRoot, RunFolder } from '../../src/runs/runFolder';
import { resolveExperiment } from '../../src/spec/resolve';
import { trainRun } from '../../src/training/trainRun';
import { temporaryFolder } from '../unit/training/series';
import { additionCsv, additionExperiment, trainTexts } from '../unit/training/textRuns';

/** The examples of `docs/models.md`, run as they stand in folders of real runs: they say what the run has predicted. */

const python = process.env['SEQUENCE_LAB_PYTHON'] ?? 'python3';
const without = process.env['SEQUENCE_LAB_PYTHON'] === undefined && process.env['CI'] !== 'true';

const docs = fs.readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'models.md'), 'utf8');

/** The example in Python below a heading. */
function exampleOf(heading: string): string {
  const [, below] = docs.split(`\n${heading}\n`);
  const found = /```python\n(.*?)```/s.exec(below ?? '')?.[1];
  if (found === undefined) throw new Error(`docs/models.md has no example in Python below "${heading}".`);
  return found;
}

const execute = (run: RunFolder, heading: string): string =>
  execFileSync(python, ['-c', exampleOf(heading)], { cwd: run.path, encoding: 'utf8' }).trim();

const rowsOf = (run: RunFolder, name: string): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(fs.readFileSync(run.file(name), 'utf8'), { header: true, skipEmptyLines: true })
    .data;

describe.skipIf(without)('the examples of docs/models.md', { timeout: 300_000 }, () => {
  const root = temporaryFolder();
  afterAll(() => {
    fs.rmSync(root, { recursive: true, force: true });
  });
  const newFolder = (): string => fs.mkdtempSync(path.join(root, 'case-'));

  test('forecast what forecast.csv says', async () => {
    const [, sample = '', options = ''] = /`samples\/([\w.-]+\.csv)`[^`]*`(--set [^`]+)`/.exec(docs) ?? [];
    const settings = options.split(/\s*--set\s+/).filter(Boolean);
    expect(settings.length).toBeGreaterThan(0);
    const csv = path.join(newFolder(), sample);
    fs.copyFileSync(path.join(import.meta.dirname, '..', '..', 'samples', sample), csv);
    const { experiment } = await loadExperiment(csv, [...settings, 'training.epochs=5']);
    const run = RunFolder.create({
      outputRoot: defaultOutputRoot(csv),
      csv,
      experiment: resolveExperiment({ ...experiment, data: { ...experiment.data, file: csv } }),
    });
    const { error } = await trainRun({ run: run.path, threads: 1, generateCode: (input) => generateCode(input) });
    expect(error).toBeNull();
    const said = execute(run, '## model.onnx').replace(/[[\]]/g, '').trim().split(/\s+/).map(Number);
    const expected = rowsOf(run, 'forecast.csv').map((row) => Number(row['predicted']));
    expect(said).toHaveLength(experiment.window.horizon);
    // NumPy prints eight digits of a float32.
    said.forEach((value, i) => expect(Math.abs(value / (expected[i] ?? NaN) - 1)).toBeLessThan(1e-5));
  });

  test('tell the classes of a text as predictions.csv does', async () => {
    const texts = ['a good film', 'a bad film', 'what a good idea', 'such a bad idea'];
    const lines = Array.from({ length: 40 }, (_, i) => `${texts[i % 4]},${i % 2 === 0 ? 'liked' : 'disliked'}`);
    const { run, summary } = await trainTexts(newFolder(), `text,opinion\n${lines.join('\n')}\n`, {
      task: 'classify',
      data: { inputs: ['text'], targets: ['opinion'], split: { by: 'random' } },
      model: { layers: [{ cell: 'gru', units: 4 }], tokens: {}, embedding: { units: 4 } },
      training: { epochs: 3, loss: 'categorical_crossentropy' },
    });
    expect(summary.state).toBe('done');
    const said = execute(run, '### Classes of a text');
    const [, names = '', numbers = ''] = /^\[(.*)\] \[(.*)\]$/.exec(said) ?? [];
    const row = rowsOf(run, 'predictions.csv').find(({ source }) => source === 'a good film');
    const probabilities = numbers.trim().split(/\s+/).map(Number);
    expect(probabilities).toHaveLength(2);
    names.split(', ').forEach((quoted, i) => {
      expect(probabilities[i]).toBeCloseTo(Number(row?.[quoted.replaceAll("'", '')]), 6);
    });
  });

  test('translate what predictions.csv says', async () => {
    const { run, summary } = await trainTexts(newFolder(), additionCsv(9, 100), {
      ...additionExperiment,
      training: { ...additionExperiment.training, epochs: 30 },
    });
    expect(summary.state).toBe('done');
    const row = rowsOf(run, 'predictions.csv').find(({ source }) => source === '3+4');
    expect(execute(run, '### Translations')).toBe(row?.['predicted']);
    expect(row?.['predicted']).toMatch(/^\d+$/);
  });

  test('list the weights', async () => {
    const { run } = await trainTexts(newFolder(), additionCsv(9, 50), {
      ...additionExperiment,
      training: { ...additionExperiment.training, epochs: 1 },
    });
    const lines = execute(run, '## model.safetensors').split('\n').sort();
    const manifest = JSON.parse(fs.readFileSync(run.file('model/model.json'), 'utf8')) as {
      weightsManifest: { weights: { name: string; shape: number[] }[] }[];
    };
    const expected = manifest.weightsManifest[0]?.weights.map(({ name, shape }) => {
      const [only] = shape;
      return `${name} (${shape.length === 1 ? `${only},` : shape.join(', ')})`;
    });
    expect(lines).toEqual(expected?.sort());
  });
});
