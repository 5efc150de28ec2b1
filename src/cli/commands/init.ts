import path from 'node:path';
import { parseArgs } from 'node:util';

import { writeAtomic } from '../../runs/atomic';
import { checkExperiment } from '../../spec/checks';
import { UserError } from '../../spec/errors';
import { tasks } from '../../spec/experiment';
import { propose } from '../../spec/propose';
import { resolveExperiment } from '../../spec/resolve';
import { profileFile } from '../../training/profileFile';
import { onlyArgument } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Output } from '../output';
import { describe } from '../../spec/describe';
import { refuseToReplace } from '../refuseToReplace';
import { UsageError } from '../usageError';
import { commandName } from '../commandName';

/** `init data.csv [--task T] [--target COL] [--out FILE] [--force] [--json]` */
export async function init(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      task: { type: 'string' },
      target: { type: 'string' },
      out: { type: 'string' },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean' },
    },
  });
  const csv = path.resolve(onlyArgument(positionals, 'a CSV'));
  const task = tasks.find((name) => name === values.task);
  if (values.task !== undefined && !task) {
    throw new UsageError(`--task ${values.task}: use one of ${tasks.join(', ')}.`);
  }
  const file = path.resolve(values.out ?? path.join(path.dirname(csv), 'experiment.json'));
  refuseToReplace(file, values.force);
  const profile = await profileFile(csv);
  const { target } = values;
  if (target !== undefined && !profile.columns.some((column) => column.name === target)) {
    const names = profile.columns.slice(0, 20).map((column) => `"${column.name}"`);
    throw new UserError(`${csv} has no column "${target}".`, `Use one of ${names.join(', ')}.`, { column: target });
  }
  const { experiment: proposed, why } = propose(profile, {
    ...(task ? { task } : {}),
    ...(target === undefined ? {} : { target }),
  });
  const relative = path.relative(path.dirname(file), csv).split(path.sep).join('/');
  const resolved = resolveExperiment({ ...proposed, data: { ...proposed.data, file: relative } });
  // Without the layer that follows from horizon, targets and quantiles: those are what a person changes in the file.
  const experiment = { ...resolved, model: proposed.model };
  writeAtomic(file, `${JSON.stringify(experiment, null, 2)}\n`);
  output.record('experiment', { file, why, experiment });
  output.result(file);
  output.say(`Task "${experiment.task}": ${why}`);
  output.say(describe(experiment));
  for (const { path: field, message, hint } of checkExperiment(experiment, profile)) {
    output.say(`To be mended before training: ${field}: ${message}. ${hint}`);
  }
  output.say(`Next: ${commandName()} train ${path.relative(process.cwd(), file) || file}`);
  return exitCodes.done;
}
