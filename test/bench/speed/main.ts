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

/** All that was measured; grows while it is measured. */
export interface Report {
  readonly threads: number;
  versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  missing: readonly MissingPeer[];
  readonly rows: RowResult[];
  gemm: ProbeResult | null;
  growth: readonly Growth[];
  sample: SampleResult | null;
  /** Bytes of each file of kernels. */
  readonly wasm: Readonly<Record<string, number>>;
  /** Floors that are not met, as text. */
  readonly unmet: string[];
}

/** Where the benchmark says what it does, and keeps what it has measured: a long run may be cut short. */
export interface Output {
  say(line: string): void;
  save(report: Report): void;
}

const leastGemmShare = 0.85;
const longestTrainerStartMs = 150;
const largestWasmBytes = 150 * 1024;
const gemmName = `GEMM ${gemmSize.m}×${gemmSize.k}×${gemmSize.n}`;

/** Measures all that `only` names, and prints it as tables. @throws WrongResult when two engines do not agree */
export async function runBenchmark(places: BenchmarkPlaces, options: Options, output: Output): Promise<Report> {
  const { threads, rounds, only } = options;
  const { say } = output;
  const wasm = wasmSizes(places.dist);
  const report: Report = {
    threads,
    versions: {},
    missing: [],
    rows: [],
    gemm: null,
    growth: [],
    sample: null,
    wasm,
    unmet: [],
  };
  await compareEngines(places, options, report, output);

  if (only.test(gemmName)) {
    report.gemm = await measureGemm(places.probe, rounds, options.roundSeconds, say);
    const { share } = report.gemm;
    if (share < leastGemmShare) report.unmet.push(`${gemmName}: ${percent(share)} of ${percent(leastGemmShare)}`);
  }
  if (only.test('sample run')) {
    const stopwatch = new Stopwatch([], options.patience);
    const scratch = { ...places, folder: path.join(places.scratch, 'runs') };
    report.sample = await measureSample(scratch, stopwatch, { rounds: Math.min(3, rounds), threads });
    say(`\n${sampleText(report.sample)}`);
    const { trainerStartMs } = report.sample;
    if (trainerStartMs > longestTrainerStartMs) {
      report.unmet.push(`start of the trainer: ${trainerStartMs.toFixed(0)} ms of ${longestTrainerStartMs} ms`);
    }
  }
  const total = Object.values(wasm).reduce((sum, bytes) => sum + bytes, 0);
  const sizes = Object.entries(wasm).map(([name, bytes]) => `${name} ${kilobytes(bytes)}`);
  say(`\nKernels: ${sizes.join(', ')}; together ${kilobytes(total)} (at most ${kilobytes(largestWasmBytes)})`);
  if (total > largestWasmBytes) report.unmet.push(`size of the kernels: ${kilobytes(total)}`);
  output.save(report);
  return report;
}

/** The rows of the table, and how the fused engine's time grows: all that needs the engines' processes. */
async function compareEngines(places: Places, options: Options, report: Report, { say, save }: Output): Promise<void> {
  const chosen = rows.filter((row) => options.only.test(rowName(row)));
  const grows = options.only.test('growth');
  if (chosen.length === 0 && !grows) return;
  const { processes, missing, versions } = await startPeers(places, options.threads);
  report.missing = missing;
  report.versions = versions;
  for (const { label, reason } of missing) say(`  missing: ${label} (${reason})`);
  const stopwatch = new Stopwatch(processes, options.patience);
  const fused = processes.find(({ name }) => name === tested);
  if (!fused) report.unmet.push(...missing.filter(({ name }) => name === tested).map(({ reason }) => reason));
  try {
    for (const row of chosen) {
      const result = await race(row, processes, stopwatch, options);
      report.rows.push(result);
      report.unmet.push(...unmetFloors(result));
      save(report);
      const times = result.peers.map(({ label, ms }) => `${label} ${digits(ms)}`).join(', ');
      say(`  ${result.name}: ${times} ms; results differ by ${result.difference.toExponential(0)} at most`);
    }
    if (fused && grows) {
      say('  LSTM 64, 24, 4, 32: how its time grows …');
      report.growth = await measureGrowth(fused, stopwatch, options);
    }
  } finally {
    for (const process of processes) process.end();
  }
  if (report.rows.length > 0) say(rowsText(report.rows, options));
  if (report.growth.length > 0) say(`\n${growthTable(report.growth)}`);
}

function rowsText(results: readonly RowResult[], { threads, rounds }: Options): string {
  const ways = results.filter(({ peers }) => peers.some(({ variants }) => Object.keys(variants).length > 1));
  const apart = ways.some(({ peers }) => peers.some((peer) => peer.apart));
  const disturbed = results.some(({ peers }) => peers.some(isDisturbed));
  return `
Training and prediction, ms a step, ${threads} threads (tfjs-wasm: 1), medians of ${rounds} rounds:

${speedTable(results, columns)}

tfjs-node and tfjs-wasm are backends under this project's own TensorFlow.js engine, which is quicker than
TensorFlow.js' layers. Ratio: the fastest peer's time, or the named one's, by the fused engine's.${disturbed ? '\n* Something else was at work on this machine; what such times cannot decide is not judged (?).' : ''}${ways.length > 0 ? `\n\n${waysTable(ways, columns)}` : ''}${apart ? notCounted : ''}`;
}

const notCounted = `

Not counted: one compiled program of many updates, which no training loop can watch or stop.`;

function unmetFloors(result: RowResult): string[] {
  return judge(result, columns).flatMap(({ floor, ratio, met }) =>
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
