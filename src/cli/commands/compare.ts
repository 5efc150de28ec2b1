import path from 'node:path';
import { parseArgs } from 'node:util';

import { compareRuns } from '../../runs/compareRuns';
import { comparisonReport } from '../comparisonReport';
import { exitCodes } from '../exitCodes';
import type { Output } from '../output';
import { UsageError } from '../usageError';

/** `compare RUN RUN… [--json]` */
export function compare(args: string[], output: Output): number {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
  if (positionals.length < 2) throw new UsageError('At least two run folders are expected.');
  const comparison = compareRuns(positionals.map((folder) => path.resolve(folder)));
  const { runs, ...rest } = comparison;
  output.record('compared', {
    runs: runs.map(({ run, summary }) => {
      const { name, task, state, file, sha256, epochsDone, parameters, engine, durations } = summary;
      const { mainMetric, metrics, baselines } = summary;
      return {
        ...{ run, name, task, state, file, sha256, mainMetric, metrics, baselines },
        ...{ parameters, epochsDone, engine, durations },
      };
    }),
    ...rest,
  });
  output.result(comparisonReport(comparison));
  return exitCodes.done;
}
