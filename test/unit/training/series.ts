import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { generateCode } from '../../../src/codegen/generate';
import { RunFolder } from '../../../src/runs/runFolder';
import { parseExperiment } from '../../../src/spec/parse';
import { resolveExperiment } from '../../../src/spec/resolve';
import { setPath } from '../../../src/spec/setPath';
import { type TrainOptions, trainRun } from '../../../src/training/trainRun';

/** A new empty folder; the caller removes it. */
export const temporaryFolder = (): string =>
  fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sequence-lab-train-')));

/** A month a row: a season of twelve, a trend, and a second column that follows the first. */
export function monthlyCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const month = `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`;
    const value = 100 + i / 10 + 20 * Math.sin((2 * Math.PI * i) / 12) + (((i * 7919) % 13) - 6) / 3;
    return `${month},${value.toFixed(3)},${(200 - value + (i % 5)).toFixed(3)}`;
  });
  return `Month,Sales,=Cost\n${lines.join('\n')}\n`;
}

/** A small experiment that trains in a second, with changes as `--set` takes them. */
export function smallExperiment(changes: Record<string, unknown> = {}) {
  const base: unknown = {
    version: 1,
    name: 'sales',
    task: 'forecast',
    data: {
      file: 'sales.csv',
      time: 'Month',
      targets: ['Sales'],
      split: { train: 0.7, validation: 0.1, test: 0.2 },
    },
    window: { timeSteps: 4 },
    model: { layers: [{ cell: 'gru', units: 3 }] },
    training: { epochs: 3, batchSize: 16, optimizer: { learningRate: 0.01 } },
  };
  const changed = Object.entries(changes).reduce(
    (json, [field, value]) => setPath(json, field, JSON.stringify(value)),
    base,
  );
  return resolveExperiment(parseExperiment(changed));
}

/** Makes a run folder beside the CSV of `folder` and trains in it. */
export async function train(
  folder: string,
  changes: Record<string, unknown> = {},
  options: Partial<TrainOptions> = {},
  outputRoot = path.join(folder, 'sequence-lab'),
) {
  const run = RunFolder.create({
    outputRoot,
    csv: path.join(folder, 'sales.csv'),
    experiment: smallExperiment(changes),
  });
  const summary = await trainRun({
    run: run.path,
    threads: 1,
    generateCode: (input) => generateCode(input),
    ...options,
  });
  return { run, summary };
}
