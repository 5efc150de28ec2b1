import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { generateCode } from '../../../src/codegen/generate';
import { previewCsv } from '../../../src/data/preview';
import { profileCsv } from '../../../src/data/profile';
import { previewCode } from '../../../src/extension/session/codePreview';
import { RunFolder } from '../../../src/runs/runFolder';
import type { Experiment } from '../../../src/spec/experiment';
import { propose } from '../../../src/spec/propose';
import { programPath } from '../../../src/spec/run';
import { trainRun } from '../../../src/training/trainRun';
import { proofCases } from '../../codegen/proof/experiments';
import { monthlyCsv, smallExperiment, temporaryFolder, train } from '../training/series';
import { type CodeTarget, codeTargets, targetFiles } from '../../../src/spec/codeTargets';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const places = () => ({ file: path.join(folder, 'sales.csv'), outputFolder: path.join(folder, 'sequence-lab') });

const texts = (pieces: readonly { readonly text: string }[]): string[] => pieces.map(({ text }) => text);

/** A notebook's cells; other programs are one. */
function cellsOf(target: CodeTarget, written: string): string[] {
  if (targetFiles[target].language !== 'notebook') return [written];
  const { cells } = JSON.parse(written) as { cells: { source: string[] | string }[] };
  return cells.map(({ source }) => [source].flat().join(''));
}

describe('the code before training', () => {
  it.each([
    ['a month a row', monthlyCsv(120), {}],
    ['two inputs, split with validation, filled', monthlyCsv(120), { 'data.inputs': ['=Cost', 'Sales'] }],
    ['a name of its own, stacked, with dropout', monthlyCsv(120), { name: 'mine', 'training.shuffle': false }],
    ['semicolons and decimal commas', monthlyCsv(120).replaceAll(',', ';').replaceAll('.', ','), {}],
    ['headers with spaces around them', monthlyCsv(120).replace('Month,Sales', ' Month ,Sales'), {}],
    ['duplicate headers', monthlyCsv(120).replace('=Cost', 'Sales'), {}],
    ['no defaults written out', monthlyCsv(120), { name: '', 'data.inputs': [] }],
  ])('is the code that the run leaves: %s', async (_, csv, changes) => {
    fs.writeFileSync(places().file, csv);
    const { run, summary } = await train(folder, changes);
    expect(summary.error).toBeNull();
    const profile = await profileCsv(places().file);
    const head = await previewCsv(places().file);
    const draft: Experiment = smallExperiment(changes);
    for (const target of codeTargets) {
      const file = path.join(run.path, programPath(target));
      const { pieces, refused } = previewCode({ draft, target }, profile, places());
      if (!fs.existsSync(file)) {
        expect(summary.notes.join('\n'), target).toContain(refused?.message ?? 'no reason');
        continue;
      }
      expect(refused, target).toBeNull();
      const written = fs.readFileSync(file, 'utf8');
      expect(texts(pieces), target).toEqual(cellsOf(target, written));
      // A file of less than 64 kB is known from its head, but for the digest of all of it.
      const early = { ...head, sha256: profile.sha256 };
      expect(previewCode({ draft, target }, early, places())).toEqual({ pieces, refused: null });
      expect(previewCode({ draft, target }, head, places()).refused).toBeNull();
    }
    expect(RunFolder.open(run.path).readExperiment().data.file).toBe('../../sales.csv');
  });

  /** One of each: every task, topology, decoder and kind of input. */
  const ofEachForm = [...new Map(proofCases().map((one) => [one.name.split(' · ')[0] ?? '', one])).entries()];

  it.each(ofEachForm)('is the code that the run leaves, of any kind: %s', async (_, { csv, experiment }) => {
    const own = path.join(folder, 'forms');
    const file = path.join(own, 'data.csv');
    fs.rmSync(own, { recursive: true, force: true });
    fs.mkdirSync(own);
    fs.writeFileSync(file, csv);
    const few = { ...experiment, training: { ...experiment.training, epochs: 1 } };
    const run = RunFolder.create({ outputRoot: path.join(own, 'runs'), csv: file, experiment: few });
    const summary = await trainRun({ run: run.path, threads: 1, generateCode });
    expect(summary.error).toBeNull();
    const profile = await profileCsv(file);
    for (const target of codeTargets) {
      const { pieces, refused } = previewCode({ draft: few, target }, profile, {
        file,
        outputFolder: path.join(own, 'runs'),
      });
      const program = run.file(programPath(target));
      const written = fs.existsSync(program) ? fs.readFileSync(program, 'utf8') : null;
      if (written === null) expect(summary.notes.join('\n'), target).toContain(refused?.message ?? 'no reason');
      else expect(texts(pieces), target).toEqual(cellsOf(target, written));
    }
  });

  it('follows the output folder, wherever it lies', async () => {
    fs.writeFileSync(places().file, monthlyCsv(120));
    const elsewhere = temporaryFolder();
    const { run } = await train(folder, {}, {}, path.join(elsewhere, 'deep', 'runs'));
    const profile = await profileCsv(places().file);
    const [piece] = previewCode({ draft: smallExperiment(), target: 'keras' }, profile, {
      file: places().file,
      outputFolder: path.join(elsewhere, 'deep', 'runs'),
    }).pieces;
    expect(piece?.text).toBe(fs.readFileSync(run.file(programPath('keras')), 'utf8'));
    fs.rmSync(elsewhere, { recursive: true, force: true });
  });

  it('says in a sentence why there is none', async () => {
    fs.writeFileSync(places().file, monthlyCsv(120));
    const profile = await profileCsv(places().file);
    const why = (draft: unknown, known: typeof profile | null = profile) =>
      previewCode({ draft, target: 'keras' }, known, places());
    expect(why(smallExperiment(), null).refused?.message).toBe('The columns of the file are not known yet.');
    for (const draft of [
      null,
      3,
      'x',
      {},
      [],
      { __proto__: null },
      { ...smallExperiment(), window: { timeSteps: 0 } },
    ]) {
      const { pieces, refused } = why(draft);
      expect(pieces).toEqual([]);
      expect(refused?.message).toMatch(/\S/);
    }
    const unknown = { ...smallExperiment(), data: { ...smallExperiment().data, targets: ['gone'], inputs: ['gone'] } };
    expect(why(unknown).refused?.message).toContain('gone');
  });

  it('takes no time that a person who types could feel', async () => {
    fs.writeFileSync(places().file, monthlyCsv(120));
    const profile = await profileCsv(places().file);
    const draft = propose(profile).experiment;
    previewCode({ draft, target: 'keras' }, profile, places());
    const begun = performance.now();
    for (let i = 0; i < 20; i++) previewCode({ draft, target: 'keras' }, profile, places());
    // Measured 1 ms; a key press may take 50.
    expect((performance.now() - begun) / 20).toBeLessThan(50);
  });
});
