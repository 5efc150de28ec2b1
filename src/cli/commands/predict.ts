import path from 'node:path';
import { parseArgs } from 'node:util';

import { freePredictionName } from '../../runs/predictionName';
import { refuseToOverwrite } from '../../runs/refuseToOverwrite';
import { RunFolder } from '../../runs/runFolder';
import { predictFile } from '../../training/predict/predictFile';
import { onlyArgument } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Output } from '../output';
import { predictionReport } from '../predictionReport';
import { refuseToReplace } from '../refuseToReplace';
import { ShareBar } from '../shareBar';
import { onStopSignal } from '../stopSignal';
import { readThreads } from '../threads';

/** `predict RUN [--data new.csv] [--out FILE] [--force] [--threads N] [--json]` */
export async function predict(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      force: { type: 'boolean', default: false },
      threads: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const run = RunFolder.open(onlyArgument(positionals, 'a run folder'));
  const threads = readThreads(values.threads);
  const data = values.data === undefined ? run.csvPath(run.readExperiment()) : path.resolve(values.data);
  const out = values.out === undefined ? freePredictionName(process.cwd(), data) : path.resolve(values.out);
  // What must never be written over is refused with --force too, and told first.
  refuseToOverwrite(out, data, run.path);
  refuseToReplace(out, values.force);
  const signal = onStopSignal();
  const bar = new ShareBar();
  const result = await predictFile(run.path, {
    ...{ data, out, threads, stop: signal.stop },
    onProgress: ({ phase, share }) => {
      if (!output.json) bar.show(phase === 'reading' ? 'Checking the file' : 'Predicting', share);
    },
  }).finally(() => {
    bar.end();
    signal.release();
  });
  if (!result) {
    output.record('stopped', { run: run.path });
    output.say('Stopped; nothing was written.');
    return exitCodes.stopped;
  }
  output.record('predicted', result);
  output.result(result.file);
  output.say(predictionReport(result));
  return exitCodes.done;
}
