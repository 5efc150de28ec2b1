import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { SeriesReader } from '../../../src/extension/session/seriesReader';
import type { SeriesParams, SeriesResult } from '../../../src/protocol/trainer';

const params: SeriesParams = {
  file: '/data/shops.csv',
  dateOrder: null,
  series: 'shop',
  column: 'sales',
  time: null,
  name: null,
};
const answer: SeriesResult = {
  names: ['A'],
  total: 1,
  name: 'A',
  rows: 1,
  plot: { column: 'sales', rows: [0], values: [1] },
};

/** Stands in for a trainer process. */
class Process {
  asked = 0;
  killed = false;
  constructor(private readonly failure: Error | null) {}
  series(): Promise<SeriesResult> {
    this.asked++;
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(answer);
  }
  kill(): void {
    this.killed = true;
  }
}

let processes: Process[];
let failure: Error | null;
let reader: SeriesReader;

beforeEach(() => {
  vi.useFakeTimers();
  [processes, failure] = [[], null];
  reader = new SeriesReader(() => {
    const process = new Process(failure);
    processes.push(process);
    return process;
  });
});
afterEach(() => vi.useRealTimers());

it('keeps the process, which has read the file, until nobody asks for a minute', async () => {
  expect(await reader.read(params)).toEqual(answer);
  await vi.advanceTimersByTimeAsync(59_000);
  await reader.read({ ...params, name: 'A' });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(processes.map(({ asked, killed }) => [asked, killed])).toEqual([[2, false]]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(processes[0]?.killed).toBe(true);
  await reader.read(params);
  expect(processes).toHaveLength(2);
});

it('starts afresh after a failure, and when the file is another one', async () => {
  failure = new Error('no column "shop"');
  await expect(reader.read(params)).rejects.toThrow('no column');
  expect(processes[0]?.killed).toBe(true);
  failure = null;
  expect(await reader.read(params)).toEqual(answer);
  reader.end();
  expect(processes[1]?.killed).toBe(true);
  await reader.read(params);
  expect(processes.map(({ asked }) => asked)).toEqual([1, 1, 1]);
});
