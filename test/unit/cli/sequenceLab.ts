import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Where the built command line is. */
export const dist = process.env['SEQUENCE_LAB_DIST'] ?? path.resolve(import.meta.dirname, '../../../dist');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON lines. */
  readonly records: Record<string, unknown>[];
}

/** Starts the built command line in a folder. */
export const start = (cwd: string, ...args: string[]): ChildProcessWithoutNullStreams => startIn(dist, cwd, ...args);

/** Starts a copy of it. @param folder where `cli.js` is */
export function startIn(folder: string, cwd: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const script = path.join(folder, 'cli.js');
  if (!fs.existsSync(script)) throw new Error(`${script} is missing: run npm run build first`);
  return spawn(process.execPath, [script, ...args], { cwd });
}

/** Waits for the end of a process. */
export async function finish(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return { code, stdout, stderr, records: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

export const run = (cwd: string, ...args: string[]): Promise<Finished> => finish(start(cwd, ...args));

/** The arguments that put values into fields of the experiment. */
export const sets = (...settings: string[]): string[] => settings.flatMap((setting) => ['--set', setting]);

/** What a proposal is changed to where a test is of a forecast that code is written for: one step, parts by share. */
export const oneStep = sets(
  'window.horizon=1',
  'data.calendar=[]',
  'data.split={"train":0.7,"validation":0.1,"test":0.2}',
);
