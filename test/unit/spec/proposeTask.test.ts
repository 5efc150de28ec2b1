import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { checkExperiment } from '../../../src/spec/checks';
import { tasks } from '../../../src/spec/experiment';
import { type Choice, propose } from '../../../src/spec/propose';
import { profileFile } from '../../../src/training/profileFile';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequence-lab-propose-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const root = path.resolve(import.meta.dirname, '../../..');
const shared = path.resolve(root, '../shared/data');
const vega = path.join(root, 'node_modules/vega-datasets/data');

async function proposeFor(csv: string, choice: Choice = {}) {
  const profile = await profileFile(csv);
  return { profile, ...propose(profile, choice) };
}

let files = 0;
/** A file of some rows. */
function csvOf(header: string, rows: number, row: (i: number) => string): string {
  const file = path.join(folder, `${++files}.csv`);
  fs.writeFileSync(file, `${[header, ...Array.from({ length: rows }, (_, i) => row(i))].join('\n')}\n`);
  return file;
}

const nouns = ['house', 'river', 'mountain', 'garden', 'letter', 'window', 'summer', 'kitchen'];
const sentence = (i: number) =>
  Array.from({ length: 4 + (i % 5) }, (_, k) => nouns[(i * 7 + k * 3 + ((i >> k) % 5)) % nouns.length]).join(' ');
const reviews = (labels: readonly string[]) =>
  csvOf('text,mood', 200, (i) => `${sentence(i)} ${i},${labels[(i * 7) % labels.length]}`);

describe('what a file is for', () => {
  it.each<[string, () => string, object, RegExp]>([
    [
      'a text and a few labels: the label of a text',
      () => reviews(['good', 'bad']),
      { task: 'classify', topology: 'many-to-one', roles: { inputs: ['text'], targets: ['mood'], series: null } },
      /^"text" holds a text in each row and "mood" 2 different labels/,
    ],
    [
      'a text and labels that are numbers',
      () => reviews(['0', '1']),
      { task: 'classify', roles: { inputs: ['text'], targets: ['mood'] } },
      /2 different labels/,
    ],
    [
      'two texts: the second from the first',
      () => csvOf('english,french', 100, (i) => `${sentence(i)} ${i},le ${sentence(i + 1)} ${i}`),
      { task: 'translate', topology: 'encoder-decoder', roles: { inputs: ['english'], targets: ['french'] } },
      /two texts in each row/,
    ],
    [
      'sums as text, whose answers are numbers',
      () => csvOf('sum,answer', 300, (i) => `${i}+${(i * 7) % 100},${i + ((i * 7) % 100)}`),
      { task: 'translate', roles: { inputs: ['sum'], targets: ['answer'] } },
      /two short texts/,
    ],
    [
      'a text alone: texts like it',
      () => csvOf('name', 150, (i) => `${nouns[i % 8]}${nouns[(i * 3) % 8]}${i}`),
      { task: 'generate', topology: 'one-to-many', roles: { targets: ['name'], inputs: [], static: [] } },
      /texts like these are written\.$/,
    ],
    [
      'a text of signs and its categories: texts on a condition',
      () =>
        csvOf('title,meter,key,abc', 60, (i) =>
          [`Tune ${i}`, ['4/4', '6/8'][i % 2], ['D', 'G', 'A'][i % 3], `"|:d2${'fA'.repeat(9)} ${i}|\nge${i}:|"`].join(
            ',',
          ),
        ),
      { task: 'generate', roles: { targets: ['abc'], static: ['meter', 'key'] } },
      /for a given "meter" and "key"/,
    ],
    [
      'numbers at times of which each stands there once a series: one forecast for all series',
      () =>
        csvOf(
          'day,shop,sales',
          90,
          (i) => `2024-01-${String(1 + Math.floor(i / 3)).padStart(2, '0')},s${i % 3},${i % 17}`,
        ),
      { task: 'forecast', roles: { series: 'shop', time: 'day', targets: ['sales'], inputs: ['sales'] } },
      /"shop" says which series a row belongs to/,
    ],
    [
      'numbers of series one after the other, whose rows are counted',
      () => csvOf('series,hour,value', 160, (i) => `H${Math.floor(i / 40)},${i % 40},${(i * 31) % 23}`),
      { task: 'forecast', roles: { series: 'series', time: 'hour', targets: ['value'] } },
      /one network forecasts all of them/,
    ],
    [
      'numbers at times, and a word a row: the numbers',
      () => csvOf('date,rain,wind,weather', 60, (i) => `${2000 + i}-01-01,${i % 5},${i % 7},${['sun', 'fog'][i % 2]}`),
      { task: 'forecast', roles: { series: null, time: 'date', targets: ['wind'], inputs: ['wind', 'rain'] } },
      /forecast from those before/,
    ],
    [
      'numbers in no order and a label: rows for themselves',
      () => csvOf('length,width,species', 90, (i) => `${(i * 37) % 29},${(i * 11) % 31},${['a', 'b', 'c'][i % 3]}`),
      { task: 'classify', topology: 'one-to-one', roles: { inputs: ['length', 'width'], targets: ['species'] } },
      /each row gets its own label/,
    ],
    [
      'dates, prices and headlines: the prices',
      () => csvOf('date,price,headline', 60, (i) => `${1950 + i}-02-01,${i % 13},${sentence(i)} ${i}`),
      { task: 'forecast', roles: { targets: ['price'], time: 'date' } },
      /"price" holds numbers over time/,
    ],
  ])('%s', async (_name, make, expected, why) => {
    const proposed = await proposeFor(make());
    expect(proposed).toMatchObject(expected);
    expect(proposed.why).toMatch(why);
    expect(proposed.why.match(/\.( |$)/g)).toHaveLength(1);
    expect(checkExperiment(proposed.experiment, proposed.profile)).toEqual([]);
  });

  it('has the sizes of the task', async () => {
    const translate = await proposeFor(csvOf('a,b', 300, (i) => `${i}+1,${i + 1}`));
    expect(translate.experiment.model).toMatchObject({
      tokens: { level: 'character' },
      embedding: { units: 64 },
      layers: [{ cell: 'lstm', units: 64, bidirectional: true }],
      decoder: { layers: [{ units: 128 }], mode: 'autoregressive', attention: 'luong' },
    });
    const classify = await proposeFor(reviews(['x', 'y']));
    expect(classify.experiment.model).toMatchObject({
      tokens: { level: 'word', lowercase: true },
      embedding: { units: 32 },
      layers: [{ cell: 'lstm', units: 32 }],
    });
    expect(classify.experiment.data.split.by).toBe('random');
    expect(classify.experiment.training.loss).toBe('categorical_crossentropy');
  });
});

describe('what was chosen', () => {
  it('as a target decides the task', async () => {
    const weather = csvOf('date,rain,weather', 60, (i) => `${2000 + i}-01-01,${i % 5},${['sun', 'fog'][i % 2]}`);
    expect(await proposeFor(weather, { target: 'weather' })).toMatchObject({
      task: 'label',
      topology: 'many-to-many',
      roles: { inputs: ['rain'], targets: ['weather'], time: 'date' },
    });
    expect(await proposeFor(weather, { target: 'rain' })).toMatchObject({
      task: 'forecast',
      roles: { inputs: ['rain'] },
    });
    const text = reviews(['good', 'bad']);
    expect(await proposeFor(text, { target: 'text' })).toMatchObject({ task: 'generate', roles: { static: ['mood'] } });
    expect(await proposeFor(text, { target: 'mood' })).toMatchObject({ task: 'classify' });
  });

  it('as a task is proposed for, and what the file lacks is a problem, not a crash', async () => {
    const made = [
      csvOf('a', 3, (i) => String(i)),
      csvOf('date,rain', 60, (i) => `${2000 + i}-01-01,${i % 5}`),
      csvOf('__proto__,constructor', 60, (i) => `${i % 5},${sentence(i)} ${i}`),
      csvOf('<b>x</b>,y', 60, (i) => `"<img src=x onerror=alert(1)> ${i}",${i % 2}`),
      csvOf('text', 60, (i) => `"${'👩‍🚀 שלום é '.repeat(3)}${i}"`),
      csvOf('empty,also', 5, () => ','),
    ];
    for (const file of made) {
      for (const task of tasks) {
        const { profile, experiment, why } = await proposeFor(file, { task });
        expect(experiment.task).toBe(task);
        expect(why).not.toBe('');
        for (const { path: field, hint } of checkExperiment(experiment, profile)) {
          expect(`${task} ${field}`).toMatch(/ (data|window|model)/);
          expect(hint).not.toBe('');
        }
      }
    }
  });

  it('as a target that is not there stays for the check to find', async () => {
    const { experiment, profile } = await proposeFor(reviews(['x', 'y']), { target: 'gone' });
    expect(checkExperiment(experiment, profile)[0]?.message).toMatch(/no column "gone"/);
  });
});

describe.skipIf(!fs.existsSync(shared))('real files (needs ../shared/data)', () => {
  it.each<[string, object]>([
    ['product-reviews.csv', { task: 'classify', roles: { inputs: ['review'], targets: ['sentiment'] } }],
    ['english-french.csv', { task: 'translate', roles: { inputs: ['english'], targets: ['french'] } }],
    ['irish-tunes.csv', { task: 'generate', roles: { targets: ['abc'], static: ['meter', 'key'] } }],
    ['m4-hourly.csv', { task: 'forecast', roles: { series: 'series', time: 'hour', targets: ['value'] } }],
    ['etth1.csv', { task: 'forecast', roles: { series: null, time: 'date', targets: ['OT'] } }],
    ['air-passengers.csv', { task: 'forecast', roles: { time: 'Month', targets: ['#Passengers'] } }],
    ['monthly-sunspots.csv', { task: 'forecast', roles: { targets: ['Sunspots'] } }],
  ])('%s', async (name, expected) => {
    const proposed = await proposeFor(path.join(shared, name));
    expect(proposed).toMatchObject(expected);
    expect(checkExperiment(proposed.experiment, proposed.profile)).toEqual([]);
  });

  it('english–french by word, though the first sentences are short', async () => {
    const { experiment } = await proposeFor(path.join(shared, 'english-french.csv'));
    expect(experiment.model.tokens?.level).toBe('word');
  });
});

describe("vega's files", () => {
  it.each<[string, object]>([
    ['seattle-weather.csv', { task: 'forecast', roles: { series: null, time: 'date' } }],
    ['weather.csv', { task: 'forecast', roles: { series: 'location', time: 'date' } }],
    ['stocks.csv', { task: 'forecast', roles: { series: 'symbol', time: 'date', targets: ['price'] } }],
    ['co2-concentration.csv', { task: 'forecast', roles: { series: null } }],
    ['us-employment.csv', { task: 'forecast', roles: { inputs: ['nonfarm_change'] } }],
    // Days of death that repeat, and no column that would tell them apart.
    ['la-riots.csv', { task: 'forecast', roles: { series: null } }],
    ['birdstrikes.csv', { task: 'forecast', roles: { series: null } }],
  ])('%s', async (name, expected) => {
    const proposed = await proposeFor(path.join(vega, name));
    expect(proposed).toMatchObject(expected);
    expect(checkExperiment(proposed.experiment, proposed.profile)).toEqual([]);
  });
});
