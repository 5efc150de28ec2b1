import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { backtestSchema } from '../../../src/spec/backtest';
import { parseExperiment } from '../../../src/spec/parse';
import { monthlyCsv, temporaryFolder } from '../training/series';
import { type Finished, run } from './sequenceLab';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const good = ['fine', 'lovely', 'great', 'happy'];
const bad = ['poor', 'awful', 'broken', 'sad'];
const things = ['phone', 'book', 'lamp', 'chair', 'radio'];
/** Reviews that a network can tell apart by one word. */
const reviews = Array.from({ length: 120 }, (_, i) => {
  const isGood = (i * 7) % 3 > 0;
  const word = (isGood ? good : bad)[(i * 5) % 4] ?? '';
  return `this ${things[i % 5]} number ${i} is ${word} I think,${isGood ? 'yes' : 'no'}`;
});
const names = Array.from({ length: 120 }, (_, i) => {
  const ends = ['ana', 'ella', 'ina'];
  const starts = ['Mar', 'Jo', 'Ste', 'Lu', 'Kat', 'Ro'];
  return `${starts[i % 6]}${ends[(i * 7) % 3]}${'aeiou'[i % 5]}${i},${['north', 'south'][i % 2]}`;
});

function folderWith(name: string, text: string): string {
  const folder = fs.mkdtempSync(path.join(root, 'case-'));
  fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

const set = (changes: Record<string, unknown>): string[] =>
  Object.entries(changes).flatMap(([field, value]) => [
    '--set',
    `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ]);

describe('init', () => {
  it('says which task it chose and why, and what the network will do', async () => {
    const folder = folderWith('reviews.csv', `review,positive\n${reviews.join('\n')}\n`);
    const { code, stderr, stdout } = await run(folder, 'init', 'reviews.csv');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain(
      'Task "classify": "review" holds a text in each row and "positive" 2 different labels, so the label is told from the text.\n' +
        'Tells positive from the words of review with LSTM 32.\n',
    );
    const written = parseExperiment(JSON.parse(fs.readFileSync(stdout.trim(), 'utf8')));
    expect(written).toMatchObject({ task: 'classify', data: { inputs: ['review'], targets: ['positive'] } });
  });

  it.each(['forecast', 'classify', 'label', 'translate', 'generate'])('proposes for --task %s', async (task) => {
    const folder = folderWith('reviews.csv', `review,positive\n${reviews.join('\n')}\n`);
    const { code, records } = await run(folder, 'init', 'reviews.csv', '--task', task, '--json');
    expect(code).toBe(0);
    expect(records).toMatchObject([{ type: 'experiment', experiment: { task } }]);
    expect(String(records[0]?.['why'])).toMatch(/\.$/);
  });

  it('names what has to be mended where the file does not fit', async () => {
    const folder = folderWith('sales.csv', monthlyCsv(60));
    const { code, stderr } = await run(folder, 'init', 'sales.csv', '--task', 'classify');
    expect(code).toBe(0);
    expect(stderr).toMatch(/To be mended before training: data\.targets\.0/);
  });

  it('leaves room for another horizon', async () => {
    const folder = folderWith('sales.csv', monthlyCsv(120));
    await run(folder, 'init', 'sales.csv');
    const changes = set({
      'window.horizon': 3,
      'training.epochs': 1,
      'window.timeSteps': 4,
      'model.layers.0.units': 2,
    });
    const { code, stderr } = await run(folder, 'train', 'experiment.json', ...changes);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('a text that is classified', () => {
  it('is trained as init would, and told in accuracy', async () => {
    const folder = folderWith('reviews.csv', `review,positive\n${reviews.join('\n')}\n`);
    const trained = await run(
      folder,
      'train',
      'reviews.csv',
      ...set({ 'training.epochs': 3, 'model.layers.0.units': 4 }),
    );
    expect({ code: trained.code, stderr: trained.code === 0 ? '' : trained.stderr }).toEqual({ code: 0, stderr: '' });
    expect(trained.stderr).toMatch(/positive, test part \(\d+ examples\) +Accuracy % +F1/);
    expect(trained.stderr).toMatch(/the most frequent label +\d/);
    const listed = await run(folder, 'runs');
    expect(listed.stdout).toMatch(/^name +state +epochs +Accuracy % +naive +folder\nreviews +done +3 +\d/);
    const { records } = await run(folder, 'runs', '--json');
    expect(records).toMatchObject([{ type: 'run', task: 'classify', mainMetric: 'accuracy' }]);

    const [wrongTask, noForecast] = await Promise.all([
      run(folder, 'generate', trained.stdout.trim()),
      run(folder, 'backtest', trained.stdout.trim()),
    ]);
    expect(wrongTask).toMatchObject({ code: 1 });
    expect(wrongTask.stderr).toContain('writes no texts');
    expect(noForecast).toMatchObject({ code: 1 });
    expect(noForecast.stderr).toContain('made of forecasts');
  });
});

describe('texts that are written', () => {
  let folder: string;
  let trained: Finished;
  let written: string;
  const small = set({
    'training.epochs': 4,
    'model.layers.0.units': 8,
    'sampling.every': 2,
    'sampling.count': 2,
    'sampling.length': 12,
  });
  beforeAll(async () => {
    folder = folderWith('names.csv', `name,where\n${names.join('\n')}\n`);
    trained = await run(folder, 'train', 'names.csv', '--set', 'task=generate', ...small, '--json');
    written = String(trained.records.at(-1)?.['run']);
  });

  it('are told while it trains, and stand in samples.txt', () => {
    expect(trained.code).toBe(0);
    expect(trained.records[0]).toMatchObject({ type: 'started', task: 'generate' });
    const samples = trained.records.filter(({ type }) => type === 'samples');
    // Short epochs: texts that newer ones overtake are not told, and stand in the file all the same.
    expect([2, 4].slice(-samples.length)).toEqual(samples.map(({ epoch }) => epoch));
    expect(samples.length).toBeGreaterThan(0);
    for (const { texts } of samples) expect(texts).toHaveLength(2);
    const done = trained.records.at(-1);
    expect(done).toMatchObject({ type: 'done', mainMetric: 'bitsPerCharacter' });
    const file = fs.readFileSync(path.join(written, 'samples.txt'), 'utf8');
    for (const heading of ['Epoch 2', 'Epoch 4', 'After training']) expect(file).toContain(`${heading}\n===`);
  });

  it('are written again, the same by the same seed, as many and as long as asked', async () => {
    const options = ['--count', '3', '--length', '5', '--start', 'Ma', '--condition', 'where=north', '--json'];
    const [one, again, other] = await Promise.all([
      run(folder, 'generate', written, ...options),
      run(folder, 'generate', written, ...options),
      run(folder, 'generate', written, ...options, '--seed', '2'),
    ]);
    expect(one.code).toBe(0);
    expect(one.stdout).toBe(again.stdout);
    expect(one.stdout).not.toBe(other.stdout);
    const texts = one.records[0]?.['texts'] as { text: string; condition: string }[];
    expect(texts).toHaveLength(3);
    for (const { text, condition } of texts) {
      expect(text).toMatch(/^Ma/);
      expect(text.length).toBeLessThanOrEqual(5);
      expect(condition).toContain('north');
    }
  });

  it('stand alone on standard output where there is one', async () => {
    const { code, stdout, stderr } = await run(folder, 'generate', written, '--count', '1', '--start', 'Jo');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Jo.*\n$/);
  });

  it.each<[string, string[], number, RegExp]>([
    ['a number of texts that is none', ['--count', 'many'], 2, /--count many: use a whole number/],
    ['no texts', ['--count', '0'], 2, /--count 0/],
    ['a temperature below 0', ['--temperature=-1'], 2, /--temperature -1/],
    ['an empty top-k', ['--top-k', ''], 2, /--top-k/],
    ['a condition without a value', ['--condition', 'where'], 2, /COLUMN=VALUE/],
    ['a condition of a column that is none', ['--condition', 'weather=sunny'], 1, /weather/],
    ['a value that was not trained on', ['--condition', 'where=<b>'], 1, /<b>/],
    ['a start with a sign that was not trained on', ['--start', '€'], 1, /does not know "€"/],
  ])('%s is told with what to do', async (_name, options, code, message) => {
    const result = await run(folder, 'generate', written, ...options);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
    expect(result.stderr).not.toMatch(/\n {4}at /);
    expect(result.stdout).toBe('');
  });

  it('need a run', async () => {
    expect(await run(folder, 'generate', folder)).toMatchObject({ code: 1 });
    expect(await run(folder, 'generate')).toMatchObject({ code: 2 });
  });
});

describe('a backtest', () => {
  let folder: string;
  let trained: Finished;
  beforeAll(async () => {
    folder = folderWith('sales.csv', monthlyCsv(120));
    const quick = { 'training.epochs': 2, 'window.timeSteps': 4, 'window.horizon': 3, 'model.layers.0.units': 3 };
    trained = await run(folder, 'train', 'sales.csv', ...set(quick));
  });

  it('is offered by the run that it can be made of', () => {
    expect(trained.code).toBe(0);
    expect(trained.stderr).toMatch(/backtest \S+-sales/);
  });

  it('tells errors by step beside the naive ones, and writes all forecasts', async () => {
    const { code, stdout } = await run(folder, 'backtest', trained.stdout.trim(), '--out', 'all/back.csv');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^22 origins, 3 steps ahead each, 2008-01 to /);
    expect(stdout).toMatch(/repeat the last value +\d/);
    expect(stdout).toMatch(/\n +3 +\d/);
    const lines = fs
      .readFileSync(path.join(folder, 'all', 'back.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(lines[0]).toBe('split,series,time,step,actual,predicted');
    expect(lines).toHaveLength(1 + 22 * 3);
  });

  it('is written over nothing that it comes from', async () => {
    const csv = path.join(folder, 'sales.csv');
    const before = fs.readFileSync(csv, 'utf8');
    for (const out of ['sales.csv', path.join(trained.stdout.trim(), 'predictions.csv')]) {
      const { code, stderr } = await run(folder, 'backtest', trained.stdout.trim(), '--out', out);
      expect(code).toBe(1);
      expect(stderr).toContain(path.basename(out));
    }
    expect(fs.readFileSync(csv, 'utf8')).toBe(before);
  });

  it('is one JSON object with --json', async () => {
    const { code, records, stderr } = await run(folder, 'backtest', trained.stdout.trim(), '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(records).toHaveLength(1);
    expect(backtestSchema.parse(records[0])).toMatchObject({ horizon: 3, origins: 22 });
  });

  it('is refused of a CSV that is another one now', async () => {
    const other = folderWith('sales.csv', monthlyCsv(120));
    const quick = set({ 'training.epochs': 1, 'window.timeSteps': 4, 'model.layers.0.units': 2 });
    const { stdout } = await run(other, 'train', 'sales.csv', ...quick);
    fs.appendFileSync(path.join(other, 'sales.csv'), '2010-01,1,2\n');
    const { code, stderr } = await run(other, 'backtest', stdout.trim());
    expect(code).toBe(1);
    expect(stderr).toContain('was changed since this run was trained');
  });
});
