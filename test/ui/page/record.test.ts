import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, it } from 'vitest';

import type { PredictionSeries } from '../../../src/protocol/webview';
import { generateCode } from '../../../src/codegen/generate';
import { profileCsv } from '../../../src/data/profile';
import { readPredictions } from '../../../src/runs/readPredictions';
import { RunFolder } from '../../../src/runs/runFolder';
import { toErrorReport } from '../../../src/spec/errors';
import type { Experiment } from '../../../src/spec/experiment';
import { presets } from '../../../src/spec/presets';
import { proposeExperiment } from '../../../src/spec/propose';
import { resolveExperiment } from '../../../src/spec/resolve';
import { StopRequest } from '../../../src/training/stopRequest';
import { trainRun } from '../../../src/training/trainRun';
import type { RecordedRun, Recording } from './states';

const sample = path.resolve(import.meta.dirname, '../../../samples/monthly-sunspots.csv');
const recordingFile = path.join(import.meta.dirname, 'recorded/sunspots.json');

/** `UPDATE_RECORDING=1` trains anew and rewrites what the states of the page are made of. */
it.runIf(process.env['UPDATE_RECORDING'])(
  'records real runs on the sample',
  async () => {
    const outputRoot = await mkdtemp(path.join(tmpdir(), 'recording-'));
    const profile = { ...(await profileCsv(sample)), file: path.basename(sample) };
    const proposed = proposeExperiment(profile);
    const slow = { ...proposed, training: { ...proposed.training, epochs: 200 } };
    const wild = {
      ...proposed,
      training: {
        ...proposed.training,
        optimizer: { ...proposed.training.optimizer, name: 'sgd' as const, learningRate: 1e30 },
      },
    };
    const hungry = {
      ...proposed,
      model: {
        ...proposed.model,
        layers: proposed.model.layers.map((layer) => ({ ...layer, units: 100_000 })),
      },
    };
    const tutorial = presets.find(({ id }) => id === 'tutorial-sunspots')?.apply(proposed) ?? proposed;
    const record = (experiment: Experiment, stopAfter = Infinity): Promise<RecordedRun> =>
      train(experiment, outputRoot, stopAfter);
    const recording: Recording = {
      profile,
      done: await record(proposed),
      stopped: await record(slow, 12),
      failed: await record(wild),
      hungry: await record(hungry),
      tutorial: await record(tutorial),
      tooShort: await tooShort(outputRoot),
    };
    await writeFile(recordingFile, JSON.stringify(recording).replaceAll(path.dirname(sample), '/home/ada/series'));
    await rm(outputRoot, { recursive: true });
  },
  600_000,
);

it('has recordings that name no place of the machine that made them', async () => {
  expect(await readFile(recordingFile, 'utf8')).not.toMatch(/\/(work|tmp|root|Users)\//);
});

async function train(experiment: Experiment, outputRoot: string, stopAfter: number): Promise<RecordedRun> {
  const frozen = resolveExperiment({ ...experiment, data: { ...experiment.data, file: sample } });
  const run = RunFolder.create({ outputRoot, csv: sample, experiment: frozen });
  let epochs = 0;
  const stop = new StopRequest();
  const summary = await trainRun({
    run: run.path,
    threads: 2,
    generateCode,
    onProgress: (progress) => {
      epochs = Math.max(epochs, progress.epoch);
      if (epochs > stopAfter) stop.request();
    },
    stop,
  });
  const predictions: PredictionSeries[] = [];
  for (const split of ['test', 'validation', 'train'] as const) {
    if (summary.windows[split] === 0 || summary.state === 'failed') continue;
    predictions.push(await readPredictions(run.path, { split, target: 'Sunspots', from: 0, to: 1e9, points: 4000 }));
  }
  return { experiment, summary, history: run.readMetrics(), predictions };
}

/** What the reader says of a file with a header and nothing else. */
async function tooShort(folder: string): Promise<Recording['tooShort']> {
  const file = path.join(folder, 'monthly-sunspots.csv');
  await writeFile(file, 'Month,Sunspots\n');
  try {
    await profileCsv(file);
  } catch (error) {
    const { message, hint, defect, code } = toErrorReport(error);
    return { message: message.replace(folder, '/home/ada/series'), hint, defect, ...(code ? { code } : {}) };
  }
  throw new Error('a header alone was read without an error');
}
