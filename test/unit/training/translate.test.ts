import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import type { RunFolder } from '../../../src/runs/runFolder';
import { attentionFileSchema, scoresFileSchema } from '../../../src/spec/scores';
import { corpusBleu } from '../../../src/training/scores/bleu';
import { temporaryFolder } from './series';
import { additionCsv, additionExperiment, trainTexts } from './textRuns';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(root, 'case-'))));

const rowsOf = (run: RunFolder) =>
  Papa.parse<Record<string, string>>(fs.readFileSync(run.file('predictions.csv'), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data;

const jsonOf = (run: RunFolder, name: string): unknown => JSON.parse(fs.readFileSync(run.file(name), 'utf8'));

describe('a run that translates', () => {
  it('learns to add, and leaves predictions, scores and attention', { timeout: 60_000 }, async () => {
    const { run, summary } = await trainTexts(folder, additionCsv(9, 90), {
      ...additionExperiment,
      training: { ...additionExperiment.training, epochs: 150 },
    });
    expect(summary.error).toBeNull();
    expect(summary.state).toBe('done');
    expect(summary.mainMetric).toBe('exactMatch');
    const rows = rowsOf(run);
    expect(rows).toHaveLength(90);
    const train = rows.filter(({ split }) => split === 'train');
    expect(train).toHaveLength(81);
    const right = train.filter(({ actual, predicted }) => actual === predicted).length / train.length;
    expect(right).toBeGreaterThan(0.95);
    expect(summary.metrics.train?.exactMatch).toBeCloseTo(right, 12);
    expect(summary.metrics.train?.tokenAccuracy).toBeGreaterThan(0.95);
    for (const { source = '', actual } of rows) {
      const [a, b] = source.split('+').map(Number);
      expect(Number(actual)).toBe((a ?? NaN) + (b ?? NaN));
    }
    expect(summary.verdict).toMatch(/% of the test texts come out exactly right/);

    const scores = scoresFileSchema.parse(jsonOf(run, 'scores.json'));
    expect(scores.test?.translations).toMatchObject({ judged: 9, examples: 9, newSources: 9 });
    const attention = attentionFileSchema.parse(jsonOf(run, 'attention.json'));
    expect(attention.examples).toHaveLength(9);
    for (const { source, target, weights } of attention.examples) {
      expect(weights).toHaveLength(target.length);
      for (const row of weights) {
        expect(row).toHaveLength(source.length);
        // Five digits each.
        expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-4);
      }
    }
    expect(run.readPreprocessing()?.vocabularies?.target?.slice(0, 4)).toEqual([
      '<pad>',
      '<unknown>',
      '<start>',
      '<end>',
    ]);
  });

  it('searches by beam where it is asked to, with the same network', { timeout: 60_000 }, async () => {
    const beam = structuredClone(additionExperiment);
    if (beam.model?.decoder) beam.model.decoder.beam = 4;
    const csv = additionCsv(30, 300);
    const wide = await trainTexts(folder, csv, beam);
    const plain = await trainTexts(folder, csv, additionExperiment);
    expect(wide.summary.error).toBeNull();
    expect(wide.summary.metrics.test?.tokenAccuracy).toBe(plain.summary.metrics.test?.tokenAccuracy);
    const texts = (run: RunFolder) => rowsOf(run).map(({ predicted }) => predicted);
    expect(texts(wide.run)).not.toEqual(texts(plain.run));
  });

  it('takes any target of the same source in the part for right, and says what one reference gives', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `s${i % 6},${i % 2 === 0 ? 'Va !' : 'Allez !'}`);
    const { run, summary } = await trainTexts(folder, `a,b\n${lines.join('\n')}\n`, {
      ...additionExperiment,
      data: { inputs: ['a'], targets: ['b'], split: { train: 0.5, validation: 0, test: 0.5, by: 'time' } },
      model: { ...additionExperiment.model, tokens: { level: 'word' } },
      training: { ...additionExperiment.training, epochs: 15 },
    });
    expect(summary.error).toBeNull();
    expect(summary.mainMetric).toBe('bleu');
    const test = rowsOf(run).filter(({ split }) => split === 'test');
    expect(test.map(({ actual }) => actual)).toContain('Va!');
    const own = test.filter(({ actual, predicted }) => actual === predicted).length / test.length;
    const all = test.filter(({ source, predicted }) =>
      test.some((other) => other['source'] === source && other['actual'] === predicted),
    );
    expect(summary.metrics.test?.exactMatch).toBeCloseTo(all.length / test.length, 12);
    const details = scoresFileSchema.parse(jsonOf(run, 'scores.json')).test?.translations;
    expect(details?.exactMatchOwn).toBeCloseTo(own, 12);
    expect(details?.bleuOwn).toBeCloseTo(
      corpusBleu(
        test.map(({ predicted = '' }) => predicted),
        test.map(({ actual = '' }) => [actual]),
      ) ?? NaN,
      9,
    );
    expect(details).toMatchObject({ newSources: 0, exactMatchNew: null });
    expect(summary.notes.join(' ')).toContain(
      '30 of 30 test rows have a text in column "a" that also stands in the training part',
    );
    // The most alike training row is one of the same source: s1 has "Allez!" alone there.
    expect(summary.baselines.naive.test?.exactMatch).toBe(1);
  });

  it('reads the beginning of a text of 100,000 words, and says the one word there is', async () => {
    const long = Array.from({ length: 100_000 }, (_, i) => `w${i % 99}`).join(' ');
    const { run, summary } = await trainTexts(folder, `a,b\nx y,yes\n${long},yes\nz,yes\nx,yes\ny,yes\n`, {
      ...additionExperiment,
      data: { inputs: ['a'], targets: ['b'], split: { train: 0.8, validation: 0, test: 0.2, by: 'time' } },
      model: { ...additionExperiment.model, tokens: { level: 'word', maxLength: 20 } },
      training: { ...additionExperiment.training, epochs: 40 },
    });
    expect(summary.error).toBeNull();
    expect(summary.notes.join(' ')).toContain('Of 1 text of column "a" only the first 20 tokens are read.');
    expect(summary.notes.join(' ')).toContain('made of one token, "yes"');
    expect(run.readPreprocessing()?.shapes).toMatchObject({ timeSteps: 20, horizon: 2, classes: 5 });
    expect(rowsOf(run).map(({ predicted }) => predicted)).toEqual(['yes', 'yes', 'yes', 'yes', 'yes']);
    // One word is no run of four.
    expect(summary.metrics.test).toEqual({ exactMatch: 1, tokenAccuracy: 1, bleu: null });
    expect(summary.verdict).toBe(
      '100 % of the test texts come out exactly right; the answer of the most alike training text is right for 100 %.',
    );
  });

  it('names what it left out, and goes on with emoji, right-to-left letters, and names of objects', async () => {
    const cells = ['👩‍👩‍👧 👍🏽', 'שלום עולם', 'cafe\u0301', '__proto__ constructor', '<b>x</b>', '=1+1', 'x'];
    const lines = cells.flatMap((cell) => [`${cell},${cell}`, `${cell} ${cell},${cell}`]);
    const { run, summary } = await trainTexts(folder, `a,b\n,x\ny,\n${lines.join('\n')}\n`, {
      ...additionExperiment,
      data: { inputs: ['a'], targets: ['b'], split: { train: 1, validation: 0, test: 0, by: 'random' } },
    });
    expect(summary.error).toBeNull();
    expect(summary.excluded).toEqual([
      { reason: 'rows without a text in "a"', count: 1, examples: ['line 2'] },
      { reason: 'rows without a text in "b"', count: 1, examples: ['line 3'] },
    ]);
    expect(summary.rows).toEqual({ total: 16, used: 14, dropped: 2 });
    const texts = rowsOf(run).map(({ actual }) => actual);
    expect(texts).toContain('café');
    // Kept from being a formula where spreadsheets open it.
    expect(texts).toContain("'=1+1");
    expect(summary.verdict).toContain('for want of a test part');
  });
});
