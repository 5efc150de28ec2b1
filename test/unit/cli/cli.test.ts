import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readRun } from '../../../src/runs/listRuns';
import { parseExperiment } from '../../../src/spec/parse';
import { monthlyCsv, temporaryFolder } from '../training/series';
import { finish, oneStep, run, sets, start } from './sequenceLab';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
const quick = sets('training.epochs=2', 'model.layers.0.units=3', 'window.timeSteps=4');

/** A new folder with `sales.csv`. */
function folderWithCsv(rows = 120): string {
  const folder = fs.mkdtempSync(path.join(root, 'case-'));
  fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(rows));
  return folder;
}

describe('help and version', () => {
  it.each(['constructor', 'toString', '__proto__'])('knows no command "%s"', async (name) => {
    const [help, option] = await Promise.all([run(root, 'help', name), run(root, name, '--help')]);
    for (const { code, stdout, stderr } of [help, option]) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('  train ');
    }
  });

  it('are told on standard output', async () => {
    const manifest = JSON.parse(
      fs.readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8'),
    ) as {
      version: string;
    };
    const [help, train, version] = await Promise.all([
      run(root, '--help'),
      run(root, 'train', '--help'),
      run(root, '--version'),
    ]);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['train', 'init', 'runs', 'export']) expect(help.stdout).toContain(`  ${command} `);
    expect(train.stdout).toContain('--set PATH=VALUE');
    expect(version).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['teach']],
    ['an unknown option', ['train', 'sales.csv', '--epochs', '5']],
    ['a missing argument', ['train']],
    ['two arguments', ['train', 'a.csv', 'b.csv']],
    ['--set without a value', ['train', 'sales.csv', '--set', 'training.epochs']],
    ['a number of threads that is none', ['train', 'sales.csv', '--threads', 'many']],
    ['an unknown task', ['init', 'sales.csv', '--task', 'predict']],
    ['an unknown target', ['export', 'here', '--target', 'jax']],
    ['no target', ['export', 'here']],
  ])('%s is wrong usage: exit code 2', async (_name, args) => {
    const folder = folderWithCsv(60);
    if (args[0] === 'export') fs.mkdirSync(path.join(folder, 'here'));
    const { code, stderr, stdout } = await run(folder, ...args);
    expect(code).toBe(2);
    expect(stderr + stdout).toMatch(/--help|Usage/);
    expect(fs.existsSync(path.join(folder, 'sequence-lab'))).toBe(false);
  });
});

describe('train data.csv', () => {
  let folder: string;
  let result: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    folder = folderWithCsv();
    result = await run(folder, 'train', 'sales.csv', ...quick, ...oneStep);
  });

  it('prints the absolute run folder on standard output, alone', () => {
    expect(result.code).toBe(0);
    const printed = result.stdout.trim();
    expect(path.dirname(printed)).toBe(path.join(folder, 'sequence-lab'));
    expect(readRun(printed)?.summary.state).toBe('done');
  });

  it('tells people the scores beside the baselines, the files and what to do next', () => {
    expect(result.stderr).toMatch(/than repeating the last value/);
    expect(result.stderr).toMatch(/network +\d/);
    expect(result.stderr).toMatch(/repeat the last value +\d/);
    expect(result.stderr).toMatch(/repeat the last season +\d/);
    expect(result.stderr).toContain('predictions.csv');
    expect(result.stderr).toContain('keras_model.py');
    expect(result.stderr).toContain('Next:');
  });

  it('starts from what init would choose, with --set put in', () => {
    const frozen = parseExperiment(
      JSON.parse(fs.readFileSync(path.join(result.stdout.trim(), 'experiment.json'), 'utf8')),
    );
    expect(frozen.data).toMatchObject({ time: 'Month', targets: ['=Cost'], scale: 'standard' });
    expect(frozen.training.epochs).toBe(2);
    expect(frozen.model.layers[0]).toMatchObject({ cell: 'lstm', units: 3 });
  });

  it('is listed by runs', async () => {
    const listed = await run(folder, 'runs');
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(/^name +state +epochs +RMSE +naive +folder\nsales +done +2 /);
    const { records } = await run(root, 'runs', path.join(folder, 'sequence-lab'), '--json');
    expect(records).toMatchObject([{ type: 'run', run: result.stdout.trim(), state: 'done' }]);
  });

  it.each([
    ['keras', 'keras_model.py'],
    ['tfjs', 'tfjs_model.ts'],
  ])('is exported for %s, with weights, and the CSV found from there', async (target, file) => {
    const exported = await run(folder, 'export', result.stdout.trim(), '--target', target, '--out', `out/${target}`);
    expect(exported.code).toBe(0);
    const out = path.join(folder, 'out', target);
    expect(exported.stdout.trim()).toBe(out);
    const code = fs.readFileSync(path.join(out, 'code', file), 'utf8');
    const named = /"([^"]*sales\.csv)"/.exec(code)?.[1] ?? '';
    expect(path.resolve(out, 'code', named)).toBe(path.join(folder, 'sales.csv'));
    expect(fs.readFileSync(path.join(out, 'model', 'weights.bin'))).toEqual(
      fs.readFileSync(path.join(result.stdout.trim(), 'model', 'weights.bin')),
    );
  });

  it('proposes for the target that --set names', async () => {
    const { code, records } = await run(
      folder,
      'train',
      'sales.csv',
      ...quick,
      '--set',
      'data.targets.0=Sales',
      '--json',
    );
    expect(code).toBe(0);
    const done = records.at(-1) as { run: string };
    const frozen = parseExperiment(JSON.parse(fs.readFileSync(path.join(done.run, 'experiment.json'), 'utf8')));
    expect(frozen.data.targets).toEqual(['Sales']);
    expect(frozen.data.inputs[0]).toBe('Sales');
  });
});

describe('train --json', () => {
  it('says one JSON object a line: started, every epoch, done', async () => {
    const folder = folderWithCsv();
    const settings = [...quick, ...oneStep, ...sets('training.optimizer.learningRate=0.004')];
    const train = ['train', 'sales.csv', ...settings, '--json', '--out', 'elsewhere'];
    const { code, stdout, records } = await run(folder, ...train);
    expect(code).toBe(0);
    expect(records).toHaveLength(stdout.trim().split('\n').length);
    expect(records.map(({ type }) => type)).toEqual(['started', 'epoch', 'epoch', 'done']);
    expect(records[1]).toMatchObject({ epoch: 1, learningRate: 0.004 });
    expect(typeof records[1]?.['loss']).toBe('number');
    expect(typeof records[1]?.['valLoss']).toBe('number');
    const done = records[3] as { run: string; metrics: { test: { rmse: number } }; baselines: object };
    expect(path.dirname(done.run)).toBe(path.join(folder, 'elsewhere'));
    expect(done.metrics.test.rmse).toBeGreaterThan(0);
    expect(done.baselines).toMatchObject({ naive: { test: { rmse: expect.any(Number) as number } } });
  });

  it('takes an experiment of init, with the threads of the environment', async () => {
    const folder = folderWithCsv();
    const init = await run(folder, 'init', 'sales.csv', '--target', 'Sales');
    expect(init.code).toBe(0);
    const file = path.join(folder, 'experiment.json');
    expect(init.stdout.trim()).toBe(file);
    expect(parseExperiment(JSON.parse(fs.readFileSync(file, 'utf8'))).data).toMatchObject({
      file: 'sales.csv',
      targets: ['Sales'],
    });
    const again = await run(folder, 'init', 'sales.csv');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('exists already');
    const trained = await run(folder, 'train', 'experiment.json', ...quick, '--json', '--threads', '1');
    expect(trained.code).toBe(0);
    expect(trained.records.at(-1)?.['type']).toBe('done');
  });
});

describe('what the user can mend: exit code 1, message and hint, no stack', () => {
  it.each<[string, string, string | Buffer, string[], RegExp]>([
    ['a file that is not there', 'other.csv', '', ['train', 'sales.csv'], /sales\.csv does not exist/],
    ['an empty file', 'sales.csv', '', ['train', 'sales.csv'], /sales\.csv.*empty/],
    ['a header only', 'sales.csv', 'Month,Sales\n', ['train', 'sales.csv'], /sales\.csv/],
    ['one row', 'sales.csv', 'Month,Sales\n2000-01,5\n', ['train', 'sales.csv'], /row/],
    ['a ragged row', 'sales.csv', 'a,b\n1,2\n3\n4,5\n', ['train', 'sales.csv'], /[Ll]ine 3/],
    ['an unclosed quote', 'sales.csv', 'a,b\n1,2\n"3,4\n', ['train', 'sales.csv'], /quote/],
    [
      'a binary file',
      'sales.csv',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0, 0, 0]),
      ['train', 'sales.csv'],
      /sales\.csv/,
    ],
    [
      'fewer rows than time steps',
      'sales.csv',
      monthlyCsv(20),
      ['train', 'sales.csv', '--set', 'window.timeSteps=50'],
      /time steps/,
    ],
    [
      'epochs 0',
      'sales.csv',
      monthlyCsv(60),
      ['train', 'sales.csv', '--set', 'training.epochs=0'],
      /training\.epochs: .*at least 1/,
    ],
    [
      'units that cannot be counted',
      'sales.csv',
      monthlyCsv(60),
      ['train', 'sales.csv', '--set', 'model.layers.0.units=9007199254740991'],
      /model\.layers\.0\.units: .*at most 1,000,000/,
    ],
    [
      'a learning rate NaN',
      'sales.csv',
      monthlyCsv(60),
      ['train', 'sales.csv', '--set', 'training.optimizer.learningRate=NaN'],
      /training\.optimizer\.learningRate/,
    ],
    [
      'a column that is not there',
      'sales.csv',
      monthlyCsv(60),
      ['train', 'sales.csv', '--set', 'data.targets.0=Profit'],
      /Profit/,
    ],
    [
      'a path that leads nowhere',
      'sales.csv',
      monthlyCsv(60),
      ['train', 'sales.csv', '--set', 'training.epoch=5'],
      /unknown field "epoch"/,
    ],
    [
      'a task that the file has no columns for',
      'sales.csv',
      monthlyCsv(60),
      ['train', 'sales.csv', '--set', 'task=generate'],
      /"Month" holds times, not text/,
    ],
    [
      'an unknown target column',
      'sales.csv',
      monthlyCsv(60),
      ['init', 'sales.csv', '--target', 'Profit'],
      /no column "Profit"/,
    ],
    [
      'a mistake in the experiment',
      'experiment.json',
      '{\n  "version": 1,\n  "task": "forecast",\n  "data": {}\n}',
      ['train', 'experiment.json', '--set', 'training.epochs=5'],
      /experiment\.json, line 4, column 3: .*missing/,
    ],
    [
      'a future version',
      'experiment.json',
      '{ "version": 99 }',
      ['train', 'experiment.json'],
      /line 1, column 3: .*newer/,
    ],
    [
      'a CSV that the experiment names and is not there',
      'experiment.json',
      '{ "version": 1, "task": "forecast", "data": { "file": "gone.csv", "targets": ["a"] } }',
      ['train', 'experiment.json'],
      /gone\.csv/,
    ],
    ['a folder that is no run', 'sales.csv', '', ['export', '.', '--target', 'keras'], /is not a run folder/],
    ['a folder that is not there', 'sales.csv', '', ['runs', 'none'], /none is not a folder/],
  ])('%s', async (_name, file, content, args, message) => {
    const folder = fs.mkdtempSync(path.join(root, 'bad-'));
    fs.writeFileSync(path.join(folder, file), content);
    const result = await run(folder, ...args);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/\n {4}at /);
    expect(result.code).toBe(1);
    const lines = result.stderr.trim().split('\n');
    expect(lines.length).toBeGreaterThan(1);
  });

  it('is told in JSON too', async () => {
    const folder = folderWithCsv(60);
    const { code, records, stderr } = await run(folder, 'train', 'sales.csv', '--set', 'training.epochs=0', '--json');
    expect(code).toBe(1);
    expect(records).toMatchObject([{ type: 'error', path: 'training.epochs', defect: false }]);
    expect(records[0]?.['hint']).not.toBe('');
    expect(stderr).toBe('');
  });

  it('an output folder that is a file is left alone', async () => {
    const folder = folderWithCsv(60);
    fs.writeFileSync(path.join(folder, 'taken'), 'mine');
    const { code, stderr } = await run(folder, 'train', 'sales.csv', ...quick, '--out', 'taken');
    expect(code).toBe(1);
    expect(stderr).toContain('a file of that name is in the way');
    expect(fs.readFileSync(path.join(folder, 'taken'), 'utf8')).toBe('mine');
  });

  it('a folder in place of a CSV', async () => {
    const folder = folderWithCsv(60);
    fs.mkdirSync(path.join(folder, 'data.csv'));
    const { code, stderr } = await run(folder, 'train', 'data.csv');
    expect(code).toBe(1);
    expect(stderr).toMatch(/folder/);
  });

  it('a loss that is no longer a number', async () => {
    const folder = folderWithCsv();
    // The gradient of squares grows with the error; that of absolute errors stays what it is.
    const loss = ['training.loss=mse', 'training.epochs=3'];
    const explode = sets(...loss, 'training.optimizer.name=sgd', 'training.optimizer.learningRate=1e38');
    const { code, stderr } = await run(folder, 'train', 'sales.csv', ...explode);
    expect(code).toBe(1);
    expect(stderr).toContain('no longer a finite number');
    expect(stderr).toContain('smaller learning rate');
    expect(stderr).toContain('trainer.log');
  });
});

describe('an experiment that no memory holds', () => {
  // 3,000 rows are enough for windows of 1,000 time steps.
  const rows = 3000;
  it.each<[string, string[], RegExp]>([
    ['too many units', ['model.layers.0.units=100000'], /^model\.layers\.0/],
    ['too many units for TensorFlow.js', ['model.layers.0.units=100000', 'engine=tensorflow'], /^model\.layers\.0/],
    [
      'too large batches of long windows',
      ['window.timeSteps=1000', 'model.layers.0.units=4000', 'training.batchSize=1000000'],
      /^(training\.batchSize|window\.timeSteps)/,
    ],
    [
      'too many layers',
      ['model.layers.0.units=5000', ...Array.from({ length: 49 }, (_, i) => `model.layers.${i + 1}={"units":5000}`)],
      /^model\.layers/,
    ],
    ['a dense layer that is too wide', ['model.dense=[{"units":1000000},{"units":1000000},{"units":1}]'], /^model/],
  ])('%s: told with what to lower, before any is taken', async (_name, settings, path) => {
    const folder = folderWithCsv(rows);
    const result = await run(folder, 'train', 'sales.csv', ...sets(...settings), '--json');
    expect(result.records.map(({ type }) => type)).toEqual(['started', 'error']);
    const error = result.records[1] as { code: string; path: string; message: string; hint: string };
    expect(error).toMatchObject({ code: 'engine/memory', defect: false });
    expect(error.message).toMatch(/[GTPE]B/);
    expect(error.hint).toMatch(/[Ll]ower/);
    expect(error.path).toMatch(path);
    expect(result.code).toBe(1);
  });

  it('but trains one that is only odd: a batch larger than the file, fifty layers, one window', async () => {
    const folder = folderWithCsv(60);
    for (const settings of [
      ['training.batchSize=9007199254740991'],
      Array.from({ length: 50 }, (_, i) => `model.layers.${i}={"units":2}`),
      ['window.timeSteps=41'],
    ]) {
      const train = ['train', 'sales.csv', ...quick, ...oneStep, ...sets(...settings)];
      const { code, stderr } = await run(folder, ...train);
      expect(stderr).toContain('Done: 2 of 2 epochs');
      expect(code).toBe(0);
    }
  });

  it('too many time steps are told with how many there can be', async () => {
    const folder = folderWithCsv(60);
    const set = ['--set', 'window.timeSteps=9007199254740991'];
    const { code, stderr } = await run(folder, 'train', 'sales.csv', ...set);
    expect(stderr).toMatch(/Error: .*9,?007/);
    expect(stderr).toMatch(/time ?steps/i);
    expect(code).toBe(1);
  });
});

describe.skipIf(process.platform === 'win32')('Ctrl+C', () => {
  it('stops, keeps the results, and ends with 130', async () => {
    const folder = folderWithCsv();
    const child = start(
      folder,
      'train',
      'sales.csv',
      '--json',
      '--set',
      'training.epochs=1000000',
      '--set',
      'training.earlyStopping=null',
    );
    const finished = finish(child);
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('"epoch"')) resolve();
      });
    });
    child.kill('SIGINT');
    const { code, records } = await finished;
    expect(code).toBe(130);
    const last = records.at(-1) as { type: string; run: string; metrics: { test?: { rmse: number } } };
    expect(last.type).toBe('stopped');
    expect(last.metrics.test?.rmse).toBeGreaterThan(0);
    expect(readRun(last.run)?.summary.state).toBe('stopped');
    expect(fs.existsSync(path.join(last.run, 'predictions.csv'))).toBe(true);
    expect(fs.existsSync(path.join(last.run, 'lock.json'))).toBe(false);
  });
});

describe('two runs with the same seed', () => {
  it('write the same predictions.csv, bit for bit', async () => {
    const folder = folderWithCsv();
    const bytes = async () => {
      const { stdout } = await run(folder, 'train', 'sales.csv', ...quick);
      return fs.readFileSync(path.join(stdout.trim(), 'predictions.csv'));
    };
    expect((await bytes()).equals(await bytes())).toBe(true);
  });
});
