import path from 'node:path';
import { parseArgs } from 'node:util';

import { writeAtomic } from '../../runs/atomic';
import { makeFolders } from '../../runs/makeFolders';
import { refuseToOverwrite } from '../../runs/refuseToOverwrite';
import { RunFolder } from '../../runs/runFolder';
import { backtest as runBacktest } from '../../training/backtest';
import { onlyArgument } from '../arguments';
import { backtestReport } from '../backtestReport';
import { exitCodes } from '../exitCodes';
import type { Output } from '../output';
import { refuseToReplace } from '../refuseToReplace';
import { onStopSignal } from '../stopSignal';
import { readThreads } from '../threads';

/** `backtest RUN [--out FILE] [--force] [--threads N] [--json]` */
export async function backtest(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      force: { type: 'boolean', default: false },
      threads: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const run = RunFolder.open(onlyArgument(positionals, 'a run folder'));
  const { path: folder } = run;
  const threads = readThreads(values.threads);
  const file = values.out === undefined ? null : path.resolve(values.out);
  // Before minutes of work, not after.
  if (file !== null) {
    refuseToOverwrite(file, run.csvPath(run.readExperiment()), folder);
    refuseToReplace(file, values.force);
  }
  const signal = onStopSignal();
  const result = await runBacktest(folder, { threads, stop: signal.stop });
  signal.release();
  if (!result) {
    output.record('stopped', { run: folder });
    output.say('Stopped.');
    return exitCodes.stopped;
  }
  if (file !== null) {
    makeFolders(path.dirname(file));
    writeAtomic(file, result.csv());
  }
  output.record('backtest', { run: folder, ...(file === null ? {} : { file }), ...result.backtest });
  output.result(backtestReport(result.backtest));
  if (file !== null) output.say(`All forecasts are in ${file}.`);
  return exitCodes.done;
}
