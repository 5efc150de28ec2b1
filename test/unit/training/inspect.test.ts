import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeEach, expect, it } from 'vitest';

import { gradientTraceSchema } from '../../../src/spec/inspection';
import { Inspector } from '../../../src/training/inspect/inspector';
import { monthlyCsv, temporaryFolder, train } from './series';
import { namesCsv, namesExperiment, trainTexts } from './textRuns';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
  fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(120));
});

/** The network of the tutorials: SimpleRNN of 2 units, Dense of 1, linear, 3 steps of one number. */
const demo = {
  'data.time': null,
  'data.scale': 'none',
  'window.timeSteps': 3,
  'model.layers': [{ cell: 'simple_rnn', units: 2, activation: 'linear' }],
};

it('shows every number of the tutorials’ network as one would compute it by hand', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i + 1}`);
  fs.writeFileSync(path.join(folder, 'sales.csv'), `Sales\n${rows.join('\n')}\n`);
  const { run, summary } = await train(folder, demo);
  expect(summary.error).toBeNull();
  const inspector = await Inspector.open(run.path, { threads: 1 });
  const seen = await inspector.look('train', 0);
  inspector.dispose();
  expect(seen.steps).toEqual(['1', '2', '3']);
  expect(seen.inputs).toEqual([{ name: 'Sales', values: [1, 2, 3] }]);
  const weight = (name: string): number[] => {
    const found = seen.weights.find((one) => one.name === name);
    expect(found).toBeDefined();
    return found?.values ?? [];
  };
  const [wx, wh, bh] = ['kernel', 'recurrent_kernel', 'bias'].map((name) => weight(`simple_rnn/${name}`)) as [
    [number, number],
    [number, number, number, number],
    [number, number],
  ];
  // h(t) = x(t)·wx + h(t-1)·wh + bh, from zero
  let [a, b] = [0, 0];
  [1, 2, 3].forEach((x, t) => {
    [a, b] = [x * wx[0] + a * wh[0] + b * wh[2] + bh[0], x * wx[1] + a * wh[1] + b * wh[3] + bh[1]];
    expect(seen.layers[0]?.hidden[t]?.[0]).toBeCloseTo(a, 5); // single precision, sums of five
    expect(seen.layers[0]?.hidden[t]?.[1]).toBeCloseTo(b, 5);
  });
  expect(seen.layers[0]).toMatchObject({
    ...{ name: 'simple_rnn', label: 'SimpleRNN 2', gates: {} },
    ...{ cell: 'simple_rnn', activation: 'linear', bidirectional: false },
  });
  expect(seen.fed).toEqual([[1], [2], [3]]);
  expect(seen.dense).toEqual([{ name: 'dense', activation: 'linear' }]);
  const [wy, by] = [weight('dense/kernel'), weight('dense/bias')];
  expect(seen.outputs).toHaveLength(1);
  expect(seen.outputs[0]).toMatchObject({ name: 'Sales', actual: 4 });
  expect(seen.outputs[0]?.computed).toBe(seen.outputs[0]?.predicted); // nothing is scaled
  expect(seen.outputs[0]?.predicted).toBeCloseTo(a * (wy[0] ?? NaN) + b * (wy[1] ?? NaN) + (by[0] ?? NaN), 5);
});

it('tells inputs in the units of the file, and what came', async () => {
  const { run, summary } = await train(folder);
  expect(summary.error).toBeNull();
  const inspector = await Inspector.open(run.path, { threads: 1 });
  const seen = await inspector.look('test', 2);
  const values = fs.readFileSync(path.join(folder, 'sales.csv'), 'utf8').trim().split('\n').slice(1);
  const column = values.map((line) => Number(line.split(',')[1]));
  const { timeSteps } = run.readExperiment().window;
  const first = 96 + 2 - timeSteps; // test rows begin at 96, and windows look back
  expect(seen.count).toBe(24);
  seen.inputs[0]?.values.forEach((value, t) => expect(value).toBeCloseTo(column[first + t] ?? NaN, 3));
  expect(seen.outputs[0]?.actual).toBeCloseTo(column[98] ?? NaN, 3);
  expect(seen.steps[0]).toBe(values[first]?.split(',')[0]);
  await expect(inspector.look('test', 24)).rejects.toThrow('has 24 examples');
  const { layers } = await inspector.gradients();
  expect(layers.map(({ norms }) => norms.length)).toEqual([timeSteps]);
  expect(layers[0]?.norms.every((norm) => norm !== null && norm > 0)).toBe(true);
  inspector.dispose();
  const traced = fs.readFileSync(run.file('gradients.jsonl'), 'utf8').trim().split('\n');
  const traces = traced.map((line) => gradientTraceSchema.parse(JSON.parse(line)));
  expect([traces[0]?.epoch, traces.at(-1)?.epoch]).toEqual([1, 3]);
  expect(traces.at(-1)?.layers).toEqual(layers);
});

it('says so where the CSV is no longer the one of the run', async () => {
  const { run } = await train(folder);
  fs.appendFileSync(path.join(folder, 'sales.csv'), '2010-01,5,5\n');
  await expect(Inspector.open(run.path, { threads: 1 })).rejects.toThrow('was changed since this run was trained');
});

it('tells each series in its own units where each is scaled by itself', async () => {
  const level = { small: 1, large: 1000 };
  const lines = Object.entries(level).flatMap(([name, factor]) =>
    Array.from({ length: 40 }, (_, i) => `${name},${i + 1},${factor * (2 + Math.sin(i))}`),
  );
  fs.writeFileSync(path.join(folder, 'sales.csv'), `name,step,Sales\n${lines.join('\n')}\n`);
  const { run, summary } = await train(folder, {
    ...{ 'data.time': 'step', 'data.series': 'name', 'data.scaleBy': 'series' },
    ...{ 'data.split': { train: 0.8, validation: 0, test: 0.2 } },
  });
  expect(summary.error).toBeNull();
  const inspector = await Inspector.open(run.path, { threads: 1 });
  const windows = summary.windows.test / 2;
  for (const [index, factor] of [
    [0, 1],
    [windows, 1000],
  ] as const) {
    const seen = await inspector.look('test', index);
    // Test rows begin at the 33rd of each series, and windows of 4 rows look back.
    [28, 29, 30, 31].forEach((i, t) =>
      expect((seen.inputs[0]?.values[t] ?? NaN) / factor).toBeCloseTo(2 + Math.sin(i), 5),
    );
    expect((seen.outputs[0]?.actual ?? NaN) / factor).toBeCloseTo(2 + Math.sin(32), 5);
    const { computed, predicted } = seen.outputs[0] ?? {};
    // Scaled outputs are near 0, so that they stand near the series' own mean in its units.
    expect(Math.abs((predicted ?? NaN) / factor - 2)).toBeLessThan(2 + Math.abs(computed ?? NaN));
  }
  inspector.dispose();
});

it('tells the characters that a network which writes on has read', async () => {
  const { run, summary } = await trainTexts(folder, namesCsv(60), {
    ...namesExperiment,
    training: { ...namesExperiment.training, epochs: 1 },
  });
  expect(summary.error).toBeNull();
  const inspector = await Inspector.open(run.path, { threads: 1 });
  const { steps } = await inspector.look('train', 0);
  inspector.dispose();
  expect(steps[0]).toBe('<start>');
  expect(namesCsv(60)).toContain(`\n${steps.slice(1).join('')},`);
});
