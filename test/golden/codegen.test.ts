import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { cases } from '../codegen/cases';
import { layOutRun } from '../codegen/runFolder';
import { expectGolden } from './golden';

const folder = path.join(import.meta.dirname, 'files');

const golden = [
  'tutorial',
  'lstm',
  'gru',
  'gru-reset-before',
  'bidirectional-lstm-stacked',
  'bidirectional-gru-stacked',
  'dropout',
  'activations',
  'adam-on-plateau',
  'adam-cosine',
  'stride',
  'missing-drop',
  'missing-drop-stride',
  'missing-forward',
  'missing-interpolate-two',
  'semicolons',
  'no-header',
  'duplicate-names',
  'hostile',
];

describe('generated code', () => {
  it.each(golden)('%s is as reviewed', async (name) => {
    const one = cases.find((candidate) => candidate.name === name)!;
    const run = await layOutRun({ ...one, name: `golden/${name}` });
    const code = path.join(run.folder, 'run/code');
    for (const file of readdirSync(code)) {
      // The program's code in cells: once is enough.
      if (file === 'notebook.ipynb' && name !== 'tutorial') continue;
      expectGolden(`files/${name}/${file}`, readFileSync(path.join(code, file), 'utf8'));
    }
  });

  it('has no file that nothing generates', () => {
    expect(readdirSync(folder).sort()).toEqual([...golden].sort());
  });
});
