import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, it } from 'vitest';

import { generateCode } from '../../../src/codegen/generate';
import { profileCsv } from '../../../src/data/profile';
import { Comparison } from '../../../src/extension/session/comparison';
import { readGradients } from '../../../src/runs/readGradients';
import { RunFolder } from '../../../src/runs/runFolder';
import { type Experiment, experimentSchema } from '../../../src/spec/experiment';
import type { Inspection } from '../../../src/spec/inspection';
import { presets } from '../../../src/spec/presets';
import { propose } from '../../../src/spec/propose';
import { resolveExperiment } from '../../../src/spec/resolve';
import type { Summary } from '../../../src/spec/run';
import { setPath } from '../../../src/spec/setPath';
import { variantsOf } from '../../../src/spec/variants';
import { Inspector } from '../../../src/training/inspect/inspector';
import { trainRun } from '../../../src/training/trainRun';
import type { InspectRecording, RecordedLooks } from './inspectStates';
import { madeFiles } from './madeData';

const sample = path.resolve(import.meta.dirname, '../../../samples/monthly-sunspots.csv');
const recordingFile = path.join(import.meta.dirname, 'recorded/inspect.json');

/** `UPDATE_RECORDING=1` trains anew and looks into the networks. */
it.runIf(process.env['UPDATE_RECORDING'])(
  'records looks into real networks, and a comparison',
  async () => {
    const outputRoot = await mkdtemp(path.join(tmpdir(), 'recording-'));
    const proposed = propose({ ...(await profileCsv(sample)), file: path.basename(sample) }, {}).experiment;
    const tutorial = presets.find(({ id }) => id === 'tutorial-sunspots')?.apply(proposed);
    if (!tutorial) throw new Error('no such preset');
    const deep = changed(proposed, {
      'window.timeSteps': 24,
      'model.layers': [
        { cell: 'lstm', units: 16 },
        { cell: 'lstm', units: 8 },
      ],
      'training.epochs': 6,
    });
    const words = path.join(outputRoot, 'reviews.csv');
    await writeFile(words, madeFiles.reviews());
    const reviews = propose(
      { ...(await profileCsv(words)), file: 'reviews.csv' },
      { task: 'classify', target: 'sentiment' },
    ).experiment;
    const recording: InspectRecording = {
      demo: await record(
        sample,
        changed(tutorial, { 'model.layers': [{ cell: 'simple_rnn', units: 2, activation: 'linear' }] }),
        outputRoot,
      ),
      deep: await record(sample, deep, outputRoot),
      reviews: await record(words, reviews, outputRoot),
      comparison: await compare(changed(deep, { 'model.layers': [{ cell: 'lstm', units: 16 }] }), outputRoot),
    };
    const text = `${JSON.stringify(recording)}\n`;
    await writeFile(
      recordingFile,
      text.replaceAll(outputRoot, '/home/ada/series').replaceAll(path.dirname(sample), '/home/ada/series'),
    );
    await rm(outputRoot, { recursive: true });
  },
  900_000,
);

it('has recordings that name no place of the machine that made them', async () => {
  expect(await readFile(recordingFile, 'utf8')).not.toMatch(/\/(work|tmp|root|Users)\//);
});

const changed = (experiment: Experiment, changes: Record<string, unknown>): Experiment =>
  experimentSchema.parse(
    Object.entries(changes).reduce<unknown>(
      (json, [field, value]) => setPath(json, field, JSON.stringify(value)),
      experiment,
    ),
  );

async function train(
  csv: string,
  experiment: Experiment,
  outputRoot: string,
): Promise<{ run: RunFolder; summary: Summary }> {
  const frozen = resolveExperiment({ ...experiment, data: { ...experiment.data, file: csv } });
  const run = RunFolder.create({ outputRoot, csv, experiment: frozen });
  const summary = await trainRun({ run: run.path, threads: 2, generateCode });
  expect(summary.error).toBeNull();
  return { run, summary };
}

async function record(csv: string, experiment: Experiment, outputRoot: string): Promise<RecordedLooks> {
  const { run, summary } = await train(csv, experiment, outputRoot);
  const inspector = await Inspector.open(run.path, { threads: 2 });
  const looks: Inspection[] = [];
  for (const split of ['test', 'train'] as const) {
    for (const index of [0, 1, 2]) looks.push(rounded(await inspector.look(split, index)));
  }
  inspector.dispose();
  return { experiment: run.readExperiment(), summary, looks, gradients: readGradients(run, 5) };
}

async function compare(base: Experiment, outputRoot: string): Promise<InspectRecording['comparison']> {
  const comparison = new Comparison('cells', '', variantsOf('cells', base), [], {
    train: (experiment) => {
      const frozen = resolveExperiment({ ...experiment, data: { ...experiment.data, file: sample } });
      const run = RunFolder.create({ outputRoot, csv: sample, experiment: frozen });
      return { folder: run.path, finished: trainRun({ run: run.path, threads: 2, generateCode }) };
    },
    onChange: () => undefined,
  });
  await comparison.run();
  return comparison.state;
}

/** Single precision has seven digits; more only fill the recording. */
const rounded = (look: Inspection): Inspection =>
  JSON.parse(
    JSON.stringify(look, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value)),
  ) as Inspection;
