import fs from 'node:fs';
import path from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { runFiles } from '../../../src/spec/run';
import { differing, rowsOf } from '../training/predict/runs';
import { monthlyCsv, temporaryFolder } from '../training/series';
import { additionCsv } from '../training/textRuns';
import { run, sets } from './sequenceLab';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const rows = <T>(count: number, row: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => row(i));
const csvOf = (header: string, lines: readonly string[]): string => `${header}\n${lines.join('\n')}\n`;
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const towns = ['north', 'south', 'east', 'west', 'up', 'down'];

const shops = csvOf(
  'shop,day,holiday,sales',
  ['a', 'b', 'c'].flatMap((shop, s) =>
    rows(60, (i) => `${shop},${day(i)},${i % 7 === 6 ? 1 : 0},${(10 * (s + 1) + (i % 7) + (i % 3) / 10).toFixed(1)}`),
  ),
);
const reviews = csvOf(
  'review,positive',
  rows(90, (i) => `"this lamp, number ${i % 9}, is ${i % 3 > 0 ? 'fine' : 'poor'}",${i % 3 > 0 ? 'yes' : 'no'}`),
);
const weather = csvOf(
  'day,town,temperature,wind,weather',
  towns.flatMap((town, s) =>
    rows(30, (i) => {
      const warm = 10 + s + 8 * Math.sin(i / 3);
      return `${day(i)},${town},${warm.toFixed(1)},${(i * 7 + s) % 11},${warm > 14 ? 'sun' : 'rain'}`;
    }),
  ),
);

const small = ['training.epochs=1', 'model.layers.0.units=3'];
const cases: [string, string, string[]][] = [
  ['a forecast', monthlyCsv(90), ['window.horizon=3', 'window.timeSteps=6', ...small]],
  [
    'a forecast of several series',
    shops,
    ['data.series=shop', 'data.known.0=holiday', 'window.horizon=2', 'window.timeSteps=7', ...small],
  ],
  ['labels of texts', reviews, ['task=classify', ...small]],
  ['labels of rows', weather, ['task=label', ...small]],
  ['translations', additionCsv(20, 80), ['task=translate', 'training.epochs=1']],
];

it.each(cases)('%s: on the file of the run the built command predicts what the run wrote', async (_, csv, settings) => {
  const folder = fs.mkdtempSync(path.join(root, 'case-'));
  fs.writeFileSync(path.join(folder, 'data.csv'), csv);
  const trained = await run(folder, 'train', 'data.csv', ...sets(...settings));
  expect({ code: trained.code, stderr: trained.code === 0 ? '' : trained.stderr }).toEqual({ code: 0, stderr: '' });
  const folderOfRun = trained.stdout.trim();

  const predicted = await run(folder, 'predict', folderOfRun, '--data', 'data.csv', '--out', 'again.csv');
  expect({ code: predicted.code, stdout: predicted.stdout }).toEqual({
    code: 0,
    stdout: `${path.join(folder, 'again.csv')}\n`,
  });
  expect(predicted.stderr).toContain('The run was trained on this file');
  const [own, again] = [rowsOf(path.join(folderOfRun, runFiles.predictions)), rowsOf(path.join(folder, 'again.csv'))];
  expect(own.length).toBeGreaterThan(0);
  expect(Object.keys(again[0] ?? {})).toEqual(Object.keys(own[0] ?? {}));
  // Digit by digit: the same weights, read from the run folder, on the same rows.
  expect(differing(again, own)).toEqual([]);
  expect(new Set(again.map(({ split }) => split))).not.toContain('train');
});
