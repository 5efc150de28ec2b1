import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { columns, startPeers, type MissingPeer, type Places } from './peers';
import { growthTable, measureGrowth, type Growth } from './growth';
import { digits } from './markdown';
import { gemmSize, measureProbe, type ProbeResult } from './probe';
import { race, type RowResult } from './race';
import { isDisturbed, judge, speedTable, tested, waysTable } from './report';
import { measureSample, type SampleResult } from './sampleRun';
import { rowName, rows } from './shapes';
import { Stopwatch } from './stopwatch';

export interface Options {
  /** The rows and parts to measure, by name. */
  readonly only: RegExp;
  readonly rounds: number;
  readonly roundSeconds: number;
  readonly threads: number;
  /** How long to wait in all for a machine that is busy with something else, s. */
  readonly patience: number;
}

export interface BenchmarkPlaces extends Places {
  /** The folder of the built product. */
  readonly dist: string;
  readonly sample: string;
  /** For run folders. */
  readonly scratch: string;
  /** The bundle of src/engine/fused/probe.ts. */
  readonly probe: string;
}

export interface Report {
  readonly threads: number;
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly missing: readonly MissingPeer[];
  readonly rows: readonly RowResult[];
  readonly gemm: ProbeResult | null;
  readonly growth: readonly Growth[];
  readonly sample: SampleResult | null;
  /** Bytes of each file of kernels. */
  readonly wasm: Readonly<Record<string, number>>;
  /** Floors that are not met, as text. */
  readonly unmet: readonly string[];
}

const leastGemmShare = 0.85;
const longestTrainerStartMs = 150;
const largestWasmBytes = 150 * 1024;
const gemmName = `GEMM ${gemmSize.m}×${gemmSize.k}×${gemmSize.n}`;

/** Measures all that `only` names, and prints it as tables. @throws WrongResult when two engines do not agree */
export async function runBenchmark(
  places: BenchmarkPlaces,
  options: Options,
  say: (line: string) => void,
): Promise<Report> {
  const { threads, rounds, only } = options;
  const { processes, missing, versions } = await startPeers(places, threads);
  for (const { label, reason } of missing) say(`  missing: ${label} (${reason})`);
  const stopwatch = new Stopwatch(processes, options.patience);
  const results: RowResult[] = [];
  const unmet = missing.filter(({ name }) => name === tested).map(({ reason }) => `the fused engine: ${reason}`);
  let growth: Growth[] = [];
  try {
    for (const row of rows) {
      if (!only.test(rowName(row))) continue;
      const result = await race(row, processes, stopwatch, options);
      results.push(result);
      const times = result.peers.map(({ label, ms }) => `${label} ${digits(ms)}`).join(', ');
      say(`  ${result.name}: ${times} ms; results differ by ${result.difference.toExponential(0)} at most`);
      unmet.push(...unmetFloors(result));
    }
    const fused = processes.find(({ name }) => name === tested);
    if (fused && only.test('growth')) {
      say('  how time grows …');
      growth = await measureGrowth(fused, stopwatch, options);
    }
  } finally {
    for (const process of processes) process.end();
  }
  if (results.length > 0) {
    say(`\nTraining and prediction, ms a step, ${threads} threads (tfjs-wasm: 1), medians of ${rounds} rounds:\n`);
    say(speedTable(results, columns));
    say("\ntfjs-node and tfjs-wasm are backends under this project's own TensorFlow.js engine, which is quicker than");
    say("TensorFlow.js' layers. Ratio: the fastest peer's time, or the named one's, by the fused engine's.");
    if (results.some(({ peers }) => peers.some(isDisturbed))) say('* something else was at work on this machine.');
    say(`\n${waysTable(results, columns)}`);
    say('\nNot counted: one compiled program of many updates, which no training loop can watch or stop.');
  }
  if (growth.length > 0) say(`\nLSTM 64, 24, 4, 32 and how its time grows:\n\n${growthTable(growth)}`);

  const gemm = only.test(gemmName) ? await measureGemm(places.probe, rounds, options.roundSeconds, say) : null;
  if (gemm && gemm.share < leastGemmShare)
    unmet.push(`${gemmName}: ${percent(gemm.share)} of ${percent(leastGemmShare)}`);

  let sample: SampleResult | null = null;
  if (only.test('sample run')) {
    const sampleOptions = { rounds: Math.min(3, rounds), threads };
    sample = await measureSample({ ...places, folder: path.join(places.scratch, 'runs') }, stopwatch, sampleOptions);
    say(`\n${sampleText(sample)}`);
    if (sample.trainerStartMs > longestTrainerStartMs) {
      unmet.push(`start of the trainer: ${sample.trainerStartMs.toFixed(0)} ms of ${longestTrainerStartMs} ms`);
    }
  }

  const wasm = wasmSizes(places.dist);
  const total = Object.values(wasm).reduce((sum, bytes) => sum + bytes, 0);
  const sizes = Object.entries(wasm).map(([name, bytes]) => `${name} ${kilobytes(bytes)}`);
  say(`\nKernels: ${sizes.join(', ')}; together ${kilobytes(total)} (at most ${kilobytes(largestWasmBytes)})`);
  if (total > largestWasmBytes) unmet.push(`size of the kernels: ${kilobytes(total)}`);
  return { threads, versions, missing, rows: results, gemm, growth, sample, wasm, unmet };
}

function unmetFloors(result: RowResult): string[] {
  return judge(result).flatMap(({ floor, ratio, met }) =>
    met === false ? [`${result.name}: ${ratio?.toFixed(2)}× of ${floor.ratio}× ${floor.peer ?? ''}`.trimEnd()] : [],
  );
}

async function measureGemm(
  bundle: string,
  rounds: number,
  seconds: number,
  say: (line: string) => void,
): Promise<ProbeResult> {
  const result = await measureProbe(bundle, rounds, seconds);
  say(
    `\n${gemmName}: ${digits(result.gemm)} GFLOP/s on one thread, ${percent(result.share)} of the core's measured peak ` +
      `of 128-bit multiply-adds, ${digits(result.peak)} GFLOP/s (at least ${percent(leastGemmShare)})`,
  );
  return result;
}

function sampleText(sample: SampleResult): string {
  const { ours, keras, engine, epochs, kerasEpochs, trainerStartMs, reason, quiet } = sample;
  const theirs =
    keras === null
      ? `Keras missing (${reason ?? ''})`
      : `the Keras program that it writes ${digits(keras)} s (${kerasEpochs ?? '?'} epochs), ${(keras / ours).toFixed(1)} times as long`;
  return (
    `Whole run of the sample: command line ${digits(ours)} s (${epochs} epochs, ${engine}), ${theirs}\n` +
    `Trainer process: from its start to training ${trainerStartMs.toFixed(0)} ms beyond reading the data ` +
    `(at most ${longestTrainerStartMs})${quiet ? '' : '\n* something else was at work on this machine.'}`
  );
}

function wasmSizes(dist: string): Record<string, number> {
  const files = readdirSync(dist).filter((name) => /^fused-.*\.wasm$/.test(name));
  return Object.fromEntries(files.map((name) => [name, statSync(path.join(dist, name)).size]));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
