import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { createEngine } from '../../../src/engine/create';
import { type BatchResult, type Engine, Interrupted } from '../../../src/engine/engine';
import { decodeCheckpoint } from '../../../src/runs/checkpoint';
import type { RunFolder } from '../../../src/runs/runFolder';
import { scores } from '../../../src/training/tasks/forecast/metrics';
import type { TrainProgress } from '../../../src/training/progress';
import { StopRequest } from '../../../src/training/stopRequest';
import { tinyFileSystem } from '../runs/helpers';
import { monthlyCsv, temporaryFolder, train } from './series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
let csv: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
  csv = path.join(folder, 'sales.csv');
  fs.writeFileSync(csv, monthlyCsv(120));
});

const readCsv = (run: RunFolder, name: string) =>
  Papa.parse<Record<string, string>>(fs.readFileSync(run.file(name), 'utf8'), { header: true, skipEmptyLines: true })
    .data;

describe('a run that is done', () => {
  it('carries states on where validation and test have more windows than a batch of the training part', async () => {
    const { summary } = await train(folder, {
      ...{ 'data.split': { train: 0.2, validation: 0.4, test: 0.4 }, 'training.batchSize': 32 },
      ...{ 'window.stride': 4, 'training.stateful': true, 'training.shuffle': false },
    });
    expect(summary.error).toBeNull();
    expect(summary.windows).toEqual({ train: 5, validation: 12, test: 12 });
  });

  it('leaves all the files of the format, and scores that its predictions give', async () => {
    const { run, summary } = await train(folder);
    expect(summary.error).toBeNull();
    expect(summary.state).toBe('done');
    expect(run.readSummary()).toEqual(summary);
    const files = fs.readdirSync(run.path).sort();
    expect(files).toEqual([
      'README.md',
      'checkpoint.bin',
      'code',
      'experiment.json',
      'forecast.csv',
      'gradients.jsonl',
      'metrics.jsonl',
      'model',
      'model.onnx',
      'model.safetensors',
      'predictions.csv',
      'preprocessing.json',
      'summary.json',
      'trainer.log',
    ]);
    expect(fs.readdirSync(run.file('model'))).toEqual(expect.arrayContaining(['model.json', 'weights.bin']));
    expect(run.readMetrics().map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(run.readPreprocessing()?.parts).toEqual({ train: [0, 84], validation: [84, 96], test: [96, 120] });

    // 84 training rows give 80 windows; validation and test look back with their inputs.
    expect(summary.windows).toEqual({ train: 80, validation: 12, test: 24 });
    const predictions = readCsv(run, 'predictions.csv');
    expect(predictions).toHaveLength(116);
    const test = predictions.filter((row) => row['split'] === 'test');
    expect(test[0]).toMatchObject({ time: '2008-01', step: '1', series: '' });
    const actual = Float64Array.from(test, (row) => Number(row['actual']));
    const original = readFileRows(csv).slice(96);
    expect([...actual]).toEqual(original.map((row) => Number(row['Sales'])));
    const again = scores(
      actual,
      Float64Array.from(test, (row) => Number(row['predicted'])),
      null,
    );
    expect(summary.metrics.test?.rmse).toBeCloseTo(again.rmse ?? NaN, 5);
    expect(summary.metrics.test?.smape).toBeCloseTo(again.smape ?? NaN, 5);
    const last = readFileRows(csv).slice(95, 119);
    expect(summary.baselines.naive.test?.rmse).toBeCloseTo(
      scores(
        actual,
        Float64Array.from(last, (row) => Number(row['Sales'])),
        null,
      ).rmse ?? NaN,
      9,
    );
    expect(summary.seasonalPeriod).toBe(12);
    expect(summary.baselines.seasonalNaive?.test?.mase).toBeGreaterThan(0);
    expect(summary.verdict).toMatch(/ than repeating the last value/);
    expect(readCsv(run, 'forecast.csv')).toEqual([
      { series: '', time: '2010-01', step: '1', predicted: expect.stringMatching(/^\d+\.\d+$/) as string },
    ]);
  });

  it('freezes the experiment with its defaults and the hash of the CSV', async () => {
    const { run, summary } = await train(folder);
    const frozen = run.readExperiment();
    expect(frozen.data.sha256).toBe(summary.sha256);
    expect(frozen.data.inputs).toEqual(['Sales']);
    expect(frozen.model.dense).toEqual([{ units: 1, activation: 'linear' }]);
    expect(frozen.data.file).toBe('../../sales.csv');
  });

  it('names each target where there are several, and neutralises what a spreadsheet would run', async () => {
    const { run, summary } = await train(folder, { 'data.targets': ['Sales', '=Cost'] });
    expect(summary.error).toBeNull();
    const rows = readCsv(run, 'predictions.csv');
    expect(Object.keys(rows[0] ?? {})).toEqual(['split', 'series', 'time', 'step', 'target', 'actual', 'predicted']);
    expect(rows.slice(0, 2).map((row) => row['target'])).toEqual(['Sales', "'=Cost"]);
    expect(Object.keys(summary.byTarget)).toEqual(['Sales', '=Cost']);
    const [a, b] = Object.values(summary.byTarget).map((target) => target.metrics.test?.rmse ?? NaN);
    expect(summary.metrics.test?.rmse).toBeCloseTo(((a ?? NaN) + (b ?? NaN)) / 2, 10);
    expect(readCsv(run, 'forecast.csv').map((row) => row['target'])).toEqual(['Sales', "'=Cost"]);
  });

  it('is the same bit for bit with the same seed, and another with another', async () => {
    const changes = { 'model.layers.0.dropout': 0.2, 'training.batchSize': 7 };
    const bytes = async (seed: number) => {
      const { run } = await train(folder, { ...changes, 'training.seed': seed });
      return ['predictions.csv', 'forecast.csv', 'model/weights.bin', 'model.onnx', 'model.safetensors'].map((name) =>
        fs.readFileSync(run.file(name)),
      );
    };
    const [first, second, other] = [await bytes(5), await bytes(5), await bytes(6)];
    expect(first).toEqual(second);
    expect(first[0]?.equals(other[0] ?? Buffer.alloc(0))).toBe(false);
  });

  it('leaves a checkpoint with the weights of the model', async () => {
    const { run } = await train(folder, { 'training.optimizer.name': 'adam' });
    const { state, weights, optimizer } = decodeCheckpoint(
      fs.readFileSync(run.file('checkpoint.bin')),
      'checkpoint.bin',
    );
    expect(state).toMatchObject({ epochsDone: 3, batchesDone: 0, optimizerStep: 15 });
    const bytes = Buffer.concat(weights.map(({ values }) => Buffer.from(values.buffer)));
    expect(bytes).toEqual(fs.readFileSync(run.file('model/weights.bin')));
    expect(optimizer).toHaveLength(2 * weights.length);
  });

  it('reports early, seldom, and every epoch', async () => {
    const messages: TrainProgress[] = [];
    const times: number[] = [];
    const { summary } = await train(
      folder,
      { 'training.epochs': 40 },
      {
        onProgress: (message) => {
          messages.push(message);
          times.push(performance.now());
        },
      },
    );
    expect(messages.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    const first = messages.find(({ runningLoss }) => runningLoss !== null);
    expect(first?.epoch).toBe(1);
    expect(first?.epochShare).toBeGreaterThan(0);
    expect(messages.length).toBeLessThanOrEqual(20 * Math.max(1, summary.durations.total));
    for (const at of times)
      expect(times.filter((time) => time >= at && time < at + 1000).length).toBeLessThanOrEqual(20);
  });
});

describe('early stopping', () => {
  it('ends, and goes back to the best weights', async () => {
    const { run, summary } = await train(folder, {
      'training.epochs': 60,
      'training.optimizer.learningRate': 0.5,
      'training.earlyStopping': { patience: 3 },
    });
    expect(summary.state).toBe('done');
    expect(summary.stoppedEarly).toBe(true);
    expect(summary.epochsDone).toBe((summary.bestEpoch ?? NaN) + 3);
    const metrics = run.readMetrics();
    const losses = metrics.map(({ valLoss }) => valLoss ?? NaN);
    expect(losses.indexOf(Math.min(...losses)) + 1).toBe(summary.bestEpoch);
    const checkpoint = decodeCheckpoint(fs.readFileSync(run.file('checkpoint.bin')), '');
    const best = Buffer.concat(checkpoint.best.map(({ values }) => Buffer.from(values.buffer)));
    expect(best).toEqual(fs.readFileSync(run.file('model/weights.bin')));
  });

  it('does not count an improvement below minDelta, as Keras does not', async () => {
    const { run, summary } = await train(folder, {
      'training.epochs': 20,
      'training.earlyStopping': { patience: 3, minDelta: 1000 },
    });
    expect(summary.epochsDone).toBe(4);
    expect(summary.bestEpoch).toBe(1);
    const losses = run.readMetrics().map(({ valLoss }) => valLoss ?? NaN);
    expect(losses[1]).toBeLessThan(losses[0] ?? NaN);
  });
});

describe('stopping', () => {
  /** The engine, with something that happens before its calls. */
  const before =
    (happens: { trainBatch?: () => void; predict?: (windows: number) => void }): typeof createEngine =>
    async (...args) => {
      const engine = await createEngine(...args);
      const { trainBatch, predict } = engine;
      return Object.assign(engine, {
        trainBatch: (...call: Parameters<Engine['trainBatch']>) => {
          happens.trainBatch?.();
          return trainBatch.apply(engine, call);
        },
        predict: (starts: Int32Array) => {
          happens.predict?.(starts.length);
          return predict.call(engine, starts);
        },
      });
    };

  it('ends within one batch, and keeps predictions from the best weights so far', async () => {
    let batches = 0;
    const stop = new StopRequest();
    // 5 batches an epoch: asked to stop in the third epoch.
    const engine = before({ trainBatch: () => ++batches === 12 && stop.request() });
    const { run, summary } = await train(folder, { 'training.epochs': 1000 }, { createEngine: engine, stop });
    expect(batches).toBe(12);
    expect(summary).toMatchObject({ state: 'stopped', epochsDone: 2, error: null });
    expect(readCsv(run, 'predictions.csv')).toHaveLength(116);
    expect(summary.metrics.test?.rmse).toBeGreaterThan(0);
    const { state, best } = decodeCheckpoint(fs.readFileSync(run.file('checkpoint.bin')), '');
    expect(state).toMatchObject({ epochsDone: 2, batchesDone: 2 });
    expect(Buffer.concat(best.map(({ values }) => Buffer.from(values.buffer)))).toEqual(
      fs.readFileSync(run.file('model/weights.bin')),
    );
  });

  it('interrupts a batch that would take long, as if it had not begun', async () => {
    const stop = new StopRequest();
    let batches = 0;
    const endless: typeof createEngine = async (...args) => {
      const engine = await createEngine(...args);
      const { trainBatch } = engine;
      let interrupt: (error: Error) => void = () => undefined;
      return Object.assign(engine, {
        trainBatch: (...call: Parameters<Engine['trainBatch']>) => {
          if (++batches < 12) return trainBatch.apply(engine, call);
          setTimeout(() => stop.request(), 5);
          return new Promise<BatchResult>((_, reject) => (interrupt = reject));
        },
        interrupt: () => interrupt(new Interrupted()),
      });
    };
    const { run, summary } = await train(folder, { 'training.epochs': 1000 }, { createEngine: endless, stop });
    expect(batches).toBe(12);
    expect(summary).toMatchObject({ state: 'stopped', epochsDone: 2, error: null, notes: [] });
    expect(readCsv(run, 'predictions.csv')).toHaveLength(116);
    const { state } = decodeCheckpoint(fs.readFileSync(run.file('checkpoint.bin')), '');
    expect(state).toMatchObject({ epochsDone: 2, batchesDone: 1, optimizerStep: 11 });
  });

  it('before the first batch leaves a stopped run without results', async () => {
    const stop = new StopRequest();
    stop.request();
    const { run, summary } = await train(folder, {}, { stop });
    expect(summary.state).toBe('stopped');
    expect(run.readMetrics()).toEqual([]);
  });

  it('while it predicts keeps the parts that are complete, and says which are not', async () => {
    fs.writeFileSync(csv, monthlyCsv(1200));
    const stop = new StopRequest();
    // 840 training rows are two batches of windows; the second is not reached.
    const engine = before({ predict: (windows) => windows === 512 && stop.request() });
    const { run, summary } = await train(folder, {}, { createEngine: engine, stop });
    expect(summary).toMatchObject({ state: 'stopped', epochsDone: 3, error: null });
    expect(summary.notes.join()).toMatch(/^Stopped while predicting: the training part is not in the predictions/);
    expect(Object.keys(summary.metrics).sort()).toEqual(['test', 'validation']);
    expect(new Set(readCsv(run, 'predictions.csv').map((row) => row['split']))).toEqual(
      new Set(['validation', 'test']),
    );
    expect(fs.existsSync(run.file('model/weights.bin'))).toBe(true);
    expect(fs.existsSync(run.file('code'))).toBe(true);
    expect(readCsv(run, 'forecast.csv')).toHaveLength(1);
  });

  it('while the first part is predicted leaves no predictions, but the model', async () => {
    const stop = new StopRequest();
    const interrupted: typeof createEngine = async (...args) => {
      const engine = await createEngine(...args);
      return Object.assign(engine, {
        predict: () => {
          stop.request();
          return Promise.reject(new Interrupted());
        },
      });
    };
    const { run, summary } = await train(folder, {}, { createEngine: interrupted, stop });
    expect(summary).toMatchObject({ state: 'stopped', error: null, metrics: {}, verdict: '' });
    expect(summary.notes.join()).toContain('the training and the validation and the test part are not');
    expect(fs.existsSync(run.file('predictions.csv'))).toBe(false);
    expect(fs.existsSync(run.file('model/weights.bin'))).toBe(true);
  });
});

describe('a loss that is no longer a number', () => {
  it('ends the run, says what to do, and keeps what was good', async () => {
    const spoilt: typeof createEngine = async (...args) => {
      const engine = await createEngine(...args);
      const trainBatch = engine.trainBatch.bind(engine);
      let batches = 0;
      return Object.assign(engine, {
        // A real step far too large, in the third epoch.
        trainBatch: (starts: Int32Array, rate: number) => trainBatch(starts, ++batches > 10 ? 1e38 : rate),
      });
    };
    const { run, summary } = await train(
      folder,
      { 'training.epochs': 50, 'training.optimizer.name': 'sgd' },
      { createEngine: spoilt },
    );
    expect(summary.state).toBe('failed');
    expect(summary.error).toMatchObject({ code: 'training/loss-not-finite', defect: false });
    expect(summary.error?.message).toMatch(/in epoch \d+: the loss is no longer a finite number/);
    expect(summary.error?.hint).toMatch(/smaller learning rate.*clipNorm/);
    expect(summary.epochsDone).toBeGreaterThanOrEqual(2);
    expect(run.readMetrics()).toHaveLength(summary.epochsDone);
    expect(readCsv(run, 'predictions.csv')).toHaveLength(116);
    for (const row of readCsv(run, 'predictions.csv')) expect(row['predicted']).not.toBe('');
    expect(fs.readFileSync(run.file('trainer.log'), 'utf8')).toContain('no longer a finite number');
  });

  it('in the first epoch leaves no predictions', async () => {
    const { run, summary } = await train(folder, {
      'training.optimizer': { name: 'sgd', learningRate: 1e38 },
      'model.layers.0.activation': 'linear',
    });
    expect(summary.error?.code).toBe('training/loss-not-finite');
    expect(fs.existsSync(run.file('predictions.csv'))).toBe(false);
  });
});

describe('a CSV', () => {
  const duringTraining = (action: () => void): Parameters<typeof train>[2] => {
    let done = false;
    return {
      onProgress: ({ phase }) => {
        if (phase === 'training' && !done) {
          done = true;
          action();
        }
      },
    };
  };

  it('that changes while it is trained on is found out', async () => {
    const { summary } = await train(
      folder,
      {},
      duringTraining(() => fs.appendFileSync(csv, '2010-01,1,2\n')),
    );
    expect(summary).toMatchObject({ state: 'done', fileChanged: true });
    expect(summary.notes.join()).toContain('was changed while the network trained');
  });

  it('that is only touched is the same', async () => {
    const { summary } = await train(
      folder,
      {},
      duringTraining(() => fs.utimesSync(csv, 1, 1)),
    );
    expect(summary.fileChanged).toBe(false);
  });

  it('that vanishes while it is trained on is told, and the results are there', async () => {
    const { run, summary } = await train(
      folder,
      {},
      duringTraining(() => fs.rmSync(csv)),
    );
    expect(summary).toMatchObject({ state: 'done', fileChanged: true });
    expect(summary.notes.join()).toContain('was moved or deleted');
    expect(readCsv(run, 'predictions.csv')).toHaveLength(116);
  });

  it.each<[string, string | null, string]>([
    ['that is not there', null, 'sales.csv'],
    ['that is empty', '', 'empty'],
    ['with a header only', 'Month,Sales\n', 'sales.csv'],
    ['with a ragged row', `${monthlyCsv(50)}2010-01,1\n`, 'Line 52'],
    ['with fewer rows than a window', monthlyCsv(5), 'needs 5'],
  ])('%s fails with what to do', async (_name, text, message) => {
    fs.rmSync(csv);
    if (text !== null) fs.writeFileSync(csv, text);
    const { run, summary } = await train(folder);
    expect(summary.state).toBe('failed');
    expect(summary.error?.defect).toBe(false);
    expect(summary.error?.message).toContain(message);
    expect(summary.error?.hint).not.toBe('');
    expect(run.readSummary()?.state).toBe('failed');
  });
});

describe('an experiment that cannot be trained', () => {
  it('fails before the CSV is read, and names the field', async () => {
    const { summary } = await train(folder, { task: 'translate' });
    expect(summary.error).toMatchObject({ path: 'model.topology', defect: false });
  });

  it('damaged on disk fails with line and column', async () => {
    const { run } = await train(folder);
    fs.writeFileSync(run.file('experiment.json'), '{\n  "version": 1,\n  "task" "forecast"\n}');
    const { trainRun } = await import('../../../src/training/trainRun');
    const summary = await trainRun({ run: run.path, threads: 1, generateCode: () => ({ files: [], refused: [] }) });
    expect(summary.state).toBe('failed');
    expect(summary.error?.message).toContain('line 3, column 10');
  });

  it('is refused while another process trains in the folder', async () => {
    const { run } = await train(folder);
    const lock = run.lock();
    const { trainRun } = await import('../../../src/training/trainRun');
    await expect(
      trainRun({ run: run.path, threads: 1, generateCode: () => ({ files: [], refused: [] }) }),
    ).rejects.toThrow('Another process');
    lock.release();
  });
});

describe('a defect in a late step', () => {
  it('is told with its stack in the log, and everything else is written', async () => {
    const { run, summary } = await train(
      folder,
      {},
      {
        generateCode: () => {
          throw new TypeError('code generation broke');
        },
      },
    );
    expect(summary).toMatchObject({ state: 'failed', error: { defect: true, message: 'code generation broke' } });
    expect(readCsv(run, 'predictions.csv')).toHaveLength(116);
    expect(fs.existsSync(run.file('model/model.json'))).toBe(true);
    expect(summary.metrics.test?.rmse).toBeGreaterThan(0);
    expect(fs.readFileSync(run.file('trainer.log'), 'utf8')).toMatch(/TypeError: code generation broke\n.* at /);
  });
});

describe('a full disk', () => {
  const tiny = tinyFileSystem(128);
  afterAll(() => tiny?.unmount());
  it.skipIf(!tiny)(
    'ends the run, and leaves what was written whole (needs root to mount a small file system)',
    async () => {
      const outputRoot = tiny?.folder ?? '';
      let filled = false;
      const { run, summary } = await train(
        folder,
        { 'training.epochs': 400 },
        {
          onProgress: ({ epochs }) => {
            if (filled || !epochs.some(({ epoch }) => epoch >= 3)) return;
            filled = true;
            try {
              fs.writeFileSync(path.join(outputRoot, 'ballast'), Buffer.alloc(1 << 20));
            } catch {
              // As full as it gets.
            }
          },
        },
        outputRoot,
      );
      expect(filled).toBe(true);
      expect(summary.state).toBe('failed');
      expect(summary.error).toMatchObject({ code: 'file/enospc', defect: false });
      expect(summary.error?.message).toContain('The disk is full');
      expect(run.readMetrics().length).toBeGreaterThanOrEqual(3);
      expect(run.readMetrics()).toHaveLength(fs.readFileSync(run.file('metrics.jsonl'), 'utf8').split('\n').length - 1);
      expect(() => run.readExperiment()).not.toThrow();
      expect(run.readPreprocessing()).not.toBeNull();
      expect(['running', 'failed']).toContain(run.readSummary()?.state);
    },
  );
});

function readFileRows(file: string): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(fs.readFileSync(file, 'utf8'), { header: true, skipEmptyLines: true }).data;
}
