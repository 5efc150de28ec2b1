import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { format } from 'prettier';
import { expect, it } from 'vitest';

import type { ExperimentInput } from '../../src/spec/experiment';
import { parseExperiment } from '../../src/spec/parse';
import { resolveExperiment } from '../../src/spec/resolve';
import { generateTexts } from '../../src/training/generateTexts';
import { compare } from './proof/compare';
import { forms } from './proof/forms';
import { type TrainedRun, predictionsOf, trained } from './proof/trained';

const run = promisify(execFile);

/** Rows of two series with some cells emptied. */
function withHoles(empty: (row: number) => readonly string[]): string {
  const columns = ['shop', 'day', 'sales', 'visits'];
  const rows = Array.from({ length: 80 }, (_, i) => {
    const cells = [
      `shop ${i % 2}`,
      new Date(Date.UTC(2022, 0, 1 + Math.floor(i / 2))).toISOString().slice(0, 10),
      (50 + 10 * Math.sin(i / 3) + (i % 2) * 30).toFixed(2),
      String(100 + ((i * 7) % 13)),
    ];
    return cells.map((cell, k) => (empty(i).includes(columns[k]!) ? (i % 3 === 0 ? 'NA' : '') : cell));
  });
  return [columns, ...rows].map((cells) => cells.join(',')).join('\n');
}

async function program(name: string, csv: string, experiment: ExperimentInput): Promise<[TrainedRun, string]> {
  const made = await trained({ name, csv, experiment: resolveExperiment(parseExperiment(experiment)) }, `rows-${name}`);
  const file = path.join(made.folder, 'code/tfjs_model.ts');
  const text = readFileSync(file, 'utf8');
  expect(text).toBe(await format(text, { filepath: file }));
  const saved = path.join(made.folder, 'saved.csv');
  const { stdout } = await run(process.execPath, [file, '--weights', '--save', saved]);
  const difference = compare(predictionsOf(made), saved);
  expect(difference.rows).toBeGreaterThan(0);
  expect(difference.otherTexts).toEqual([]);
  // Float32, sums in another order.
  expect(difference.worst).toBeLessThan(1e-5);
  return [made, stdout];
}

const forecast = (data: Partial<ExperimentInput['data']>): ExperimentInput => ({
  ...{ version: 1, task: 'forecast' },
  data: { file: 'data.csv', inputs: ['sales', 'visits'], targets: ['sales'], missing: 'drop', ...data },
  window: { timeSteps: 3 },
  model: { layers: [{ units: 3 }] },
  training: { epochs: 1 },
});

it.each<[string, (row: number) => number, Partial<ExperimentInput['data']>]>([
  ['seconds since 1970', (i) => Date.UTC(2024, 0, 1, i) / 1000, { calendar: ['hour', 'weekday'] }],
  ['milliseconds since 1970', (i) => Date.UTC(2024, 0, 1, i), { calendar: ['hour'] }],
  ['years', (i) => 1850 + i, { calendar: ['weekday', 'month'] }],
])(
  'calendars of %s are those of the run',
  async (name, timeOf, data) => {
    const rows = Array.from(
      { length: 90 },
      (_, i) => `${timeOf(i)},${(50 + 10 * Math.sin(i / 3.8)).toFixed(2)},${i % 7}`,
    );
    await program(name, ['when,sales,visits', ...rows].join('\n'), forecast({ ...data, time: 'when' }));
  },
  60_000,
);

it.each<[string, (row: number) => readonly string[], Partial<ExperimentInput['data']>]>([
  ['times', (i) => (i % 17 === 5 ? ['day'] : i % 23 === 9 ? ['visits'] : []), { time: 'day' }],
  ['series', (i) => (i % 17 === 5 ? ['shop'] : i % 23 === 9 ? ['sales'] : []), { series: 'shop' }],
  [
    'times and series',
    (i) => (i % 17 === 5 ? ['shop'] : i % 19 === 6 ? ['day'] : i % 31 === 3 ? ['shop', 'day', 'visits'] : []),
    { time: 'day', series: 'shop' },
  ],
])(
  'rows without %s are dropped as the run drops them',
  async (name, empty, data) => {
    const csv = withHoles(empty);
    // One series has each day once.
    const single = csv.split('\n').filter((_, i) => i === 0 || i % 2 === 1);
    await program(name, data.series ? csv : single.join('\n'), forecast(data));
  },
  60_000,
);

it('series are classified by their last row, by one category alone', async () => {
  const { csv, data } = forms['classify series, vectors']!;
  await program('last-row', csv, {
    ...{ version: 1, task: 'classify', data: { ...data, inputs: ['hand'], file: 'data.csv' } },
    window: { timeSteps: 1 },
    model: { topology: 'one-to-one', layers: [{ units: 3 }], embedding: { units: 2 } },
    training: { epochs: 1, loss: 'categorical_crossentropy' },
  });
}, 60_000);

it('translations are scored as the run scores them', async () => {
  const { csv, data, model, decoder, training } = forms['translate']!;
  const [{ summary }, printed] = await program('translate', csv, {
    ...{ version: 1, task: 'translate', data: { ...data, file: 'data.csv' } },
    model: {
      topology: 'encoder-decoder',
      layers: [{ cell: 'gru', units: 8 }],
      ...model,
      decoder: { ...decoder!, layers: [{ cell: 'gru', units: 8 }] },
    },
    training: { epochs: 20, batchSize: 8, optimizer: { learningRate: 0.02 }, ...training },
  });
  const rows = [...printed.matchAll(/^(\w+) +exact (\S+) {2}tokens (\S+) {2}BLEU (\S+)$/gm)];
  expect(rows.map(([, part]) => part)).toEqual(Object.keys(summary.metrics));
  for (const [, part, exact, tokens, bleu] of rows) {
    const { exactMatch, tokenAccuracy, bleu: own } = summary.metrics[part as 'test']!;
    expect(Number(exact)).toBeCloseTo(exactMatch!, 9);
    expect(Number(tokens)).toBeCloseTo(tokenAccuracy!, 9);
    expect(Number(bleu)).toBeCloseTo(own!, 7);
  }
  expect(summary.metrics.train!.bleu).toBeGreaterThan(1);
  expect(summary.metrics.train!.tokenAccuracy).toBeGreaterThan(0.2);
}, 60_000);

it.each<[string, number, string, string[]]>([
  ['write words', 1, 'two three', []],
  ['write characters', 2, '', ['C', 'Am']],
])(
  '%s: the likeliest tokens are those of the run',
  async (form, layers, start, keys) => {
    const { csv, data, model, training } = forms[form]!;
    const sampling = { count: 3, length: 12, temperature: 0, start };
    const experiment = resolveExperiment(
      parseExperiment({
        ...{ version: 1, task: 'generate', data: { ...data, file: 'data.csv' } },
        model: { topology: 'one-to-many', layers: Array<{ units: 12 }>(layers).fill({ units: 12 }), ...model },
        training: { epochs: 15, batchSize: 4, optimizer: { learningRate: 0.02 }, ...training },
        sampling: { every: null, ...sampling },
      }),
    );
    const { folder } = await trained({ name: form, csv, experiment }, `rows-${form}`);
    const conditions = keys.length === 0 ? [new Map()] : keys.map((key) => new Map([['key', key]]));
    const likeliest: string[] = [];
    for (const condition of conditions) {
      const options = { ...sampling, count: 1, topK: null, seed: 1, condition, threads: 1 };
      likeliest.push((await generateTexts(folder, options))[0]!.text);
    }
    expect(Math.min(...likeliest.map(({ length }) => length))).toBeGreaterThan(start.length);
    const { stdout } = await run(process.execPath, [path.join(folder, 'code/tfjs_model.ts'), '--weights']);
    const written = stdout.split('\n').flatMap((line) => (line.startsWith('"') ? [JSON.parse(line) as string] : []));
    expect(written).toHaveLength(3);
    // The program draws the conditions.
    for (const text of written) expect(likeliest).toContain(text);
  },
  60_000,
);

it.each(['classify words', 'classify rows', 'label classes'])(
  '%s: scores beside the most frequent, as in the summary',
  async (form) => {
    const { csv, task, topology, data, window, model, training } = forms[form]!;
    const [{ summary }, printed] = await program(form, csv, {
      ...{ version: 1, task, data: { ...data, file: 'data.csv' } },
      ...(window ? { window } : {}),
      model: { topology, layers: [{ units: 4 }], ...model },
      training: { epochs: 2, ...training },
    });
    const { metrics, baselines } = summary;
    for (const [name, metric] of [
      ['accuracy', 'accuracy'],
      ['F1', 'f1'],
    ] as const) {
      const rows = [...printed.matchAll(new RegExp(`^(\\w+) +${name} (\\S+) {2}naive (\\S+)$`, 'gm'))];
      expect(rows.map(([, part]) => part)).toEqual(Object.keys(metrics));
      for (const [, part, own, naive] of rows) {
        expect(Number(own)).toBeCloseTo(metrics[part as 'test']![metric]!, 9);
        expect(Number(naive)).toBeCloseTo(baselines.naive[part as 'test']![metric]!, 9);
      }
    }
    const two = form !== 'label classes';
    const rows = [...printed.matchAll(/^(\w+) +AUC (\S+)$/gm)];
    expect(rows.map(([, part]) => part)).toEqual(two ? Object.keys(metrics) : []);
    // Ties of float32's last digits may fall the other way.
    for (const [, part, auc] of rows) expect(Number(auc)).toBeCloseTo(metrics[part as 'test']!.auc!, 2);
  },
  60_000,
);

it.each<[string, ExperimentInput['window'], Partial<ExperimentInput['model']>]>([
  ['recursive', { timeSteps: 3, horizon: 3, strategy: 'recursive' }, {}],
  [
    'autoregressive',
    { timeSteps: 3, horizon: 3 },
    { topology: 'encoder-decoder', decoder: { layers: [{ units: 3 }], mode: 'autoregressive' } },
  ],
  [
    'autoregressive, two layers',
    { timeSteps: 3, horizon: 3 },
    {
      topology: 'encoder-decoder',
      layers: [{ units: 3 }, { units: 4 }],
      decoder: { layers: [{ units: 3 }, { units: 4 }], mode: 'autoregressive' },
    },
  ],
])(
  'what is fed back is the median, wherever it stands: %s',
  async (name, window, model) => {
    const csv = withHoles(() => []);
    const [{ folder }] = await program(name, csv, {
      ...forecast({ inputs: ['sales'], missing: 'error' }),
      window,
      model: { layers: [{ units: 3 }], ...model },
      training: { epochs: 1, loss: 'quantile', quantiles: [0.5, 0.8, 0.9] },
    });
    const { stdout } = await run(process.execPath, [path.join(folder, 'code/tfjs_model.ts')]);
    expect(stdout).toMatch(/^epoch 1\/1 \{ loss: \d+\.\d+/m);
  },
  60_000,
);
