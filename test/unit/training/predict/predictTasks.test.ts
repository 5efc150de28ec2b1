import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { predictionReport } from '../../../../src/cli/predictionReport';
import { seededGenerator } from '../../../../src/engine/random';
import type { RunFolder } from '../../../../src/runs/runFolder';
import { predictFile } from '../../../../src/training/predict/predictFile';
import { UnlearnedLabels } from '../../../../src/training/predict/unlearnedLabels';
import { temporaryFolder } from '../series';
import { additionCsv, additionExperiment, namesCsv, namesExperiment } from '../textRuns';
import { type Change, differing, predicted, type Row, rowsOf, trainOn } from './runs';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const random = seededGenerator(7);
const pick = <T>(some: readonly T[]): T => some[uniformInt(random, 0, some.length - 1)]!;
const noise = (): number => uniformInt(random, -500, 500) / 1000;

const words = ['the', 'plug', 'phone', 'case', 'works', 'sounds', 'very', 'well', 'badly', '"quoted, text"'];
const reviewsCsv = (rows: number): string =>
  `date,text,label\n${Array.from({ length: rows }, (_, i) => {
    const text = Array.from({ length: 1 + (i % 7) }, () => pick(words).replaceAll('"', '""')).join(' ');
    return `2024-${String(1 + Math.floor(i / 28)).padStart(2, '0')}-${String((i % 28) + 1).padStart(2, '0')},"${text}",${i % 3 === 0 ? 'bad' : 'good'}`;
  }).join('\n')}\n`;

const seriesCsv = (series: number): string =>
  `id,t,x,kind,label,rowLabel,y,z\n${Array.from({ length: series }, (_, s) =>
    Array.from({ length: 3 + (s % 4) }, (_, t) => {
      const x = (s % 2) * 2 + noise();
      const label = s % 2 === 0 ? 'calm' : 'wild';
      return [
        `s${s}`,
        t,
        x.toFixed(3),
        pick(['a', 'b', 'c']),
        label,
        x > 1 ? 'up' : 'down',
        (3 * x + t).toFixed(3),
        (t - x).toFixed(2),
      ].join(',');
    }).join('\n'),
  ).join('\n')}\n`;

const split = { train: 0.6, validation: 0.1, test: 0.3, by: 'random' } as const;
const training = { epochs: 1, batchSize: 8, loss: 'categorical_crossentropy' } as const;
const layers = [{ cell: 'gru' as const, units: 4 }];
const measured = { ...training, loss: 'mse' as const };
const each = { topology: 'many-to-many' as const, layers };

const cases: Record<string, { csv: string; change: Change }> = {
  'classes of texts': {
    csv: reviewsCsv(60),
    change: {
      task: 'classify',
      data: { inputs: ['text'], targets: ['label'], time: 'date', split },
      model: { tokens: { level: 'word' }, embedding: { units: 3 }, layers },
      training,
    },
  },
  'classes of series': {
    csv: seriesCsv(40),
    change: {
      task: 'classify',
      data: { series: 'id', time: 't', inputs: ['x', 'kind'], targets: ['label'], split },
      window: { timeSteps: 4 },
      model: { layers },
      training: { ...training, loss: 'binary_crossentropy' },
    },
  },
  'classes of series that are scaled one by one, categories as vectors': {
    csv: seriesCsv(40),
    change: {
      task: 'classify',
      data: { series: 'id', time: 't', inputs: ['x', 'kind'], targets: ['label'], scaleBy: 'series', split },
      window: { timeSteps: 8 },
      model: { layers, embedding: { units: 2 } },
      training,
    },
  },
  'classes of single rows': {
    csv: seriesCsv(40),
    change: {
      task: 'classify',
      data: { inputs: ['x', 'kind'], targets: ['label'], split },
      window: { timeSteps: 1 },
      model: { topology: 'one-to-one', layers },
      training,
    },
  },
  'labels of the rows of series': {
    csv: seriesCsv(40),
    change: {
      task: 'label',
      data: { series: 'id', time: 't', inputs: ['x'], targets: ['rowLabel'], split },
      window: { timeSteps: 5 },
      model: each,
      training,
    },
  },
  'labels of a file that is one sequence': {
    csv: seriesCsv(40),
    change: {
      task: 'label',
      data: { inputs: ['x'], targets: ['rowLabel'], split: { train: 0.7, validation: 0, test: 0.3 } },
      window: { timeSteps: 8 },
      model: { ...each, layers: [{ cell: 'lstm', units: 3, bidirectional: true }] },
      training,
    },
  },
  'numbers of each row': {
    csv: seriesCsv(40),
    change: {
      task: 'label',
      data: { series: 'id', time: 't', inputs: ['x'], targets: ['y', 'z'], split },
      window: { timeSteps: 5 },
      model: each,
      training: measured,
    },
  },
  'texts from texts': {
    csv: additionCsv(20, 80),
    change: { ...additionExperiment, training: { ...training } },
  },
};

describe.each(Object.entries(cases))('%s', (name, { csv, change }) => {
  let folder: string;
  let run: RunFolder;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(root, 'run-'));
    run = await trainOn(folder, csv, change);
  });

  it('are on the file of the run what the run has written', async () => {
    const { rows, result } = await predicted(run, null);
    const own = rowsOf(run.file('predictions.csv'));
    expect(own.length).toBeGreaterThan(0);
    expect(differing(rows, own)).toEqual([]);
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(own[0] ?? {}));
    expect(new Set(rows.map((row) => row['split']))).toEqual(new Set(['new']));
    expect(result).toMatchObject({ own: true, predictions: rows.length });
  });

  it('are on the file without what is told the same, with nothing to hold them against', async () => {
    const lines = csv
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const { targets } = change.data;
    if (name === 'classes of texts') return; // their cells hold commas
    const keep = lines[0]!.flatMap((cell, i) => (targets.includes(cell) ? [] : [i]));
    const file = path.join(folder, 'untold.csv');
    fs.writeFileSync(file, lines.map((cells) => keep.map((i) => cells[i]).join(',')).join('\n'));
    const { rows, result } = await predicted(run, file);
    expect(result).toMatchObject({ own: false, judged: 0, scores: {} });
    const whole = await predicted(run, null);
    expect(rows.length).toBe(whole.rows.length);
    if (name === 'labels of a file that is one sequence') return; // cut where no part ends
    const said = (all: typeof rows) => all.map(({ actual: _, ...row }) => row);
    expect(said(rows)).toEqual(said(whole.rows));
  });
});

it('refuses a series with two labels, and says what to do with a finished run', async () => {
  const { csv, change } = cases['classes of series']!;
  const folder = fs.mkdtempSync(path.join(root, 'run-'));
  const run = await trainOn(folder, csv, change);
  const data = path.join(folder, 'two.csv');
  fs.writeFileSync(data, csv.replace(/calm/, 'wild'));
  const error = await predictFile(run.path, { data, out: path.join(folder, 'out.csv'), threads: 1 }).catch(
    (error: unknown) => error,
  );
  expect(error).toMatchObject({
    details: { code: 'data/labels-differ', column: 'label' },
    hint: 'Write the same label in all rows of a series, or none.',
  });
  expect(fs.readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual([]);
});

describe('labels that were never learned', () => {
  const labelled = ['classes of texts', 'classes of series', 'classes of single rows', 'labels of the rows of series'];

  it.each(labelled)('are named and counted, and scored as wrong: %s', async (name) => {
    const { csv, change } = cases[name]!;
    const folder = fs.mkdtempSync(path.join(root, 'run-'));
    const run = await trainOn(folder, csv, change);
    expect((await predicted(run, null)).result?.notes).toEqual([]);

    const [column = ''] = change.data.targets;
    const [{ data, meta }, fog] = [Papa.parse<Row>(csv, { header: true, skipEmptyLines: true }), '<b>fog\u001b[2J'];
    const first = data[0]?.[column] ?? '';
    const told = data.map((row) => (row[column] === first ? { ...row, [column]: fog } : row));
    const file = path.join(folder, 'fog.csv');
    fs.writeFileSync(file, Papa.unparse(told, { columns: meta.fields ?? [] }));
    const { rows, result } = await predicted(run, file);
    if (!result) throw new Error('it was not stopped');
    const wrong = rows.filter(({ actual }) => actual === fog).length;
    expect(wrong).toBeGreaterThan(0);
    expect(result.judged).toBe(rows.length);
    expect(result.notes).toHaveLength(1);
    expect(result.notes[0]).toContain(`never learned "${fog}" in column "${column}"`);
    expect(result.notes[0]).toContain(`is wrong in ${wrong} of ${rows.length} labels`);
    const right = rows.filter(({ actual, predicted: said }) => actual === said).length;
    expect(result.scores.accuracy).toBeCloseTo(right / rows.length, 12);
    expect(right).toBeLessThanOrEqual(rows.length - wrong);
    expect(predictionReport(result)).not.toContain('\u001b');
  });

  it('are few that are named, however many there are', () => {
    const labels = new UnlearnedLabels(['sun', 'rain']);
    expect(labels.note('weather', 0)).toBeNull();
    for (const label of ['sun', '__proto__', 'fog', 'fog', 'x'.repeat(500), 'a', 'b', 'c', 'd']) labels.add(label);
    const note = labels.note('weather', 9) ?? '';
    expect(note).toContain(`never learned "__proto__", "fog", "${'x'.repeat(39)}…", "a", "b", … in column "weather"`);
    expect(note).toContain('wrong in 8 of 9 labels');
  });
});

it('says that texts are written with another command', async () => {
  const folder = fs.mkdtempSync(path.join(root, 'run-'));
  const run = await trainOn(folder, namesCsv(60), { ...namesExperiment, training: { ...training } });
  await expect(
    predictFile(run.path, { data: null, out: path.join(folder, 'out.csv'), threads: 1 }),
  ).rejects.toMatchObject({
    details: { code: 'predict/writes-texts' },
  });
  expect(fs.existsSync(path.join(folder, 'out.csv'))).toBe(false);
});
