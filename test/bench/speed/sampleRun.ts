import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { RunFolder } from '../../../src/runs/runFolder';
import { median } from './statistics';
import type { Measured, Stopwatch } from './stopwatch';
import { measureTrainerStart } from './trainerStart';

export interface SamplePlaces {
  readonly node: string;
  /** The Python with Keras, or why there is none. */
  readonly python: string | { readonly reason: string };
  /** The folder of the built product. */
  readonly dist: string;
  /** The CSV that is trained on. */
  readonly sample: string;
  /** For the runs; emptied before and after. */
  readonly folder: string;
}

export interface SampleResult {
  /** The command line's whole run, median s. */
  readonly ours: number;
  readonly engine: string;
  readonly epochs: number;
  /** The Keras program that the run has written, Python's start included; null where there is no Python. */
  readonly keras: number | null;
  readonly kerasEpochs: number | null;
  readonly reason: string | null;
  /** From the fork of the trainer process to its first batch, without reading the data; median ms. */
  readonly trainerStartMs: number;
  readonly quiet: boolean;
}

/** What a user waits for: the sample's whole run, the same in Keras, and the time until a training begins. */
export async function measureSample(
  places: SamplePlaces,
  stopwatch: Stopwatch,
  { rounds, threads }: { rounds: number; threads: number },
): Promise<SampleResult> {
  const { folder, sample, dist } = places;
  const python = typeof places.python === 'string' ? places.python : null;
  rmSync(folder, { recursive: true, force: true });
  const train = [path.join(dist, 'cli.js'), 'train', sample, '--out', folder, '--threads', String(threads)];
  const ours: Measured[] = [];
  const keras: Measured[] = [];
  const starts: Measured[] = [];
  let kerasEpochs: number | null = null;
  try {
    for (let round = 0; round < rounds; round++) {
      ours.push(await stopwatch.measure([], async () => (await runToEnd(places.node, train)).seconds));
      const run = newestRun(folder);
      if (python) {
        const program = path.join(run, 'code', 'keras_model.py');
        const measured = await stopwatch.measure([], async () => {
          const { seconds, output } = await runToEnd(python, [program], kerasEnvironment(threads));
          kerasEpochs = Math.max(...[...output.matchAll(/Epoch (\d+)\//g)].map(([, epoch]) => Number(epoch)));
          return seconds;
        });
        keras.push(measured);
      }
      const experiment = RunFolder.open(run).readExperiment();
      const job = {
        script: path.join(dist, 'trainer.js'),
        outputRoot: `${folder}-trainer`,
        csv: sample,
        experiment,
        threads,
      };
      starts.push(await stopwatch.measure([], () => measureTrainerStart(job)));
    }
    const summary = RunFolder.open(newestRun(folder)).readSummary();
    return {
      ours: seconds(ours),
      engine: summary?.engine.backend ?? 'unknown',
      epochs: summary?.epochsDone ?? 0,
      keras: python ? seconds(keras) : null,
      kerasEpochs,
      reason: typeof places.python === 'string' ? null : places.python.reason,
      trainerStartMs: 1000 * seconds(starts),
      quiet: [...ours, ...keras, ...starts].every(({ quiet }) => quiet),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}-trainer`, { recursive: true, force: true });
  }
}

const seconds = (runs: readonly Measured[]): number => median(runs.map((run) => run.seconds));

const kerasEnvironment = (threads: number): Record<string, string> => ({
  KERAS_BACKEND: 'tensorflow',
  MPLBACKEND: 'Agg',
  PYTHONIOENCODING: 'utf-8',
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
});

/** Run folders begin with their time. */
function newestRun(folder: string): string {
  const newest = readdirSync(folder).toSorted().at(-1);
  if (!newest) throw new Error(`${folder} holds no run.`);
  return path.join(folder, newest);
}

/** @throws Error with the end of its output where it does not end with 0 */
function runToEnd(
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ seconds: number; output: string }> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, [...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ seconds: (performance.now() - start) / 1000, output });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}.\n${output.slice(-1500)}`));
    });
  });
}
