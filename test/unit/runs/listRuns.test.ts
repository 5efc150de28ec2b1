import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { listRuns, readRun } from '../../../src/runs/listRuns';
import { RunFolder } from '../../../src/runs/runFolder';
import { experiment, summary, temporaryFolder } from './helpers';

const base = temporaryFolder();
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));
let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(base, 'runs-'));
});
const make = (second: number, change: Partial<typeof summary> = {}) => {
  const now = new Date(2026, 0, 31, 14, 25, second);
  const run = RunFolder.create({ outputRoot: root, csv: path.join(base, 'a.csv'), experiment, now });
  run.writeSummary({ ...summary, ...change });
  return run;
};

describe('listRuns', () => {
  it('answers newest first', async () => {
    const folders = [1, 3, 2].map((second) => make(second).path);
    const { runs, damaged, more } = await listRuns(root);
    expect(runs.map((run) => run.folder)).toEqual([folders[1], folders[2], folders[0]]);
    expect(runs[0]?.summary).toEqual(summary);
    expect(damaged).toEqual([]);
    expect(more).toBe(false);
  });

  it('passes over what is no run', async () => {
    const run = make(1);
    fs.mkdirSync(path.join(root, 'node_modules'));
    fs.mkdirSync(path.join(root, '20260131-142530-empty'));
    fs.writeFileSync(path.join(root, '20260131-142531-file'), '');
    fs.symlinkSync(run.path, path.join(root, '20260131-142532-link'));
    expect((await listRuns(root)).runs.map(({ folder }) => folder)).toEqual([run.path]);
  });

  it('reports damaged runs beside the whole ones', async () => {
    const whole = make(1);
    const torn = make(2);
    fs.writeFileSync(torn.file('summary.json'), '{"version":1,"sta');
    const { runs, damaged } = await listRuns(root);
    expect(runs.map(({ folder }) => folder)).toEqual([whole.path]);
    expect(damaged).toEqual([{ folder: torn.path, message: expect.stringContaining('is damaged') as string }]);
  });

  it('reads no more than it was asked for', async () => {
    for (let second = 0; second < 5; second++) make(second);
    const { runs, more } = await listRuns(root, 3);
    expect(runs).toHaveLength(3);
    expect(more).toBe(true);
  });

  it('finds nothing in a folder that is not there', async () => {
    expect((await listRuns(path.join(root, 'none'))).runs).toEqual([]);
  });

  it('tells a run whose trainer died as failed, and a living one as running', () => {
    const run = make(1, { state: 'running', finished: null });
    expect(readRun(run.path)?.summary).toMatchObject({ state: 'failed', error: { code: 'run/interrupted' } });
    const lock = run.lock();
    expect(readRun(run.path)?.summary.state).toBe('running');
    lock.release();
  });
});
