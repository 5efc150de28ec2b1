import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { generateCode } from '../../src/codegen/generate';
import { RunFolder } from '../../src/runs/runFolder';
import type { DataKind } from '../../src/codegen/pipeline';
import { dataKind, dataKinds } from '../../src/codegen/pipeline';
import { trainRun } from '../../src/training/trainRun';
import { hostileNames } from './cases';
import { pythonKinds } from '../../src/codegen/python/kinds';
import { type ProofCase, proofCases } from './proof/experiments';
import { forms } from './proof/forms';
import { writtenCode } from './proof/written';
import { runPython, runScripts, withoutPython } from './python';
import { workFolder } from './runFolder';

if (withoutPython !== null) console.warn(`Notebooks are not run: ${withoutPython}.`);

interface Notebook {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: { readonly kernelspec: { readonly name: string } };
  readonly cells: readonly {
    readonly cell_type: string;
    readonly id: string;
    readonly source: readonly string[];
    readonly outputs?: readonly unknown[];
    readonly execution_count?: null;
  }[];
}

const experiments = proofCases();
const kinds = dataKinds.filter((kind) => pythonKinds[kind]);

/** The first experiment of each kind of data. */
function caseOf(kind: DataKind): ProofCase {
  const found = experiments.find(({ experiment }) => dataKind(experiment) === kind);
  if (!found) throw new Error(`no experiment of ${kind}`);
  return found;
}

/** A run as the trainer leaves it. */
async function trained({ csv, experiment }: ProofCase, place: string): Promise<string> {
  const folder = path.join(workFolder, 'notebook', place);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, experiment.data.file);
  writeFileSync(file, csv);
  const run = RunFolder.create({ experiment, csv: file, outputRoot: path.join(folder, 'sequence-lab') });
  const { error } = await trainRun({ run: run.path, threads: 1, generateCode });
  expect(error).toBeNull();
  return path.join(run.path, 'code');
}

const read = (folder: string): Notebook =>
  JSON.parse(readFileSync(path.join(folder, 'notebook.ipynb'), 'utf8')) as Notebook;

const cellsOf = ({ cells }: Notebook, type: string): string[] =>
  cells.filter(({ cell_type }) => cell_type === type).map(({ source }) => source.join(''));

describe('notebooks before training', () => {
  /** What code does a step that has to be explained before it, in these words. */
  const steps = [
    { code: /make_windows\(/, words: /\*\*window\*\*/ },
    { code: /Scaler\(\)|series_scale\(|spread = /, words: /scaler sees only the training rows|scaled .*each series by its own rows/ }, // prettier-ignore
    { code: /make_vocabulary\(/, words: /\*\*tokens\*\*/ },
    { code: /padded\(/, words: /padded behind/ },
    { code: /create_\w+\(/, words: /## The network/ },
    { code: /\btrain\(model/, words: /## Training/ },
    { code: /naive/, words: /\*\*naive\*\*/ },
  ];

  it.each(Object.keys(forms))('of "%s" explain a step before it is done', async (name) => {
    const text = (await writtenCode(name)).find(({ path: file }) => file === 'notebook.ipynb')!.text;
    const { cells } = JSON.parse(text) as Notebook;
    const found = steps.filter(({ code, words }) => {
      const at = cells.findIndex(({ cell_type, source }) => cell_type === 'code' && code.test(source.join('')));
      if (at < 0) return false;
      const before = cells.slice(0, at).filter(({ cell_type }) => cell_type === 'markdown');
      expect(before.map(({ source }) => source.join('')).join('\n')).toMatch(words);
      return true;
    });
    // Network and training everywhere, and what becomes of the data.
    expect(found.length).toBeGreaterThanOrEqual(3);
    const all = cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => source.join(''));
    expect(all.join('\n')).toContain('**naive**');
  });
});

describe('notebooks', () => {
  const folders = new Map<DataKind, string>();

  beforeAll(async () => {
    for (const kind of kinds) folders.set(kind, await trained(caseOf(kind), kind));
  }, 300_000);

  it.each(kinds)('of %s have cells with ids of their own, and no outputs', (kind) => {
    const notebook = read(folders.get(kind)!);
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
    expect(notebook.metadata.kernelspec.name).toBe('python3');
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { cell_type, outputs, execution_count } of notebook.cells) {
      if (cell_type === 'code') expect([outputs, execution_count]).toEqual([[], null]);
      else expect(outputs).toBeUndefined();
    }
  });

  it.each(kinds)('of %s explain each step, and have the code of the program', (kind) => {
    const notebook = read(folders.get(kind)!);
    const headings = cellsOf(notebook, 'markdown').flatMap((text) => /^#+ .*/.exec(text) ?? []);
    expect(headings).toHaveLength(cellsOf(notebook, 'markdown').length);
    expect(headings).toEqual(expect.arrayContaining(['## The data', '## The network', '## Training', '## How good is it?'])); // prettier-ignore
    const program = readFileSync(path.join(folders.get(kind)!, 'keras_model.py'), 'utf8');
    const functions = cellsOf(notebook, 'code').flatMap((text) => text.match(/^def .*(\n+( .*)?)+/gm) ?? []);
    expect(functions.length).toBeGreaterThan(3);
    for (const text of functions) expect(program).toContain(text.trimEnd());
    const code = cellsOf(notebook, 'code').join('\n');
    expect(code).not.toMatch(/argparse|options\.|__main__|__file__/);
    expect(code).toContain('LOAD_WEIGHTS = False');
  });

  it('show names of the user as they are, whatever they mean to Markdown or HTML', () => {
    const { experiment } = caseOf('forecast');
    for (const name of hostileNames) {
      const data = { ...experiment.data, inputs: [], targets: [name], time: null, series: null, known: [], static: [] };
      const { files } = generateCode({
        experiment: { ...experiment, data: { ...data, calendar: [], file: `<img src=x>${name}.csv` } },
        preprocessing: {
          dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
          columns: [name],
          time: null,
        },
      });
      const text = files.find(({ path: file }) => file === 'notebook.ipynb')!.text;
      const [, data_ = ''] = cellsOf(JSON.parse(text) as Notebook, 'markdown');
      expect(data_).not.toMatch(/[<>`$]|\]\(|!\[/);
      expect(data_.split('\n\n')[0]).toBe('## The data');
    }
  });

  describe.skipIf(withoutPython !== null)('run from top to bottom', () => {
    const outputs = new Map<DataKind, string>();
    const printed = new Map<DataKind, string>();

    beforeAll(async () => {
      const jobs = kinds.map((kind) => ({ notebook: path.join(folders.get(kind)!, 'notebook.ipynb'), load: true }));
      const [first] = jobs;
      if (first) jobs.push({ ...first, load: false });
      const driver = path.join(import.meta.dirname, 'run_notebooks.py');
      const results = JSON.parse(runPython([driver], JSON.stringify(jobs))) as {
        output: string;
        error: string | null;
      }[];
      results.forEach(({ error }) => expect(error).toBeNull());
      kinds.forEach((kind, i) => outputs.set(kind, results[i]!.output));
      // Trained once more: other scores, of the same parts.
      const parts = (output: string): string[] => output.match(/^(train|validation|test) /gm) ?? [];
      expect(parts(results.at(-1)!.output)).toEqual(parts(results[0]!.output));
      const scripts = kinds.map((kind) => path.join(folders.get(kind)!, 'keras_model.py'));
      const programs = await runScripts(scripts.map((script) => ({ script, arguments: ['--weights'] })));
      kinds.forEach((kind, i) => printed.set(kind, programs[i]!));
    }, 900_000);

    it.each(kinds)('of %s print what the program prints', (kind) => {
      expect(printed.get(kind)).toMatch(/^train /m);
      expect(outputs.get(kind)).toBe(printed.get(kind));
    });
  });
});
