import path from 'node:path';
import { parseArgs } from 'node:util';

import { type TargetName, generateTarget, targets } from '../../codegen/generate';
import { exportOf, writeExport } from '../../runs/exportRun';
import { RunFolder } from '../../runs/runFolder';
import { safeName } from '../../runs/runName';
import { onlyArgument } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Output } from '../output';
import { UsageError } from '../usageError';

/** `export RUN --target keras|pytorch|tfjs|notebook [--out DIR] [--json]` */
export function exportRun(args: string[], output: Output): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { target: { type: 'string' }, out: { type: 'string' }, json: { type: 'boolean' } },
  });
  const folder = onlyArgument(positionals, 'a run folder');
  const target = readTarget(values.target);
  const run = RunFolder.open(folder);
  const out = path.resolve(values.out ?? `${safeName(run.readExperiment().name)}-${target}`);
  const written = writeExport(exportOf(run, out, (input) => generateTarget(input, target)));
  output.record('exported', { folder: out, target, files: written });
  output.result(out);
  for (const file of written) output.say(`  ${path.relative(out, file)}`);
  return exitCodes.done;
}

function readTarget(name: string | undefined): TargetName {
  const names = Object.keys(targets);
  if (name === undefined) throw new UsageError(`Missing: --target ${names.join(' or ')}.`);
  if (!names.includes(name)) throw new UsageError(`--target ${name}: use ${names.join(' or ')}.`);
  return name as TargetName;
}
