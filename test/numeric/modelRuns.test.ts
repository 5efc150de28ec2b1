import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { RunFolder } from '../../src/runs/runFolder';
import type { Experiment } from '../../src/spec/experiment';
import { columnScalerSchema, type Preprocessing, runFiles } from '../../src/spec/run';
import { shapesOf } from '../../src/spec/shapes';
import { openRun } from '../../src/training/openRun';
import { trainRun } from '../../src/training/trainRun';
import { type ProofCase, proofCases } from '../codegen/proof/experiments';
import { withoutPython } from '../codegen/python';
import { temporaryFolder } from '../unit/training/series';
import { askEngine, type ModelExamples } from './modelExamples';
import { outputError, type ReadModel, readModels, type WrittenModel } from './readModels';

/** The model files of real runs: experiments chosen by pairs over tasks, columns, cells, directions and heads. */

/** See `modelFiles.test.ts`. */
const tolerance = 1e-5;
/** Examples of each run that are predicted. */
const most = 20;

interface Run extends WrittenModel {
  readonly name: string;
  readonly experiment: Experiment;
  readonly preprocessing: Preprocessing;
  readonly notes: readonly string[];
  readonly examples: ModelExamples;
  readonly features: number;
}

describe.skipIf(withoutPython !== null)('the model files of runs', { timeout: 900_000 }, () => {
  const root = temporaryFolder();
  afterAll(() => {
    fs.rmSync(root, { recursive: true, force: true });
  });
  const runs: Run[] = [];
  let read: ReadModel[] = [];

  beforeAll(async () => {
    for (const [i, one] of proofCases().entries()) runs.push(await trained(one, path.join(root, String(i))));
    read = readModels(runs);
  }, 900_000);

  test('are of at least sixty, of every task', () => {
    expect(runs.length).toBeGreaterThanOrEqual(60);
    expect(new Set(runs.map(({ experiment }) => experiment.task)).size).toBe(5);
  });

  test('are written without a note', () => {
    expect(runs.filter(({ notes }) => notes.some((note) => /onnx/i.test(note))).map(({ name }) => name)).toEqual([]);
  });

  test('predict in ONNX Runtime what the engine predicts of the same examples', () => {
    const errors = runs.map(({ name, examples }, i) => {
      const one = read[i];
      return { name, error: one ? outputError(one, examples) : NaN };
    });
    const worst = errors.toSorted((a, b) => b.error - a.error);
    console.log(`${errors.length} runs; the largest differences: ${JSON.stringify(worst.slice(0, 3))}`);
    expect(errors.filter(({ error }) => !(error <= tolerance))).toEqual([]);
  });

  test('say the columns, targets and classes in the order of the numbers', () => {
    runs.forEach(({ name, preprocessing, features }, i) => {
      const { rows, targets, classes } = read[i]?.properties ?? {};
      if (features === 0) expect(rows, name).toBeUndefined();
      else {
        const columns = columnScalerSchema.array().parse(JSON.parse(rows ?? 'null'));
        expect(columns, name).toHaveLength(features);
        if (preprocessing.inputs.length > 0) expect(columns).toEqual(preprocessing.inputs);
      }
      if (targets !== undefined) expect(JSON.parse(targets)).toEqual(preprocessing.targets);
      expect(classes && JSON.parse(classes), name).toEqual(preprocessing.classes);
    });
  });
});

/** Trains an experiment as the command line does, and asks its network about some of its examples. */
async function trained({ name, csv, experiment }: ProofCase, folder: string): Promise<Run> {
  fs.mkdirSync(folder);
  const file = path.join(folder, experiment.data.file);
  fs.writeFileSync(file, csv);
  const run = RunFolder.create({ outputRoot: path.join(folder, 'runs'), csv: file, experiment });
  const summary = await trainRun({ run: run.path, threads: 1, generateCode: () => ({ files: [], refused: [] }) });
  if (summary.error) throw new Error(`${name}: ${summary.error.message}`);
  const { task, engine, preprocessing, experiment: frozen } = await openRun(run.path, { threads: 1 });
  const { dataset } = task;
  const data = engine.allocateData(dataset.engineRows, dataset.options);
  dataset.fill(data);
  const all = Object.values(dataset.windows).flatMap((part) => [...part]);
  const every = Math.ceil(all.length / most);
  const examples = Int32Array.from(all.filter((_, i) => i % every === 0));
  const { shapes } = dataset;
  expect(preprocessing.shapes ?? shapesOf(frozen), name).toEqual(shapes);
  const asked = await askEngine(engine, { experiment: frozen, shapes, data, options: dataset.options, examples });
  engine.dispose();
  return {
    ...{ name, experiment: frozen, preprocessing, notes: summary.notes, features: shapes.features },
    ...{ examples: asked, inputs: asked.inputs },
    onnx: fs.readFileSync(run.file(runFiles.onnx)),
    safetensors: fs.readFileSync(run.file(runFiles.safetensors)),
  };
}
