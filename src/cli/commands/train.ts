import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { generateCode } from '../../codegen/generate';
import { RunFolder, defaultOutputRoot } from '../../runs/runFolder';
import { resolveExperiment } from '../../spec/resolve';
import type { Summary } from '../../spec/run';
import { defaultThreads } from '../../spec/threads';
import { type TrainProgress } from '../../training/progress';
import { trainRun } from '../../training/trainRun';
import { onlyArgument } from '../arguments';
import { exitCodes } from '../exitCodes';
import { loadExperiment } from '../loadExperiment';
import type { Output } from '../output';
import { ProgressBar } from '../progressBar';
import { report } from '../report';
import { onStopSignal } from '../stopSignal';
import { UsageError } from '../usageError';

/** `train experiment.json | data.csv [--set path=value]… [--out DIR] [--json] [--threads N]` */
export async function train(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      set: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      json: { type: 'boolean' },
      threads: { type: 'string' },
    },
  });
  const source = path.resolve(onlyArgument(positionals, 'a CSV or an experiment.json'));
  const threads = readThreads(values.threads ?? process.env['SEQUENCE_LAB_THREADS']);
  const { experiment, csv } = await loadExperiment(source, values.set);
  const run = RunFolder.create({
    outputRoot: values.out ?? defaultOutputRoot(csv),
    csv,
    experiment: resolveExperiment({ ...experiment, data: { ...experiment.data, file: csv } }),
  });
  output.record('started', { run: run.path, name: experiment.name, epochs: experiment.training.epochs });
  const bar = output.json ? null : new ProgressBar(experiment.training.epochs);
  const signal = onStopSignal();
  const summary = await trainRun({
    run: run.path,
    threads,
    generateCode: (input) => generateCode(input),
    stop: signal.stop,
    onProgress: (progress: TrainProgress) => {
      bar?.show(progress);
      for (const epoch of progress.epochs) output.record('epoch', epoch);
    },
  });
  signal.release();
  bar?.end();
  return conclude(run, summary, output);
}

function conclude(run: RunFolder, summary: Summary, output: Output): number {
  output.result(run.path);
  const { state, error, metrics, baselines, byTarget, verdict, lagged, epochsDone, bestEpoch, notes } = summary;
  if (error) {
    output.error(error);
    output.say(`The log is ${run.file('trainer.log')}.`);
    if (Object.keys(metrics).length > 0) output.say(report(run.path, summary, listFiles(run)));
    return error.defect ? exitCodes.defect : exitCodes.failed;
  }
  output.record(state, {
    run: run.path,
    ...{ metrics, baselines, byTarget, verdict, lagged, epochsDone, bestEpoch, notes },
    durations: summary.durations,
    engine: summary.engine,
  });
  output.say(report(run.path, summary, listFiles(run)));
  return state === 'stopped' ? exitCodes.stopped : exitCodes.done;
}

function listFiles(run: RunFolder): string[] {
  return fs.readdirSync(run.path, { recursive: true, encoding: 'utf8' });
}

/** @throws UsageError when it is not a whole number above 0 */
function readThreads(text: string | undefined): number {
  if (text === undefined || text === '') return defaultThreads(os.availableParallelism());
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1) throw new UsageError(`"${text}" is not a number of threads.`);
  return threads;
}
