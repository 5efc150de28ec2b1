import fs from 'node:fs';
import path from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { generateCode } from '../../../src/codegen/generate';
import { profileCsv } from '../../../src/data/profile';
import { readGradients } from '../../../src/runs/readGradients';
import { RunFolder } from '../../../src/runs/runFolder';
import type { Experiment, Task } from '../../../src/spec/experiment';
import { inspectionSchema } from '../../../src/spec/inspection';
import { propose } from '../../../src/spec/propose';
import { resolveExperiment } from '../../../src/spec/resolve';
import { type ComparisonKind, variantsOf, whyOneDirection } from '../../../src/spec/variants';
import { Inspector } from '../../../src/training/inspect/inspector';
import { trainRun } from '../../../src/training/trainRun';
import { type MadeFile, madeFiles } from '../../ui/page/madeData';
import { temporaryFolder } from './series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const cases: Record<MadeFile, { task: Task; target: string }> = {
  demand: { task: 'forecast', target: 'demand' },
  reviews: { task: 'classify', target: 'sentiment' },
  weather: { task: 'label', target: 'weather' },
  phrases: { task: 'translate', target: 'french' },
  tunes: { task: 'generate', target: 'abc' },
};

async function proposed(name: MadeFile): Promise<{ csv: string; experiment: Experiment }> {
  const csv = path.join(root, `${name}.csv`);
  fs.writeFileSync(csv, madeFiles[name]());
  const { experiment } = propose(await profileCsv(csv), cases[name]);
  const { model, training } = experiment;
  const layers = model.layers.slice(0, 1).map((layer) => ({ ...layer, units: 4 }));
  const decoder = model.decoder && {
    ...model.decoder,
    layers: layers.map((layer) => ({ ...layer, bidirectional: false, units: layer.bidirectional ? 8 : 4 })),
  };
  return {
    csv,
    experiment: { ...experiment, model: { ...model, layers, decoder }, training: { ...training, epochs: 1 } },
  };
}

async function trained(csv: string, experiment: Experiment): Promise<RunFolder> {
  const frozen = resolveExperiment({ ...experiment, data: { ...experiment.data, file: csv } });
  const run = RunFolder.create({ outputRoot: path.join(root, 'sequence-lab'), csv, experiment: frozen });
  const summary = await trainRun({ run: run.path, threads: 1, generateCode });
  expect(summary.error).toBeNull();
  return run;
}

it.each(Object.keys(cases) as MadeFile[])('looks into a network that was trained on %s', async (name) => {
  const { csv, experiment } = await proposed(name);
  const run = await trained(csv, experiment);
  const inspector = await Inspector.open(run.path, { threads: 1 });
  for (const split of ['test', 'train'] as const) {
    for (const index of [0, 2]) {
      const look = inspectionSchema.parse(await inspector.look(split, index));
      expect(look.steps.length).toBeGreaterThan(0);
      expect(look.steps.every((step) => step !== '')).toBe(true);
      for (const { values } of look.inputs) expect(values).toHaveLength(look.steps.length);
      for (const { hidden, gates } of look.layers) {
        for (const matrix of [hidden, ...Object.values(gates)]) {
          expect(matrix).toHaveLength(look.steps.length);
          expect(matrix.flat().every((value) => value !== null)).toBe(true);
        }
      }
      const probabilities = look.outputs.map(({ predicted }) => predicted ?? NaN);
      if (experiment.task === 'classify' || experiment.task === 'label') {
        expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        expect(look.outputs.filter(({ actual }) => actual === 1)).toHaveLength(1);
      }
    }
  }
  inspector.dispose();
  const [trace] = readGradients(run, 1);
  expect(trace?.layers[0]?.norms.some((norm) => norm !== null && norm > 0)).toBe(true);
});

const compared = (Object.keys(cases) as MadeFile[]).flatMap((name) =>
  (['cells', 'directions'] as ComparisonKind[])
    .filter((kind) => kind === 'cells' || whyOneDirection(cases[name].task) === null)
    .map((kind) => ({ name, kind })),
);

it.each(compared)('trains all that is compared by $kind on $name', async ({ name, kind }) => {
  const { csv, experiment } = await proposed(name);
  const base = await trained(csv, experiment);
  for (const variant of variantsOf(kind, base.readExperiment())) {
    await trained(csv, { ...variant.experiment, data: { ...variant.experiment.data, sha256: null } });
  }
});
