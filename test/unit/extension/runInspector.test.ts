import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { type InspectingProcess, RunInspector, silenceMs } from '../../../src/extension/session/runInspector';
import type { InspectParams } from '../../../src/protocol/trainer';
import type { Inspection } from '../../../src/spec/inspection';

/** Stands in for a trainer process: it answers when it is told to. */
class Process {
  readonly asked: InspectParams[] = [];
  killed = 0;
  die: () => void = () => undefined;
  readonly exited = new Promise<never>((_, reject) => (this.die = () => reject(new Error('died'))));
  private readonly waiting: { resolve(look: Inspection): void; reject(error: Error): void }[] = [];

  inspect(params: InspectParams): Promise<Inspection> {
    this.asked.push(params);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
  kill(): void {
    this.killed += 1;
    for (const { reject } of this.waiting.splice(0)) reject(new Error('killed'));
  }
  answer(): void {
    const { split, index } = this.asked.at(-1) ?? { split: 'test', index: 0 };
    this.waiting.shift()?.resolve({ split, index } as Inspection);
  }
  fail(): void {
    this.waiting.shift()?.reject(new Error('the CSV was changed'));
  }
}

let processes: Process[];
let inspector: RunInspector;
const first = { split: 'test', index: 0 } as const;
const turn = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(0);
};

beforeEach(() => {
  vi.useFakeTimers();
  processes = [];
  inspector = new RunInspector(
    () => {
      const process = new Process();
      processes.push(process);
      return process satisfies InspectingProcess;
    },
    () => 3,
  );
});
afterEach(() => vi.useRealTimers());

it('keeps the process for the next look at the same run, one look after the other', async () => {
  const looks = [inspector.look('/a', first), inspector.look('/a', { split: 'train', index: 7 })];
  await turn();
  expect(processes.map(({ asked }) => asked)).toEqual([[{ ...first, runFolder: '/a', threads: 3 }]]);
  processes[0]?.answer();
  await turn();
  expect(processes[0]?.asked).toHaveLength(2);
  processes[0]?.answer();
  expect(await Promise.all(looks)).toEqual([first, { split: 'train', index: 7 }]);
  expect(processes.map(({ killed }) => killed)).toEqual([0]);
});

it('ends it after a minute of silence, not before', async () => {
  void inspector.look('/a', first);
  await turn();
  await vi.advanceTimersByTimeAsync(2 * silenceMs); // a look that takes long is no silence
  expect(processes[0]?.killed).toBe(0);
  processes[0]?.answer();
  await vi.advanceTimersByTimeAsync(silenceMs - 1);
  expect(processes[0]?.killed).toBe(0);
  void inspector.look('/a', first);
  await turn();
  processes[0]?.answer();
  await vi.advanceTimersByTimeAsync(silenceMs - 1);
  expect(processes[0]?.killed).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(processes[0]?.killed).toBe(1);
  expect(processes).toHaveLength(1);
});

it('takes another process for another run', async () => {
  const old = inspector.look('/a', first).catch((error: Error) => error.message);
  await turn();
  inspector.keepOnly('/a');
  expect(processes[0]?.killed).toBe(0);
  inspector.keepOnly('/b');
  expect(await old).toBe('killed');
  void inspector.look('/b', first);
  await turn();
  expect(processes.map(({ killed }) => killed)).toEqual([1, 0]);
  expect(processes[1]?.asked[0]?.runFolder).toBe('/b');
});

it('takes a new process where the old one died, and stays usable after an error', async () => {
  const failed = inspector.look('/a', first).catch((error: Error) => error.message);
  await turn();
  processes[0]?.fail();
  expect(await failed).toBe('the CSV was changed');
  const ended = inspector.look('/a', first).catch((error: Error) => error.message);
  await turn();
  expect(processes).toHaveLength(1);
  processes[0]?.die();
  expect(await ended).toBe('killed');
  const next = inspector.look('/a', first);
  await turn();
  expect(processes).toHaveLength(2);
  processes[1]?.answer();
  expect(await next).toEqual(first);
});

it('is closed with the panel', async () => {
  void inspector.look('/a', first).catch(() => undefined);
  await turn();
  inspector.end();
  inspector.end();
  expect(processes[0]?.killed).toBe(1);
});
