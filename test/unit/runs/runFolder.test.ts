import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { appendMetrics, readMetrics } from '../../../src/runs/metricsFile';
import { RunFolder, defaultOutputRoot } from '../../../src/runs/runFolder';
import { runFolderName, safeName } from '../../../src/runs/runName';
import { writeAtomic } from '../../../src/runs/atomic';
import { isLocked, takeLock } from '../../../src/runs/lock';
import { UserError } from '../../../src/spec/errors';
import { experiment, summary, temporaryFolder, tinyFileSystem } from './helpers';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
let csv: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
  csv = path.join(folder, 'data', 'a.csv');
});
const create = () => RunFolder.create({ outputRoot: defaultOutputRoot(csv), csv, experiment });
const errorOf = (action: () => unknown): UserError => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('nothing was thrown');
};
const epoch = (n: number) => ({
  epoch: n,
  loss: 1 / n,
  valLoss: null,
  learningRate: 0.001,
  gradientNorm: 1,
  seconds: 0.1,
});

describe('names of run folders', () => {
  it('begin with the local time', () => {
    expect(runFolderName(new Date(2026, 0, 31, 14, 5, 30), 'Monthly Sunspots')).toBe(
      '20260131-140530-monthly-sunspots',
    );
  });

  it.each([
    ['../../etc/passwd', 'etc-passwd'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a-b-c-d-e-f-g-h-i-j'],
    ['  ', 'run'],
    ['...', 'run'],
    ['CON', 'run-con'],
    ['lpt1', 'run-lpt1'],
    ['Größe 2°', 'größe-2'],
    ['日本語', '日本語'],
    ['a\u0000b\nc', 'a-b-c'],
    ['x'.repeat(300), 'x'.repeat(60)],
    [`${'x'.repeat(59)} y`, 'x'.repeat(59)],
  ])('%j becomes %j', (name, expected) => {
    expect(safeName(name)).toBe(expected);
  });
});

describe('RunFolder', () => {
  it('lies beside the CSV, and names it relative to itself', () => {
    const run = create();
    expect(path.dirname(run.path)).toBe(path.join(folder, 'data', 'sequence-lab'));
    const frozen = RunFolder.open(run.path).readExperiment();
    expect(frozen.data.file).toBe('../../a.csv');
    expect(run.csvPath(frozen)).toBe(csv);
  });

  it('gives two runs of one second two folders', () => {
    const now = new Date();
    const make = () => RunFolder.create({ outputRoot: folder, csv, experiment, now }).path;
    expect(path.basename(make())).not.toBe(path.basename(make()));
  });

  it('refuses paths that leave it', () => {
    const run = create();
    for (const name of ['../a', 'model/../../a', '/etc/passwd', '', '.']) {
      expect(() => run.file(name), name).toThrow('not inside');
    }
    expect(run.file('model/model.json')).toBe(path.join(run.path, 'model', 'model.json'));
  });

  it('says when a folder is no run', () => {
    expect(errorOf(() => RunFolder.open(folder)).message).toContain('is not a run folder');
  });

  it('keeps summary and metrics', () => {
    const run = create();
    expect(run.readSummary()).toBeNull();
    run.writeSummary(summary);
    expect(run.readSummary()).toEqual(summary);
    run.appendMetrics([epoch(1)]);
    run.appendMetrics([epoch(2), epoch(3)]);
    expect(run.readMetrics().map((line) => line.epoch)).toEqual([1, 2, 3]);
  });

  it('says when a summary is damaged, and which file', () => {
    const run = create();
    fs.writeFileSync(run.file('summary.json'), '{"version": 1, "state": "dancing"}');
    expect(errorOf(() => run.readSummary()).message).toContain(run.file('summary.json'));
  });

  it('does not read a summary through a link', () => {
    const run = create();
    fs.writeFileSync(path.join(folder, 'elsewhere.json'), JSON.stringify(summary));
    fs.symlinkSync(path.join(folder, 'elsewhere.json'), run.file('summary.json'));
    expect(errorOf(() => run.readSummary()).message).toContain('is not a file of a run');
  });
});

describe('metrics.jsonl', () => {
  it('is read without its torn last line, and goes on after it', () => {
    const file = path.join(folder, 'metrics.jsonl');
    appendMetrics(file, [epoch(1), epoch(2)]);
    fs.appendFileSync(file, '{"epoch":3,"loss":0.');
    expect(readMetrics(file).map((line) => line.epoch)).toEqual([1, 2]);
    appendMetrics(file, [epoch(3)]);
    expect(readMetrics(file).map((line) => line.epoch)).toEqual([1, 2, 3]);
    expect(fs.readFileSync(file, 'utf8').split('\n')).toHaveLength(4);
  });

  it('is empty when there is no file', () => {
    expect(readMetrics(path.join(folder, 'none.jsonl'))).toEqual([]);
  });
});

describe('what the file system refuses', () => {
  it('names a file that stands where the output folder should be', () => {
    const file = path.join(folder, 'taken');
    fs.writeFileSync(file, 'mine');
    for (const outputRoot of [file, path.join(file, 'below')]) {
      const error = errorOf(() => RunFolder.create({ outputRoot, csv, experiment }));
      expect(error.message).toContain(file);
      expect(error.message).toContain('a file of that name is in the way');
      expect(error.hint).toContain('Choose another output folder');
    }
    expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  });

  it.skipIf(process.platform !== 'linux')('names a file system that cannot be written', () => {
    // /proc takes no folders, not even root's.
    const error = errorOf(() => RunFolder.create({ outputRoot: '/proc/sequence-lab', csv, experiment }));
    expect(error.message).toContain('/proc/sequence-lab');
  });

  it.skipIf(process.platform !== 'linux')('tells a full disk from /dev/full', () => {
    const error = errorOf(() => appendMetrics('/dev/full', [epoch(1)]));
    expect(error.message).toContain('The disk is full');
    expect(error.details.code).toBe('file/enospc');
  });

  const tiny = tinyFileSystem(64);
  afterAll(() => tiny?.unmount());
  it.skipIf(!tiny)('keeps what is there when the disk is full (needs root to mount a small file system)', () => {
    const run = RunFolder.create({ outputRoot: tiny?.folder ?? '', csv, experiment });
    run.writeSummary(summary);
    run.appendMetrics([epoch(1)]);
    run.write('model/weights.bin', Buffer.alloc(8000, 1));
    const error = errorOf(() => run.write('model/weights.bin', Buffer.alloc(200_000, 2)));
    expect(error.message).toContain('The disk is full');
    expect(error.hint).toContain('What was written before is whole');
    expect(fs.readFileSync(run.file('model/weights.bin'))).toEqual(Buffer.alloc(8000, 1));
    expect(fs.readdirSync(run.file('model'))).toEqual(['weights.bin']);

    // Now truly full: the metrics' next line does not fit, and the file stays readable.
    try {
      for (let i = 0; i < 10_000; i++) run.appendMetrics([epoch(i + 2)]);
    } catch (full) {
      expect((full as UserError).details.code).toBe('file/enospc');
    }
    const lines = fs.readFileSync(run.file('metrics.jsonl'), 'utf8').split('\n');
    expect(lines.at(-1)).toBe('');
    expect(run.readMetrics()).toHaveLength(lines.length - 1);
    expect(lines.length).toBeLessThan(10_000);
    expect(errorOf(() => run.writeSummary({ ...summary, state: 'failed' })).message).toContain('The disk is full');
    expect(run.readSummary()?.state).toBe('done');
  });

  it('leaves no temporary file behind when its source fails', () => {
    const file = path.join(folder, 'a.txt');
    writeAtomic(file, 'old');
    const failing = function* (): Generator<string> {
      yield 'new';
      throw new Error('stop');
    };
    expect(() => writeAtomic(file, failing())).toThrow('stop');
    expect(fs.readdirSync(folder)).toEqual(['a.txt']);
    expect(fs.readFileSync(file, 'utf8')).toBe('old');
  });
});

describe('the lock', () => {
  it('admits one writer, and the next one after its release', () => {
    const first = takeLock(folder);
    expect(isLocked(folder)).toBe(true);
    expect(errorOf(() => takeLock(folder)).message).toContain(`Another process (${process.pid})`);
    first.release();
    expect(isLocked(folder)).toBe(false);
    takeLock(folder).release();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('outlives an owner that was killed', async () => {
    const owner = spawn('sleep', ['60']);
    await once(owner, 'spawn');
    const start = fs.readFileSync(`/proc/${owner.pid}/stat`, 'utf8').split(' ')[21];
    const lock = JSON.stringify({ pid: owner.pid, started: start, host: os.hostname() });
    fs.writeFileSync(path.join(folder, 'lock.json'), lock);
    expect(isLocked(folder)).toBe(true);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(isLocked(folder)).toBe(false);
    takeLock(folder).release();
  });

  it.skipIf(process.platform !== 'linux')('is not held by another process that got the same number', () => {
    const lock = JSON.stringify({ pid: process.pid, started: '1', host: os.hostname() });
    fs.writeFileSync(path.join(folder, 'lock.json'), lock);
    expect(isLocked(folder)).toBe(false);
    takeLock(folder).release();
  });

  it('is not held by a file that is no lock', () => {
    fs.writeFileSync(path.join(folder, 'lock.json'), '{');
    takeLock(folder).release();
  });
});
