import fs from 'node:fs';
import path from 'node:path';

import { generateCode } from '../../../src/codegen/generate';
import { seededGenerator } from '../../../src/engine/random';
import { RunFolder } from '../../../src/runs/runFolder';
import { experimentSchema, type ExperimentInput } from '../../../src/spec/experiment';
import { type TrainOptions, trainRun } from '../../../src/training/trainRun';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

/** An experiment as a person writes it, but for the file. */
export type TextExperiment = Omit<ExperimentInput, 'version' | 'data'> & {
  data: Omit<ExperimentInput['data'], 'file'>;
};

/** Writes a CSV into `folder`, makes a run folder beside it, and trains in it. */
export async function trainTexts(
  folder: string,
  csv: string,
  experiment: TextExperiment,
  options: Partial<TrainOptions> = {},
) {
  const file = path.join(folder, 'texts.csv');
  fs.writeFileSync(file, csv);
  const run = RunFolder.create({
    outputRoot: path.join(folder, 'sequence-lab'),
    csv: file,
    experiment: experimentSchema.parse({
      version: 1,
      ...experiment,
      data: { ...experiment.data, file: 'texts.csv' },
    }),
  });
  const summary = await trainRun({
    run: run.path,
    threads: 1,
    generateCode: (input) => generateCode(input),
    ...options,
  });
  return { run, summary };
}

/** Sums of two numbers up to `most`, as text: every pair once, in random order. */
export function additionCsv(most: number, rows: number, seed = 1): string {
  const random = seededGenerator(seed);
  const lines = new Set<string>();
  while (lines.size < rows) {
    const [a, b] = [uniformInt(random, 0, most), uniformInt(random, 0, most)];
    lines.add(`${a}+${b},${a + b}`);
  }
  return `question,answer\n${[...lines].join('\n')}\n`;
}

export const additionExperiment: TextExperiment = {
  task: 'translate',
  data: {
    inputs: ['question'],
    targets: ['answer'],
    split: { train: 0.9, validation: 0, test: 0.1, by: 'random' },
  },
  model: {
    topology: 'encoder-decoder',
    tokens: { level: 'character' },
    layers: [{ cell: 'lstm', units: 32 }],
    decoder: { layers: [{ cell: 'lstm', units: 32 }], mode: 'autoregressive', attention: 'luong' },
  },
  training: { epochs: 3, batchSize: 32, loss: 'categorical_crossentropy', optimizer: { learningRate: 0.005 } },
};

const firsts = ['an', 'be', 'cla', 'do', 'ed', 'fre', 'ga', 'han'];
const lasts = ['na', 'ra', 'do', 'rick', 'ward', 'ly', 'tta'];

/** Made names: a first and a last syllable, and what they are: those that end in a vowel are soft. */
export function namesCsv(rows: number, seed = 1): string {
  const random = seededGenerator(seed);
  const lines = Array.from({ length: rows }, () => {
    const name =
      (firsts[uniformInt(random, 0, firsts.length - 1)] ?? '') + (lasts[uniformInt(random, 0, lasts.length - 1)] ?? '');
    return `${name},${/[aeiou]$/.test(name) ? 'soft' : 'hard'}`;
  });
  return `name,kind\n${lines.join('\n')}\n`;
}

export const namesExperiment: TextExperiment = {
  task: 'generate',
  data: { targets: ['name'], static: ['kind'], split: { train: 0.8, validation: 0, test: 0.2, by: 'random' } },
  model: {
    topology: 'one-to-many',
    tokens: { level: 'character' },
    layers: [{ cell: 'gru', units: 32 }],
  },
  training: { epochs: 12, batchSize: 16, loss: 'categorical_crossentropy', optimizer: { learningRate: 0.01 } },
  sampling: { every: 4, count: 3, length: 20, temperature: 0.7 },
};
