import { expect, test } from 'vitest';

import { createEngine } from '../../src/engine/create';
import { experimentSchema } from '../../src/spec/experiment';
import { createRnn } from '../../src/spec/presets';

/**
 * The example of the field's tutorials: `create_RNN(hidden_units=2, dense_units=1, input_shape=(3, 1),
 * activation=['linear', 'linear'])` on the input 1, 2, 3, computed as there from the weights of the model.
 */
test('create_RNN(2, 1, (3, 1), linear): the output for 1, 2, 3 is the one computed by hand', async () => {
  const { model, timeSteps } = createRnn({
    hiddenUnits: 2,
    denseUnits: 1,
    inputShape: [3, 1],
    activation: ['linear', 'linear'],
  });
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'demo.csv', targets: ['y'] },
    window: { timeSteps },
    model,
  });
  const shapes = { timeSteps, features: 1, horizon: 1, targets: 1 };
  const engine = await createEngine(experiment, shapes, { threads: 1 });
  engine.allocateData(3).inputs.set([1, 2, 3]);

  const weights = engine.weights();
  expect(weights.map(({ name, shape }) => `${name} ${shape.join('×')}`)).toEqual([
    'simple_rnn/kernel 1×2',
    'simple_rnn/recurrent_kernel 2×2',
    'simple_rnn/bias 2',
    'dense/kernel 2×1',
    'dense/bias 1',
  ]);
  const [wx, wh, bh, wy, by] = weights.map(({ values }) => [...values]) as [
    [number, number],
    [number, number, number, number],
    [number, number],
    [number, number],
    [number],
  ];
  // h(t) = h(t-1)·wh + x(t)·wx + bh, from zero, then o = h(3)·wy + by
  const h1 = [1 * wx[0] + bh[0], 1 * wx[1] + bh[1]] as const;
  const h2 = [
    2 * wx[0] + h1[0] * wh[0] + h1[1] * wh[2] + bh[0],
    2 * wx[1] + h1[0] * wh[1] + h1[1] * wh[3] + bh[1],
  ] as const;
  const h3 = [
    3 * wx[0] + h2[0] * wh[0] + h2[1] * wh[2] + bh[0],
    3 * wx[1] + h2[0] * wh[1] + h2[1] * wh[3] + bh[1],
  ] as const;
  const output = h3[0] * wy[0] + h3[1] * wy[1] + by[0];

  const states = await engine.hiddenStates(Int32Array.of(0), 0);
  [...h1, ...h2, ...h3].forEach((value, i) => {
    expect(states[i]).toBeCloseTo(value, 5);
  });
  expect((await engine.predict(Int32Array.of(0)))[0]).toBeCloseTo(output, 5);
});
