import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { generateCode } from '../../codegen/generate';
import { RunFolder, defaultOutputRoot } from '../../runs/runFolder';
import { resolveExperiment } from '../../spec/resolve';
import { type Summary, runFiles } from '../../spec/run';
import { type TrainProgress } from '../../training/progress';
import { lastSamples } from '../../training/sampleWriter';
import { trainRun } from '../../training/trainRun';
import { onlyArgument } from '../arguments';
import { exitCodes } from '../exitCodes';
import { loadExperiment } from '../loadExperiment';
import type { Output } from '../output';
import { ProgressBar } from '../progressBar';
import { report } from '../report';
import { onStopSignal } from '../stopSignal';
import { readThreads } from '../threads';
import { taskWords } from '../../spec/taskWords';

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
  const threads = readThreads(values.threads);
  const { experiment, csv } = await loadExperiment(source, values.set);
  const run = RunFolder.create({
    outputRoot: values.out ?? defaultOutputRoot(csv),
    csv,
    experiment: resolveExperiment({ ...experiment, data: { ...experiment.data, file: csv } }),
  });
  const { name, task, training } = experiment;
  output.record('started', { run: run.path, name, task, epochs: training.epochs });
  const bar = output.json ? null : new ProgressBar(experiment.training.epochs, taskWords(experiment).examples);
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
    onSamples: (samples) => output.record('samples', samples),
  });
  signal.release();
  bar?.end();
  return conclude(run, summary, output);
}

function conclude(run: RunFolder, summary: Summary, output: Output): number {
  output.result(run.path);
  const { state, error, metrics, baselines, byTarget, verdict, lagged, epochsDone, bestEpoch, notes } = summary;
  const { task, mainMetric, excluded = [] } = summary;
  if (error) {
    output.error(error);
    output.say(`The log is ${run.file('trainer.log')}.`);
    if (Object.keys(metrics).length > 0) output.say(tell(run, summary));
    return error.defect ? exitCodes.defect : exitCodes.failed;
  }
  output.record(state, {
    run: run.path,
    ...{ task, mainMetric, metrics, baselines, byTarget, verdict, lagged, epochsDone, bestEpoch, notes, excluded },
    durations: summary.durations,
    engine: summary.engine,
  });
  output.say(tell(run, summary));
  return state === 'stopped' ? exitCodes.stopped : exitCodes.done;
}

function tell(run: RunFolder, summary: Summary): string {
  const files = fs.readdirSync(run.path, { recursive: true, encoding: 'utf8' });
  const samples = files.includes(runFiles.samples) ? fs.readFileSync(run.file(runFiles.samples), 'utf8') : '';
  return report(run.path, summary, files, lastSamples(samples));
}
