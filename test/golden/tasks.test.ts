import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { codegenInputOf } from '../../src/codegen/beforeTraining';
import { generateCode } from '../../src/codegen/generate';
import { profileCsv } from '../../src/data/profile';
import { parseExperiment } from '../../src/spec/parse';
import { forms } from '../codegen/proof/forms';
import { workFolder } from '../codegen/runFolder';
import { expectGolden } from './golden';

/** An experiment of each task, by its form, as the files that it becomes are called. */
const tasks = {
  'forecast-decoder': 'autoregressive, attention, known',
  'classify-text': 'classify words',
  'classify-rows': 'classify series',
  'label-rows': 'label classes',
  translate: 'translate, attention',
  generate: 'write characters',
} as const;

/** Code before training, from a look at the file: estimated sizes stand nowhere in it. */
async function generated(name: keyof typeof tasks): Promise<ReturnType<typeof generateCode>['files']> {
  const { csv, task, data, window, topology, model, decoder, training, sampling } = forms[tasks[name]]!;
  const folder = path.join(workFolder, 'golden-tasks');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.csv`);
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
  return generateCode(codegenInputOf(experiment, await profileCsv(file))).files;
}

describe('generated code of each task', () => {
  it.each(Object.keys(tasks) as (keyof typeof tasks)[])('%s is as reviewed', async (name) => {
    const files = await generated(name);
    expect(files.map(({ path: file }) => file)).toEqual(expect.arrayContaining(['keras_model.py', 'notebook.ipynb']));
    for (const { path: file, text } of files) expectGolden(`tasks/${name}/${file}`, text);
  });

  it('has no file that nothing generates', () => {
    expect(readdirSync(path.join(import.meta.dirname, 'tasks')).sort()).toEqual(Object.keys(tasks).sort());
  });
});
