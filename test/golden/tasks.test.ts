import { readdirSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { writtenCode } from '../codegen/proof/written';
import { expectGolden } from './golden';

/** An experiment of each task, by its form, as the files that it becomes are called. */
const tasks = {
  'forecast-decoder': 'autoregressive, attention, known',
  'classify-text': 'classify words',
  'classify-rows': 'classify series',
  'classify-single-rows': 'classify rows',
  'label-rows': 'label classes',
  translate: 'translate, attention',
  generate: 'write characters',
} as const;

describe('generated code of each task', () => {
  it.each(Object.keys(tasks) as (keyof typeof tasks)[])('%s is as reviewed', async (name) => {
    const files = await writtenCode(tasks[name]);
    expect(files.map(({ path: file }) => file)).toEqual(expect.arrayContaining(['keras_model.py', 'notebook.ipynb']));
    for (const { path: file, text } of files) expectGolden(`tasks/${name}/${file}`, text);
  });

  it('has no file that nothing generates', () => {
    expect(readdirSync(path.join(import.meta.dirname, 'tasks')).sort()).toEqual(Object.keys(tasks).sort());
  });
});
