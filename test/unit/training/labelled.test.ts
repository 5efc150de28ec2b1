import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { scoresTable } from '../../../src/cli/scores';
import { generateCode } from '../../../src/codegen/generate';
import { seededGenerator } from '../../../src/engine/random';
import { RunFolder } from '../../../src/runs/runFolder';
import type { ExperimentInput } from '../../../src/spec/experiment';
import { parseExperiment } from '../../../src/spec/parse';
import { resolveExperiment } from '../../../src/spec/resolve';
import type { Scores, SplitName } from '../../../src/spec/run';
import { scoresFileSchema } from '../../../src/spec/scores';
import { trainRun } from '../../../src/training/trainRun';
import { temporaryFolder } from './series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
});

type Change = { data: Partial<ExperimentInput['data']> } & Partial<Omit<ExperimentInput, 'data'>>;

/** Trains on a CSV, with half of it kept to judge. */
async function train(csv: string, { data, ...change }: Change) {
  const file = path.join(folder, 'data.csv');
  fs.writeFileSync(file, csv);
  const written: ExperimentInput = {
    version: 1,
    task: 'classify',
    data: { file, targets: ['label'], split: { train: 0.6, validation: 0.1, test: 0.3, by: 'random' }, ...data },
    ...change,
  };
  const experiment = resolveExperiment(parseExperiment(written));
  const run = RunFolder.create({ outputRoot: path.join(folder, 'runs'), csv: file, experiment });
  const summary = await trainRun({ run: run.path, threads: 1, generateCode: (input) => generateCode(input) });
  const read = (name: string): string => fs.readFileSync(run.file(name), 'utf8');
  return {
    run,
    summary,
    rows: () =>
      Papa.parse<Record<string, string>>(read('predictions.csv'), { header: true, skipEmptyLines: true }).data,
    scores: () => scoresFileSchema.parse(JSON.parse(read('scores.json'))),
  };
}

const training = (epochs: number, loss: 'categorical_crossentropy' | 'binary_crossentropy' | 'mse') =>
  ({ epochs, batchSize: 16, loss, optimizer: { learningRate: 0.02 } }) as const;
const layers = [{ cell: 'lstm', units: 8 }] as const;

const words = (count: number, seed: number): string => {
  const random = seededGenerator(seed);
  const some = ['the', 'plug', 'phone', 'case', 'works', 'sounds', 'very', ',', 'it', 'was'];
  const lines = Array.from({ length: count }, (_, i) => {
    const length = uniformInt(random, 1, 9);
    const text = Array.from({ length }, () => some[uniformInt(random, 0, some.length - 1)]);
    text.splice(uniformInt(random, 0, length), 0, i % 2 === 0 ? 'good' : 'awful');
    return `"${text.join(' ')}",${i % 2 === 0 ? 'positive' : 'negative'}`;
  });
  return `text,label\n${lines.join('\n')}\n`;
};

/** Accuracy and classes as `predictions.csv` has them. */
function accuracyOf(rows: readonly Record<string, string>[], split: SplitName): number {
  const own = rows.filter((row) => row['split'] === split);
  return own.filter((row) => row['actual'] === row['predicted']).length / own.length;
}

describe('texts with a label', () => {
  it.each(['categorical_crossentropy', 'binary_crossentropy'] as const)('are told, by %s', async (loss) => {
    const { run, summary, rows, scores } = await train(words(200, 3), {
      data: { inputs: ['text'] },
      model: { layers: [...layers], tokens: {}, embedding: { units: 8 } },
      training: training(8, loss),
    });
    expect(summary.error).toBeNull();
    expect(summary.state).toBe('done');
    expect(summary).toMatchObject({ task: 'classify', mainMetric: 'accuracy', targets: ['label'] });
    expect(summary.windows).toEqual({ train: 120, validation: 20, test: 60 });
    // One word tells; an LSTM of 8 units finds it in 8 epochs.
    expect(summary.metrics.test?.accuracy).toBe(1);
    expect(summary.metrics.test).toEqual({ accuracy: 1, f1: 1, auc: 1 });
    const predictions = rows();
    expect(predictions).toHaveLength(200);
    expect(Object.keys(predictions[0] ?? {})).toEqual([
      ...['split', 'series', 'time', 'step', 'source', 'actual', 'predicted', 'negative', 'positive'],
    ]);
    const texts = words(200, 3).split('\n').slice(1);
    for (const row of predictions) {
      const [no, yes] = [Number(row['negative']), Number(row['positive'])];
      expect(no + yes).toBeCloseTo(1, 5);
      expect(row['predicted']).toBe(yes > no ? 'positive' : 'negative');
      expect(row['actual']).toBe(Number(row['time']) % 2 === 1 ? 'positive' : 'negative');
      expect(texts[Number(row['time']) - 1]).toBe(`"${row['source']}",${row['actual']}`);
    }
    const test = scores().test;
    expect(test?.confusion?.classes).toEqual(['negative', 'positive']);
    const counts = test?.confusion?.counts ?? [];
    expect(counts.flat().reduce((a, b) => a + b, 0)).toBe(60);
    const most = Math.max(...['negative', 'positive'].map((name) => ownOf(predictions, 'train', name)));
    const frequent = ownOf(predictions, 'train', 'negative') === most ? 'negative' : 'positive';
    const naive = ownOf(predictions, 'test', frequent) / 60;
    expect(summary.baselines.naive.test?.accuracy).toBeCloseTo(naive, 12);
    expect(summary.baselines.naive.test?.auc).toBe(0.5);
    expect(summary.verdict).toBe(
      `Tells "label" right in 100 % of the test part (60 of 60); always saying "${frequent}" would be right in ${Number((100 * naive).toFixed(1))} %.`,
    );
    expect(run.readPreprocessing()?.classes).toEqual(['negative', 'positive']);
    expect(run.readExperiment().model.dense).toEqual([
      loss === 'binary_crossentropy' ? { units: 1, activation: 'sigmoid' } : { units: 2, activation: 'softmax' },
    ]);
  });

  it('are never right where the label stands in no training row', async () => {
    const csv = `${words(100, 5)}"the phone was good",split\n"awful case",=1+1\n`;
    const { summary, rows, scores } = await train(csv, {
      data: { inputs: ['text'], split: { train: 0.9, validation: 0, test: 0.1, by: 'time' } },
      model: { layers: [...layers], tokens: {}, embedding: { units: 8 } },
      training: training(12, 'categorical_crossentropy'),
    });
    expect(summary.error).toBeNull();
    const test = rows().filter((row) => row['split'] === 'test');
    expect(test.slice(-2).map((row) => row['actual'])).toEqual(['split', "'=1+1"]);
    expect(summary.metrics.test?.accuracy).toBeCloseTo(accuracyOf(rows(), 'test'), 12);
    expect(summary.metrics.test?.accuracy).toBeCloseTo(1 - 2 / test.length, 12);
    expect(scores().test?.confusion?.classes).toEqual(['negative', 'positive', '=1+1', 'split']);
    expect(summary.notes.join(' ')).toContain('wrong in 2 cases');
    // What is scored is said, not only what a loss is taken of.
    expect(summary.judged?.test).toBe(test.length);
    expect(summary.windows.test).toBe(test.length - 2);
    expect(scoresTable(summary)).toContain(`test part (${test.length} examples)`);
  });

  it('say why not', async () => {
    const change: Change = {
      data: { inputs: ['text'] },
      model: { tokens: {} },
      training: training(1, 'categorical_crossentropy'),
    };
    const one = await train(`text,label\n${'a,x\n'.repeat(10)}`, change);
    expect(one.summary).toMatchObject({ state: 'failed', error: { code: 'data/one-class', defect: false } });
    const three = await train('text,label\na,x\nb,y\nc,z\nd,x\ne,y\nf,z\na,x\nb,y\nc,z\nd,x\n', {
      ...change,
      training: training(1, 'binary_crossentropy'),
    });
    expect(three.summary.error).toMatchObject({ path: 'training.loss', defect: false });
    expect(three.summary.error?.message).toContain('two classes');
  });
});

function ownOf(rows: readonly Record<string, string>[], split: SplitName, label: string): number {
  return rows.filter((row) => row['split'] === split && row['actual'] === label).length;
}

/** Series of different lengths that rise, fall, or do neither. */
function walks(count: number, seed: number): string {
  const random = seededGenerator(seed);
  const kinds = ['rises', 'falls', 'stays'] as const;
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const kind = kinds[i % 3] ?? 'stays';
    const slope = { rises: 1, falls: -1, stays: 0 }[kind];
    const length = uniformInt(random, 2, 20);
    const from = uniformInt(random, -20, 20);
    for (let t = 0; t < length; t++)
      lines.push(`w${i},${t},${from + 3 * slope * t + uniformInt(random, -1, 1) / 4},${kind}`);
  }
  return `series,t,x,label\n${lines.join('\n')}\n`;
}

describe('series with a label', () => {
  it('of different lengths are told', async () => {
    const { summary, rows, scores } = await train(walks(240, 1), {
      data: { series: 'series', time: 't', inputs: ['x'], scale: 'standard' },
      window: { timeSteps: 20 },
      model: { layers: [{ cell: 'gru', units: 12 }] },
      training: { ...training(30, 'categorical_crossentropy'), classWeights: 'balanced' },
    });
    expect(summary.error).toBeNull();
    expect(summary.windows).toEqual({ train: 144, validation: 24, test: 72 });
    expect(summary.metrics.test?.accuracy).toBeGreaterThan(0.9);
    expect(summary.metrics.test?.accuracy).toBeCloseTo(accuracyOf(rows(), 'test'), 12);
    expect('auc' in (summary.metrics.test ?? {})).toBe(false);
    expect(rows().every((row) => /^w\d+$/.test(row['series'] ?? ''))).toBe(true);
    const { byClass = [] } = scores().test ?? {};
    expect(byClass.map((one) => one.class)).toEqual(['falls', 'rises', 'stays']);
    const f1 = byClass.reduce((sum, one) => sum + (one.f1 ?? NaN), 0) / 3;
    expect(summary.metrics.test?.f1).toBeCloseTo(f1, 12);
    expect(scores().test?.roc).toBeUndefined();
  });

  it('may be a single row', async () => {
    const random = seededGenerator(2);
    const points = Array.from(
      { length: 200 },
      () => [uniformInt(random, -50, 50), uniformInt(random, -50, 50)] as const,
    );
    const csv = `a,b,label\n${points.map(([a, b]) => `${a},${b},${a > b ? 1 : 0}`).join('\n')}\n`;
    const { summary } = await train(csv, {
      data: { inputs: ['a', 'b'], scale: 'standard' },
      window: { timeSteps: 1 },
      model: { topology: 'one-to-one', layers: [{ cell: 'simple_rnn', units: 8 }] },
      training: training(20, 'binary_crossentropy'),
    });
    expect(summary.error).toBeNull();
    expect(summary.metrics.test?.accuracy).toBeGreaterThan(0.9);
  });
});

describe('each row of a sequence', () => {
  const steps = (count: number, seed: number): string => {
    const random = seededGenerator(seed);
    const lines: string[] = [];
    for (let i = 0; i < count; i++) {
      let sum = 0;
      const length = uniformInt(random, 3, 15);
      for (let t = 0; t < length; t++) {
        const x = uniformInt(random, -1, 1);
        sum += x;
        lines.push(`s${i},${x},${sum},${Math.abs(sum)},${sum > 0 ? 'above' : sum < 0 ? 'below' : 'zero'}`);
      }
    }
    return `series,x,sum,size,label\n${lines.join('\n')}\n`;
  };
  const each: Omit<Change, 'data'> = {
    task: 'label',
    window: { timeSteps: 15 },
    model: { topology: 'many-to-many', layers: [{ cell: 'gru', units: 16 }] },
  };

  it('gets a label', async () => {
    const csv = steps(200, 4);
    const { summary, rows } = await train(csv, {
      ...each,
      data: { series: 'series', inputs: ['x'], scale: 'none' },
      training: training(40, 'categorical_crossentropy'),
    });
    expect(summary.error).toBeNull();
    expect(summary.metrics.test?.accuracy).toBeGreaterThan(0.9);
    expect(summary.metrics.test?.accuracy).toBeCloseTo(accuracyOf(rows(), 'test'), 12);
    const file = csv.trim().split('\n').slice(1);
    expect(rows()).toHaveLength(file.length);
    for (const row of rows()) {
      const [series, , , , label] = (file[Number(row['time']) - 1] ?? '').split(',');
      expect([row['series'], row['actual'], row['step']]).toEqual([series, label, '1']);
    }
  });

  it('gets numbers, in their own units', async () => {
    const csv = steps(200, 4);
    const { summary, rows, scores } = await train(csv, {
      ...each,
      data: { series: 'series', inputs: ['x'], targets: ['sum', 'size'], scale: 'standard' },
      training: training(40, 'mse'),
    });
    expect(summary.error).toBeNull();
    expect(summary.mainMetric).toBe('rmse');
    expect(Object.keys(summary.byTarget)).toEqual(['sum', 'size']);
    const own = rows().filter((row) => row['split'] === 'test' && row['target'] === 'sum');
    const squares = own.map((row) => (Number(row['actual']) - Number(row['predicted'])) ** 2);
    const rmse = Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
    const scoresOf = (scores: Scores | undefined): number => scores?.rmse ?? NaN;
    expect(scoresOf(summary.byTarget['sum']?.metrics.test)).toBeCloseTo(rmse, 5);
    // Unscaled sums reach from -8 to 8; knowing only their mean would be off by 2.
    expect(rmse).toBeLessThan(0.5);
    expect(scoresOf(summary.byTarget['sum']?.naive.test)).toBeGreaterThan(1);
    expect(summary.verdict).toContain('better than always saying the mean of the training rows');
    expect('mase' in (summary.metrics.test ?? {})).toBe(false);
    // Each series by itself, the mean of both targets.
    const bySeries = scores().test?.bySeries ?? [];
    expect(bySeries.map(({ series }) => series)).toEqual([...new Set(own.map((row) => row['series']))]);
    const last = bySeries.at(-1);
    const errors = ['sum', 'size'].map((target) => {
      const of = rows().filter(
        (row) => row['split'] === 'test' && row['target'] === target && row['series'] === last?.series,
      );
      const sum = of.reduce((total, row) => total + (Number(row['actual']) - Number(row['predicted'])) ** 2, 0);
      return Math.sqrt(sum / of.length);
    });
    expect(last?.scores.rmse).toBeCloseTo(((errors[0] ?? NaN) + (errors[1] ?? NaN)) / 2, 5);
    expect(last?.naive?.rmse).toBeGreaterThan(0);
  });
});
