import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { scoresFileSchema } from '../../../src/spec/scores';
import { generateTexts } from '../../../src/training/generateTexts';
import { userError } from '../data/files';
import { temporaryFolder } from './series';
import { namesCsv, namesExperiment, type TextExperiment, trainTexts } from './textRuns';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(root, 'case-'))));

const asked = {
  ...{ threads: 1, count: 20, length: 20, temperature: 0.5, topK: null, start: '', seed: 1 },
  condition: new Map<string, string>(),
};

describe('a run that writes texts', () => {
  it('learns made names, writes samples while it trains, and writes on afterwards', { timeout: 60_000 }, async () => {
    const told: { epoch: number; texts: readonly string[] }[] = [];
    const { run, summary } = await trainTexts(folder, namesCsv(300), namesExperiment, {
      onSamples: (samples) => told.push(samples),
    });
    expect(summary.error).toBeNull();
    expect(summary.state).toBe('done');
    expect(summary.mainMetric).toBe('bitsPerCharacter');
    const own = summary.metrics.test?.bitsPerCharacter ?? NaN;
    const naive = summary.baselines.naive.test?.bitsPerCharacter ?? NaN;
    // 8 × 7 names of equal likelihood are log2(56) = 5.8 bits a name of 5.3 characters and an end.
    expect(own).toBeGreaterThan(0.9);
    expect(own).toBeLessThan(1.7);
    expect(naive).toBeGreaterThan(3);

    const { writing } = scoresFileSchema.parse(JSON.parse(fs.readFileSync(run.file('scores.json'), 'utf8'))).test ?? {};
    expect(writing?.texts).toBe(60);
    expect(writing?.tokens).toBe((writing?.characters ?? 0) + 60);
    expect((writing?.bits ?? NaN) / (writing?.characters ?? NaN)).toBeCloseTo(own, 12);
    expect(writing?.perplexity).toBeCloseTo(2 ** ((writing?.bits ?? NaN) / (writing?.tokens ?? NaN)), 9);

    // The newest ones are told, at most 20 times a second.
    expect(told.at(-1)?.epoch).toBe(12);
    expect(told.every(({ epoch, texts }) => epoch % 4 === 0 && texts.length === 3)).toBe(true);
    const samples = fs.readFileSync(run.file('samples.txt'), 'utf8');
    for (const heading of ['Epoch 4', 'Epoch 8', 'Epoch 12', 'After training']) expect(samples).toContain(heading);
    expect(samples).toMatch(/\(kind: (soft|hard)\)/);

    const soft = await generateTexts(run.path, { ...asked, condition: new Map([['kind', 'soft']]) });
    const hard = await generateTexts(run.path, { ...asked, condition: new Map([['kind', 'hard']]) });
    const vowels = (texts: typeof soft) => texts.filter(({ text }) => /[aeiou]$/.test(text)).length;
    expect(vowels(soft)).toBeGreaterThan(17);
    expect(vowels(hard)).toBeLessThan(3);
    expect(soft.every(({ ended, condition }) => ended && condition === 'kind: soft')).toBe(true);

    const begun = await generateTexts(run.path, { ...asked, start: 'cla', count: 3 });
    expect(begun.every(({ text }) => text.startsWith('cla'))).toBe(true);
    expect(await generateTexts(run.path, { ...asked, start: 'cla', count: 3 })).toEqual(begun);

    const unknown = await userError(generateTexts(run.path, { ...asked, start: 'Q' }));
    expect(unknown.message).toContain('does not know "Q"');
    const condition = await userError(generateTexts(run.path, { ...asked, condition: new Map([['kind', 'x']]) }));
    expect(condition.hint).toContain('"hard"');
  });

  it('refuses a start that training texts do not have before it trains', async () => {
    const { summary } = await trainTexts(folder, namesCsv(30), {
      ...namesExperiment,
      sampling: { ...namesExperiment.sampling, start: 'Ω' },
    });
    expect(summary.error).toMatchObject({ code: 'generate/unknown-start', path: 'sampling.start', defect: false });
    expect(summary.epochsDone).toBe(0);
  });

  it('writes no texts while it trains where none are asked for, but at the end', async () => {
    const { run, summary } = await trainTexts(folder, namesCsv(60), {
      ...namesExperiment,
      training: { ...namesExperiment.training, epochs: 2 },
      sampling: { ...namesExperiment.sampling, every: null },
    });
    expect(summary.error).toBeNull();
    expect(fs.readFileSync(run.file('samples.txt'), 'utf8')).toMatch(/^After training\n/);
  });

  it('carries the state from piece to piece of long texts where training is stateful', async () => {
    // A letter of four, and once more behind the border of pieces of 5 steps: x y x a y | a end.
    const lines = Array.from({ length: 160 }, (_, i) => {
      const letter = 'abcd'[i % 4] ?? '';
      return `xyx${letter}y${letter}`;
    });
    const csv = `name\n${lines.join('\n')}\n`;
    const experiment: TextExperiment = {
      ...namesExperiment,
      data: { targets: ['name'], split: { train: 0.8, validation: 0, test: 0.2, by: 'time' } },
      model: {
        ...namesExperiment.model,
        tokens: { level: 'character', maxLength: 4 },
        layers: [{ cell: 'gru', units: 16 }],
      },
      training: { ...namesExperiment.training, epochs: 40, batchSize: 8 },
    };
    const apart = await trainTexts(folder, csv, experiment);
    const joined = await trainTexts(folder, csv, {
      ...experiment,
      training: { ...experiment.training, stateful: true, shuffle: false },
    });
    expect([apart.summary.error, joined.summary.error]).toEqual([null, null]);
    // 2 bits for the first letter of 6 characters; as many for the second where its piece begins anew.
    const bits = ({ summary }: typeof apart) => summary.metrics.test?.bitsPerCharacter ?? NaN;
    expect(bits(joined)).toBeLessThan(0.5);
    expect(bits(joined)).toBeGreaterThan(0.33);
    expect(bits(apart)).toBeGreaterThan(0.66);
  });

  it('takes one token, one text of a thousand lines, emoji and names of objects', async () => {
    const long = `"${'a\n'.repeat(1000)}"`;
    for (const cells of [
      ['a', 'a', 'aa'],
      [long, 'b', 'c'],
      ['👩‍👩‍👧', 'שלום', '__proto__'],
      ['<b>', 'x', 'constructor'],
    ]) {
      const { summary } = await trainTexts(
        folder,
        `name,kind\n${cells.map((cell) => `${cell},__proto__`).join('\n')}\n`,
        {
          ...namesExperiment,
          data: { ...namesExperiment.data, split: { train: 0.67, validation: 0, test: 0.33, by: 'time' } },
          training: { ...namesExperiment.training, epochs: 1 },
        },
      );
      expect(summary.error).toBeNull();
      expect(summary.metrics.test?.bitsPerCharacter).toBeGreaterThan(0);
    }
  });
});
