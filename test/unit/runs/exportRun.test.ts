import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { generateTarget } from '../../../src/codegen/generate';
import { exportOf, inTheWay, writeExport } from '../../../src/runs/exportRun';
import { listFiles } from '../../../src/runs/listFiles';
import { RunFolder } from '../../../src/runs/runFolder';
import { runFiles } from '../../../src/spec/run';
import { monthlyCsv, temporaryFolder, train } from '../training/series';
import { experiment } from './helpers';

let folder: string;
let run: RunFolder;
beforeAll(async () => {
  folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(120));
  ({ run } = await train(folder));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const keras = (out: string) => exportOf(run, out, (input) => generateTarget(input, 'keras'));

it('holds the programs of one library, the model in every format, and a README about these', () => {
  const out = path.join(folder, "away, far 'and' $HOME `x`");
  fs.writeFileSync(run.file('model.safetensors'), 'weights');
  fs.writeFileSync(run.file('model.onnx'), 'network');
  const plan = keras(out);
  expect(fs.existsSync(out)).toBe(false);
  expect(inTheWay(plan)).toEqual([]);
  const written = writeExport(plan);
  expect(written.map((file) => path.relative(out, file).replaceAll('\\', '/')).sort()).toEqual(listFiles(out));
  expect(listFiles(out)).toEqual([
    'README.md',
    'code/keras_model.py',
    'model.onnx',
    'model.safetensors',
    ...listFiles(run.path).filter((name) => name.startsWith('model/')),
    'preprocessing.json',
  ]);
  expect(listFiles(out)).toContain('model/weights.bin');
  for (const name of [
    'model.onnx',
    'model.safetensors',
    'model/model.json',
    'model/weights.bin',
    'preprocessing.json',
  ]) {
    expect(fs.readFileSync(path.join(out, name))).toEqual(fs.readFileSync(run.file(name)));
  }
  const program = fs.readFileSync(path.join(out, 'code/keras_model.py'), 'utf8');
  expect(program).toContain('DATA = HERE / "../../sales.csv"');
  const readme = fs.readFileSync(path.join(out, runFiles.readme), 'utf8');
  expect(readme).toContain('`code/keras_model.py`');
  expect(readme).toContain('`preprocessing.json`');
  expect(readme).not.toContain('predictions.csv');
  expect(readme).not.toContain('There is no program');
});

it('holds what the page for the browser reads', () => {
  const out = path.join(folder, 'with a page');
  writeExport(exportOf(run, out, (input) => generateTarget(input, 'tfjs')));
  const files = listFiles(out);
  expect(files).toEqual(expect.arrayContaining(['code/browser.html', 'code/tfjs_model.ts', runFiles.preprocessing]));
  expect(fs.readFileSync(path.join(out, runFiles.preprocessing))).toEqual(
    fs.readFileSync(run.file(runFiles.preprocessing)),
  );
  const readme = fs.readFileSync(path.join(out, runFiles.readme), 'utf8');
  expect(readme).toContain('npx http-server');
  expect(readme).toContain('`preprocessing.json`');
});

it('tells what is in the way, and replaces it when it is written', () => {
  const out = path.join(folder, 'again');
  fs.mkdirSync(path.join(out, 'model'), { recursive: true });
  fs.writeFileSync(path.join(out, runFiles.readme), 'mine');
  fs.writeFileSync(path.join(out, 'model/weights.bin'), 'mine');
  fs.writeFileSync(path.join(out, 'other.txt'), 'mine');
  const plan = keras(out);
  expect(inTheWay(plan).sort()).toEqual([runFiles.readme, 'model/weights.bin']);
  expect(fs.readFileSync(path.join(out, runFiles.readme), 'utf8')).toBe('mine');
  writeExport(plan);
  expect(fs.readFileSync(path.join(out, 'other.txt'), 'utf8')).toBe('mine');
  expect(fs.readFileSync(path.join(out, 'model/weights.bin'))).toEqual(fs.readFileSync(run.file('model/weights.bin')));
});

it('takes no file that a link leads to', () => {
  const secret = path.join(folder, 'secret');
  fs.writeFileSync(secret, 'secret');
  fs.symlinkSync(secret, run.file('model/link.bin'));
  expect(keras(path.join(folder, 'x')).files.map((file) => file.path)).not.toContain('model/link.bin');
  fs.rmSync(run.file('model/link.bin'));
});

it('refuses a run without a model', () => {
  const csv = path.join(folder, 'sales.csv');
  const empty = RunFolder.create({ outputRoot: path.join(folder, 'empty'), csv, experiment });
  expect(() => exportOf(empty, folder, () => [])).toThrow(/has no trained model/);
});

describe('looks at all places before it writes anything', () => {
  const elsewhere = (): string => fs.mkdtempSync(path.join(folder, 'elsewhere-'));
  const cases: [string, string, (place: string) => void, string][] = [
    ['a file instead of the folder', '.', (place) => fs.writeFileSync(place, 'mine'), 'export/file-in-the-way'],
    ['a file instead of a folder in it', 'model', (place) => fs.writeFileSync(place, 'mine'), 'export/file-in-the-way'],
    ['a folder instead of a file', 'README.md', (place) => fs.mkdirSync(place), 'export/folder-in-the-way'],
    ['a link to a folder', 'code', (place) => fs.symlinkSync(elsewhere(), place, 'junction'), 'export/link'],
    ['a link to nothing', 'model', (place) => fs.symlinkSync('nowhere', place, 'junction'), 'export/link'],
  ];

  it.each(cases)('%s is refused', (_, name, make, code) => {
    const out = path.join(fs.mkdtempSync(path.join(folder, 'case-')), 'out');
    const place = path.join(out, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    make(place);
    const before = everything(folder);
    const refusal = expect.objectContaining({ details: { code, file: place } }) as Error;
    expect(() => inTheWay(keras(out))).toThrow(refusal);
    expect(() => writeExport(keras(out))).toThrow(refusal);
    expect(everything(folder)).toEqual(before);
  });

  it('but the folder itself may be a link', () => {
    const [real, link] = [elsewhere(), path.join(folder, 'a-link')];
    fs.symlinkSync(real, link, 'junction');
    writeExport(keras(link));
    expect(listFiles(real)).toContain('code/keras_model.py');
  });

  it('and replaces a link to a file, not what it leads to', () => {
    const out = path.join(folder, 'linked-file');
    const other = path.join(elsewhere(), 'mine.md');
    fs.mkdirSync(out);
    for (const content of ['mine', null]) {
      if (content === null) fs.rmSync(other);
      else fs.writeFileSync(other, content);
      fs.rmSync(path.join(out, runFiles.readme), { force: true });
      fs.symlinkSync(other, path.join(out, runFiles.readme));
      expect(inTheWay(keras(out))).toContain(runFiles.readme);
      writeExport(keras(out));
      expect(fs.lstatSync(path.join(out, runFiles.readme)).isFile()).toBe(true);
      expect(fs.existsSync(other) ? fs.readFileSync(other, 'utf8') : null).toBe(content);
    }
  });
});

/** All names below a folder, links not followed. */
const everything = (below: string): string[] => fs.readdirSync(below, { recursive: true, encoding: 'utf8' }).sort();
