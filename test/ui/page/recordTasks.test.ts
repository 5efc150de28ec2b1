import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, it } from 'vitest';

import { generateCode } from '../../../src/codegen/generate';
import { profileCsv } from '../../../src/data/profile';
import type { PanelState, PredictionSeries } from '../../../src/protocol/webview';
import { readDetails } from '../../../src/extension/session/runDetails';
import { readPredictions } from '../../../src/runs/readPredictions';
import { readResultTable } from '../../../src/runs/readResultTable';
import { RunFolder } from '../../../src/runs/runFolder';
import type { Experiment, Task } from '../../../src/spec/experiment';
import type { DataProfile } from '../../../src/spec/profile';
import { propose } from '../../../src/spec/propose';
import { resolveExperiment } from '../../../src/spec/resolve';
import { runFiles } from '../../../src/spec/run';
import { StopRequest } from '../../../src/training/stopRequest';
import { trainRun } from '../../../src/training/trainRun';
import { type MadeFile, madeFiles } from './madeData';
import type { RecordedTask, TaskRecording } from './taskStates';

const recordingFile = path.join(import.meta.dirname, 'recorded/tasks.json');

const tasks: Record<MadeFile, { task: Task; target: string; change?: (proposed: Experiment) => Experiment }> = {
  demand: {
    task: 'forecast',
    target: 'demand',
    change: (proposed) => ({
      ...proposed,
      data: {
        ...proposed.data,
        series: 'shop',
        inputs: ['demand'],
        known: ['holiday'],
        static: [],
        calendar: ['hour'],
        scaleBy: 'series',
      },
      window: { ...proposed.window, timeSteps: 24, horizon: 12 },
      training: { ...proposed.training, loss: 'quantile', epochs: 8 },
    }),
  },
  reviews: { task: 'classify', target: 'sentiment' },
  weather: { task: 'label', target: 'weather' },
  phrases: {
    task: 'translate',
    target: 'french',
    change: (proposed) => ({
      ...proposed,
      // So few that it still makes mistakes, which are to be seen.
      training: { ...proposed.training, epochs: 9 },
      model: {
        ...proposed.model,
        decoder: proposed.model.decoder && { ...proposed.model.decoder, attention: 'luong' },
      },
    }),
  },
  tunes: {
    task: 'generate',
    target: 'abc',
    change: (proposed) => ({ ...proposed, sampling: { ...proposed.sampling, length: 80 } }),
  },
};

/** `UPDATE_RECORDING=1` trains anew; `UPDATE_RECORDING=reviews,tunes` these alone. */
const wanted = process.env['UPDATE_RECORDING'] ?? '';

it.runIf(wanted !== '')(
  'records a real run of every task on files of our own making',
  async () => {
    const recording = JSON.parse(await readFile(recordingFile, 'utf8').catch(() => '{}')) as Partial<TaskRecording>;
    const names = (Object.keys(tasks) as MadeFile[]).filter(
      (name) => wanted === '1' || wanted.split(',').includes(name),
    );
    for (const name of names) recording[name] = await record(name);
    await writeFile(recordingFile, `${JSON.stringify(recording)}\n`);
  },
  1_200_000,
);

it('has recordings that name no place of the machine that made them', async () => {
  expect(await readFile(recordingFile, 'utf8')).not.toMatch(/\/(work|tmp|root|Users)\//);
});

async function record(name: MadeFile): Promise<RecordedTask> {
  const folder = await mkdtemp(path.join(tmpdir(), 'recording-'));
  const file = path.join(folder, `${name}.csv`);
  await writeFile(file, madeFiles[name]());
  const profile: DataProfile = { ...(await profileCsv(file)), file: `${name}.csv` };
  const { task, target, change } = tasks[name];
  const { experiment: proposed, why } = propose(profile, { task, target });
  const experiment = change ? change(proposed) : proposed;
  const frozen = resolveExperiment({ ...experiment, data: { ...experiment.data, file } });
  const run = RunFolder.create({ outputRoot: folder, csv: file, experiment: frozen });
  const samples: PanelState['samples'] = [];
  const summary = await trainRun({
    run: run.path,
    threads: 2,
    generateCode,
    onProgress: () => undefined,
    onSamples: (sample) => void samples.push(sample),
    stop: new StopRequest(),
  });
  expect(summary.error).toBeNull();
  const details = await readDetails(run);
  const series: PredictionSeries[] = [];
  if (task === 'forecast') {
    for (const step of [1, 6, 12]) {
      for (const one of details.seriesNames.slice(0, 2)) {
        const query = { split: 'test', target, step, series: one, from: 0, to: 1e9, points: 400 } as const;
        series.push(await readPredictions(run.path, query));
      }
    }
  }
  const table =
    task === 'forecast' || task === 'generate'
      ? null
      : await readResultTable(run.path, runFiles.predictions, {
          split: 'test',
          search: '',
          wrong: false,
          from: 0,
          count: 200,
        });
  const recorded = { profile, why, experiment, summary, history: run.readMetrics(), details, samples, series, table };
  await rm(folder, { recursive: true });
  return JSON.parse(JSON.stringify(recorded).replaceAll(folder, '/home/ada/series')) as RecordedTask;
}
