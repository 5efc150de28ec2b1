import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { createEngine } from '../../src/engine/create';
import type { Engine } from '../../src/engine/engine';
import { Interrupted } from '../../src/engine/engine';
import type { Experiment, ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import type { EngineName } from './engines';
import { fusedNames, livingTensors, makeEngine } from './engines';

const shapes = { timeSteps: 4, features: 2, horizon: 1, targets: 1 };
const rows = 60;

function makeExperiment(model: ExperimentInput['model'] = {}, training: ExperimentInput['training'] = {}): Experiment {
  return experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'none.csv', inputs: ['a', 'b'], targets: ['a'] },
    window: { timeSteps: shapes.timeSteps },
    model,
    training,
  });
}

async function start(which: EngineName, experiment: Experiment): Promise<Engine> {
  const engine = await makeEngine(which, experiment, shapes);
  running.push(engine);
  const data = engine.allocateData(rows);
  data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(0.7 * i)));
  data.targets.forEach((_, i) => (data.targets[i] = Math.sin(1.4 * i)));
  return engine;
}

/** Batches of windows, the last one smaller, the same every time. */
const batches = [0, 1, 2, 3, 4].map((b) =>
  Int32Array.from({ length: b === 4 ? 3 : 8 }, (_, i) => (b * 8 + i * 5) % 50),
);
const all = Int32Array.from({ length: rows - shapes.timeSteps }, (_, i) => i);

const dropping = makeExperiment(
  {
    layers: [
      { cell: 'gru', units: 5, bidirectional: true, dropout: 0.2, recurrentDropout: 0.2 },
      { cell: 'lstm', units: 3, dropout: 0.2 },
    ],
  },
  { seed: 5 },
);

const onTensorflow: Experiment = { ...dropping, engine: 'tensorflow' };

const running: Engine[] = [];
afterEach(() => {
  for (const engine of running.splice(0)) engine.dispose();
});

// On what is always there; `keras.test.ts` covers tfjs-node where it is installed.
describe.each([...fusedNames, 'wasm'] as const)('%s:', (which) => {
  describe('training', () => {
    test('learns', async () => {
      const engine = await start(which, makeExperiment({ layers: [{ cell: 'gru', units: 8 }] }));
      const before = await engine.evaluate(all);
      for (let i = 0; i < 300; i++) await engine.trainBatch(batches[i % batches.length] ?? all, 0.01);
      expect(await engine.evaluate(all)).toBeLessThan(before / 20);
    });

    test('gives the same twice, with dropout', async () => {
      const [first, second] = [await start(which, dropping), await start(which, dropping)];
      for (const starts of batches) {
        expect(await first.trainBatch(starts, 0.01)).toEqual(await second.trainBatch(starts, 0.01));
      }
      expect(first.weights()).toEqual(second.weights());
    });

    test.each(['adam', 'adamw', 'rmsprop', 'sgd'] as const)(
      'goes on from a checkpoint, bit for bit: %s',
      async (name) => {
        const experiment = { ...dropping };
        experiment.training = {
          ...dropping.training,
          optimizer: { ...dropping.training.optimizer, name, momentum: 0.9 },
        };
        const engine = await start(which, experiment);
        for (const starts of batches) await engine.trainBatch(starts, 0.01);
        const checkpoint = [engine.weights(), engine.optimizerState(), engine.randomState()] as const;
        for (const starts of batches) await engine.trainBatch(starts, 0.01);

        const resumed = await start(which, experiment);
        resumed.setWeights(checkpoint[0]);
        resumed.setOptimizerState(checkpoint[1]);
        resumed.setRandomState(checkpoint[2]);
        for (const starts of batches) await resumed.trainBatch(starts, 0.01);
        expect(resumed.weights()).toEqual(engine.weights());
        expect(resumed.optimizerState()).toEqual(engine.optimizerState());
      },
    );

    test('returns a loss that is not a number as it is', async () => {
      const engine = await start(which, makeExperiment({ layers: [{ cell: 'simple_rnn', units: 3 }] }));
      const data = engine.allocateData(rows);
      data.inputs.fill(NaN);
      const result = await engine.trainBatch(batches[0] ?? all, 0.01);
      expect(result).toMatchObject({ loss: NaN, gradientNorm: NaN });
      expect(await engine.evaluate(all)).toBeNaN();
    });

    test('diverges to not-a-number instead of throwing', async () => {
      const engine = await start(
        which,
        makeExperiment(
          { layers: [{ cell: 'simple_rnn', units: 3, activation: 'relu' }] },
          { optimizer: { name: 'sgd' } },
        ),
      );
      const losses: number[] = [];
      for (let i = 0; i < 60; i++) losses.push((await engine.trainBatch(batches[0] ?? all, 1e6)).loss);
      expect(losses.some((loss) => !Number.isFinite(loss))).toBe(true);
    });
  });

  describe('predictions', () => {
    test('do not depend on how many windows are asked for at once', async () => {
      const engine = await start(which, dropping);
      const together = await engine.predict(all);
      // Not bit for bit: the products of another number of rows are blocked differently.
      for (const [i, value] of together.entries()) {
        expect(value).toBeCloseTo((await engine.predict(all.subarray(i, i + 1)))[0] ?? NaN, 6);
      }
    });

    test('are not touched by dropout, and draw no masks', async () => {
      const engine = await start(which, dropping);
      const state = engine.randomState();
      expect(await engine.predict(all)).toEqual(await engine.predict(all));
      expect(await engine.evaluate(all)).toBe(await engine.evaluate(all));
      expect(engine.randomState()).toEqual(state);
    });

    test('of more windows than fit into one pass come in order', async () => {
      const count = 9000; // more than twice the largest pass
      const experiment = makeExperiment({ layers: [{ cell: 'simple_rnn', units: 3 }] });
      const engine = await makeEngine(which, experiment, shapes);
      running.push(engine);
      const data = engine.allocateData(count + shapes.timeSteps);
      data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(0.001 * i)));
      const starts = Int32Array.from({ length: count }, (_, i) => i);
      const predictions = await engine.predict(starts);
      const states = await engine.hiddenStates(starts, 0);
      for (const s of [0, 4095, 4096, 8191, 8192, 8999]) {
        expect(predictions[s]).toBeCloseTo((await engine.predict(Int32Array.of(s)))[0] ?? NaN, 6);
        expect([...states.slice(s * 12, s * 12 + 12)]).toEqual(
          [...(await engine.hiddenStates(Int32Array.of(s), 0))].map((value): unknown => expect.closeTo(value, 6)),
        );
      }
    });

    test('of no windows are empty', async () => {
      const engine = await start(which, dropping);
      expect(await engine.predict(new Int32Array(0))).toEqual(new Float32Array(0));
    });
  });

  describe('weights', () => {
    test('that are not those of the model are refused, and nothing is changed', async () => {
      const engine = await start(which, dropping);
      const weights = engine.weights();
      const [first, ...others] = weights;
      if (!first) throw new Error('no weights');
      expect(() => engine.setWeights(others)).toThrow('The model has 11 weights, but 10 were given.');
      expect(() => engine.setWeights([...others, { ...first, name: 'gru/kernel' }])).toThrow(
        'Weight 0 of the model is bidirectional/forward_gru/kernel [2, 15], but bidirectional/forward_gru/recurrent_kernel',
      );
      expect(() => engine.setWeights([{ ...first, values: new Float32Array(1) }, ...others])).toThrow('has 1 values');
      expect(engine.weights()).toEqual(weights);
    });

    test('are copies', async () => {
      const engine = await start(which, dropping);
      engine.weights()[0]?.values.fill(7);
      expect(engine.weights()[0]?.values.includes(7)).toBe(false);
    });
  });
});

describe.each(fusedNames.flatMap((which) => [1, 2].map((threads) => [which, threads] as const)))(
  'a large batch: %s, %i threads',
  (which, threads) => {
    const large = { timeSteps: 60, features: 2, horizon: 1, targets: 1 };
    const starts = Int32Array.from({ length: 400 }, (_, i) => i);

    async function startLarge(): Promise<Engine> {
      const experiment = experimentSchema.parse({
        ...dropping,
        window: { timeSteps: large.timeSteps },
        model: {
          layers: [
            { cell: 'lstm', units: 96, dropout: 0.2 },
            { cell: 'gru', units: 40 },
          ],
        },
        training: { ...dropping.training, batchSize: starts.length },
      });
      const engine = await makeEngine(which, experiment, large, threads);
      running.push(engine);
      const data = engine.allocateData(500);
      data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(0.7 * i)));
      data.targets.forEach((_, i) => (data.targets[i] = Math.sin(1.4 * i)));
      return engine;
    }

    test('lets the event loop have its turns', async () => {
      const engine = await startLarge();
      const gaps: number[] = [];
      let last = performance.now();
      let done = false;
      const look = (): void => {
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        if (!done) setImmediate(look);
      };
      setImmediate(look);
      await engine.trainBatch(starts, 0.001);
      await engine.evaluate(starts);
      done = true;
      console.log(`${gaps.length} turns, ${Math.max(...gaps).toFixed(0)} ms from one to the next at most`);
      expect(gaps.length).toBeGreaterThan(4);
    });

    test('can be interrupted, and is then as it was before', async () => {
      const [engine, undisturbed] = [await startLarge(), await startLarge()];
      const before = [engine.weights(), engine.optimizerState(), engine.randomState()];
      for (const work of [
        () => engine.trainBatch(starts, 0.001),
        () => engine.evaluate(starts),
        () => engine.predict(starts),
      ]) {
        const result = Promise.resolve(work());
        setImmediate(() => {
          engine.interrupt();
        });
        await expect(result).rejects.toBeInstanceOf(Interrupted);
        expect([engine.weights(), engine.optimizerState(), engine.randomState()]).toEqual(before);
      }
      expect(await engine.trainBatch(starts, 0.001)).toEqual(await undisturbed.trainBatch(starts, 0.001));
      expect(engine.weights()).toEqual(undisturbed.weights());
      engine.interrupt(); // nothing runs: nothing happens
      expect(await engine.predict(starts)).toEqual(await undisturbed.predict(starts));
    });

    test('refuses a second call while the first is running', async () => {
      const engine = await startLarge();
      const result = engine.trainBatch(starts, 0.001);
      expect(() => engine.predict(starts)).toThrow('one call at a time');
      await result;
      expect((await engine.predict(starts)).length).toBe(starts.length);
    });
  },
);

describe('TensorFlow.js', () => {
  test('leaves no tensor behind in 1,000 batches, predictions and inspections', async () => {
    const engine = await start('wasm', dropping);
    await engine.trainBatch(batches[0] ?? all, 0.001);
    const before = livingTensors();
    for (let i = 0; i < 1000; i++) {
      await engine.trainBatch(batches[i % batches.length] ?? all, 0.001);
      if (i % 50 === 0) {
        await engine.predict(all);
        await engine.evaluate(all);
        await engine.hiddenStates(all, 1);
        await engine.gradientNorms(all);
      }
      expect(livingTensors()).toBe(before);
    }
  });

  test('refuses rows with padding, which it would count as data', async () => {
    const engine = await start('wasm', dropping);
    expect(() => engine.allocateData(rows, { masked: true })).toThrow('cannot step over padding');
    expect(engine.allocateData(rows).mask).toBeNull();
  });
});

describe('createEngine', () => {
  beforeEach(() => {
    vi.stubEnv('SEQUENCE_LAB_TFJS_NODE', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each(['auto', 'fused'] as const)('takes the fused engine for "%s"', async (engine) => {
    const made = await createEngine({ ...dropping, engine }, shapes, { threads: 2 });
    running.push(made);
    expect(made.info).toMatchObject({ name: 'fused', backend: 'WebAssembly, relaxed SIMD', threads: 2, notes: [] });
  });

  test('says what computes', async () => {
    const { info } = await createEngine(onTensorflow, shapes, { threads: 1 });
    expect(info).toMatchObject({
      name: 'tensorflow',
      backend: 'TensorFlow.js 4.22.0 (WebAssembly, SIMD)',
      threads: 1,
      versions: { 'tfjs-core': '4.22.0' },
    });
  });

  test('goes on without a tfjs-node that does not load, and says so', async () => {
    vi.stubEnv('SEQUENCE_LAB_TFJS_NODE', '/nowhere/at/all');
    const { info } = await createEngine(onTensorflow, shapes, { threads: 1 });
    expect(info.backend).toContain('WebAssembly');
    expect(info.notes[0]).toMatch(/^tfjs-node did not load: Cannot find module[^]*nowhere.at.all/);
  });

  test.each(['fused', 'tensorflow'] as const)('refuses a loss that no forecast uses: %s', async (engine) => {
    const experiment = { ...makeExperiment({}, { loss: 'binary_crossentropy' }), engine };
    await expect(createEngine(experiment, shapes, { threads: 1 })).rejects.toMatchObject({
      name: 'UserError',
      details: { path: 'training.loss' },
    });
  });
});
