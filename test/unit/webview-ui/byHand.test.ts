import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Inspection } from '../../../src/spec/inspection';
import { Inspector } from '../../../src/training/inspect/inspector';
import { type ByHand, byHand } from '../../../webview-ui/inspect/byHand';
import { monthlyCsv, temporaryFolder, train } from '../training/series';

const root = temporaryFolder();
beforeAll(() => fs.writeFileSync(path.join(root, 'sales.csv'), monthlyCsv(80)));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

async function looked(changes: Record<string, unknown>): Promise<Inspection> {
  const { run, summary } = await train(root, changes);
  expect(summary.error).toBeNull();
  const inspector = await Inspector.open(run.path, { threads: 1 });
  const seen = await inspector.look('test', 3);
  inspector.dispose();
  return seen;
}

const worked = (look: Inspection, layer: number): ByHand => {
  const result = byHand(look, layer);
  if (typeof result === 'string') throw new Error(result);
  return result;
};

it('works out every step and the output as the engine computes them', async () => {
  const layers = [
    { cell: 'simple_rnn', units: 2, activation: 'tanh' },
    { cell: 'simple_rnn', units: 3, activation: 'relu' },
  ];
  const look = await looked({ 'model.layers': layers, 'data.inputs': ['Sales', '=Cost'] });
  const functions = [Math.tanh, (sum: number) => Math.max(0, sum)];
  for (const [index, f] of functions.entries()) {
    const { steps } = worked(look, index);
    expect(steps).toHaveLength(4);
    expect(steps[0]?.before.every((value) => value === 0)).toBe(true);
    expect(steps[0]?.inputs).toHaveLength(2);
    for (const [t, { sums, after, before }] of steps.entries()) {
      // The engine computes in single precision, sums of five numbers around 1.
      sums.forEach(({ sum }, u) => expect(f(sum)).toBeCloseTo(after[u] ?? NaN, 5));
      if (t > 0) expect(before).toEqual(steps[t - 1]?.after);
    }
  }
  const { outputs } = worked(look, 1);
  expect(outputs).toHaveLength(1);
  expect(outputs[0]?.sum).toBeCloseTo(look.outputs[0]?.computed ?? NaN, 5);
  expect(worked(look, 0).outputs).toEqual([]); // the dense layer reads the last layer
});

it('says of others why it does not', async () => {
  expect(byHand(await looked({ 'model.layers': [{ cell: 'lstm', units: 2 }] }), 0)).toMatch('only for SimpleRNN');
  expect(byHand(await looked({ 'model.layers': [{ cell: 'simple_rnn', units: 30 }] }), 0)).toMatch(
    'at most 100 weights',
  );
  const both = [{ cell: 'simple_rnn', units: 2, bidirectional: true }];
  expect(byHand(await looked({ 'model.layers': both }), 0)).toMatch('read forwards');
  const scaled = { 'model.layers': [{ cell: 'simple_rnn', units: 2 }], 'data.scale': 'window' };
  expect(byHand(await looked(scaled), 0)).toMatch('scaled in the same way');
});
