import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { codegenInputOf } from '../../../src/codegen/beforeTraining';
import { type GeneratedFile, generateCode } from '../../../src/codegen/generate';
import { profileCsv } from '../../../src/data/profile';
import type { Experiment } from '../../../src/spec/experiment';
import { parseExperiment } from '../../../src/spec/parse';
import type { DataProfile } from '../../../src/spec/profile';
import { workFolder } from '../runFolder';
import { type Form, forms } from './forms';

/** Code of a form with LSTM layers before training, from a look at the file: estimated sizes stand nowhere in it. */
export async function writtenCode(name: string, changed: Partial<Form> = {}): Promise<readonly GeneratedFile[]> {
  const { experiment, profile } = await writtenExperiment(name, changed);
  return generateCode(codegenInputOf(experiment, profile)).files;
}

/** The experiment of `writtenCode`, and what a look at its file tells. */
export async function writtenExperiment(
  name: string,
  changed: Partial<Form> = {},
): Promise<{ experiment: Experiment; profile: DataProfile }> {
  const form = { ...forms[name]!, ...changed };
  const { csv, task, data, window, topology, model, decoder, training, sampling } = form;
  // Files of tests that run beside each other write the same forms.
  const folder = path.join(workFolder, 'written', process.env['VITEST_POOL_ID'] ?? '0');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name.replaceAll(/[^a-z]+/g, '-')}.csv`);
  writeFileSync(file, csv);
  const experiment = parseExperiment({
    version: 1,
    task,
    data: { ...data, file: '../data.csv' },
    ...(window ? { window } : {}),
    model: {
      ...{ topology, layers: [{ cell: 'lstm', units: 16 }] },
      ...model,
      ...(decoder ? { decoder: { ...decoder, layers: [{ cell: 'lstm', units: 16 }] } } : {}),
    },
    ...(training ? { training } : {}),
    ...(sampling ? { sampling } : {}),
  });
  return { experiment, profile: await profileCsv(file) };
}
