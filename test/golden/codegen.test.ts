import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { cases } from '../codegen/cases';
import { layOutRun } from '../codegen/runFolder';

/**
 * What is generated, word for word, for reading and for reviewing changes of it. `UPDATE_GOLDEN=1 npx vitest run --dir test/golden`
 * writes the files anew. They end in .txt, so that no tool takes them for code of this project.
 */
const folder = path.join(import.meta.dirname, 'files');
const update = process.env['UPDATE_GOLDEN'] === '1';

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
      const text = readFileSync(path.join(code, file), 'utf8');
      const reviewed = path.join(folder, name, `${file}.txt`);
      if (update) {
        mkdirSync(path.dirname(reviewed), { recursive: true });
        writeFileSync(reviewed, text);
      }
      expect(existsSync(reviewed), `${reviewed} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
      expect(text).toBe(readFileSync(reviewed, 'utf8'));
    }
  });

  it('has no file that nothing generates', () => {
    expect(readdirSync(folder).sort()).toEqual([...golden].sort());
  });
});
