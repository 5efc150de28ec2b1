import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { type ListedRun, listRuns } from '../../runs/listRuns';
import { UserError } from '../../spec/errors';
import { mainMetricOf } from '../../spec/mainScore';
import { exitCodes } from '../exitCodes';
import { table } from '../format';
import type { Output } from '../output';
import { listedScore, scoreHeading } from '../scores';
import { UsageError } from '../usageError';
import { commandName } from '../commandName';

/** `runs [DIR] [--json]` */
export async function runs(args: string[], output: Output): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
  const [folder = '.', ...more] = positionals;
  if (more.length > 0) throw new UsageError('Only one folder is expected.');
  const given = path.resolve(folder);
  if (!fs.statSync(given, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`${given} is not a folder.`, 'Give the folder of the CSV, or the one that holds its runs.', {
      file: given,
    });
  }
  const list = await nonEmptyList(given);
  for (const { folder: run, name, file, summary } of list.runs) {
    const { task, state, started, epochsDone, metrics, baselines, verdict } = summary;
    const mainMetric = mainMetricOf(summary);
    output.record('run', {
      run,
      name,
      file,
      task,
      state,
      started,
      epochsDone,
      mainMetric,
      metrics,
      baselines,
      verdict,
    });
  }
  for (const { folder: run, message } of list.damaged) output.record('damaged', { run, message });
  output.result(list.runs.length === 0 ? '' : tableOf(list.runs));
  if (list.runs.length === 0) output.say(`No runs in ${given}. Next: ${commandName()} train data.csv`);
  for (const { message } of list.damaged) output.say(`Left out: ${message}`);
  if (list.more) output.say(`Only the newest ${list.runs.length} runs are shown.`);
  return exitCodes.done;
}

/** The folder itself may hold the runs, or its `sequence-lab`. */
async function nonEmptyList(folder: string): ReturnType<typeof listRuns> {
  const own = await listRuns(folder);
  return own.runs.length + own.damaged.length > 0 ? own : listRuns(path.join(folder, 'sequence-lab'));
}

/** Runs of one metric have it in the heading; where there are several, each score has its name. */
function tableOf(runs: readonly ListedRun[]): string {
  const [metric, ...others] = new Set(runs.map(({ summary }) => mainMetricOf(summary)));
  const several = others.length > 0;
  const heading = several || metric === undefined ? 'score' : scoreHeading(metric);
  return table([
    ['name', 'state', 'epochs', heading, 'naive', 'folder'],
    ...runs.map(({ folder, name, summary }) => [
      name,
      summary.state,
      String(summary.epochsDone),
      ...listedScore(summary, several),
      path.relative(process.cwd(), folder) || folder,
    ]),
  ]);
}
