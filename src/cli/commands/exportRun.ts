import path from 'node:path';
import { parseArgs } from 'node:util';

import { generateTarget } from '../../codegen/generate';
import { exportOf, inTheWay, type RunExport, writeExport } from '../../runs/exportRun';
import { RunFolder } from '../../runs/runFolder';
import { safeName } from '../../runs/runName';
import { type CodeTarget, codeTargets, isCodeTarget } from '../../spec/codeTargets';
import { UserError } from '../../spec/errors';
import { onlyArgument } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Output } from '../output';
import { UsageError } from '../usageError';

/** Files in the way that are named. */
const mostNamed = 10;

/** `export RUN --target keras|pytorch|tfjs|notebook [--out DIR] [--force] [--json]` */
export function exportRun(args: string[], output: Output): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      target: { type: 'string' },
      out: { type: 'string' },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean' },
    },
  });
  const folder = onlyArgument(positionals, 'a run folder');
  const target = readTarget(values.target);
  const run = RunFolder.open(folder);
  const out = path.resolve(values.out ?? `${safeName(run.readExperiment().name)}-${target}`);
  const plan = exportOf(run, out, (input) => generateTarget(input, target));
  if (!values.force) refuseToReplace(plan);
  const written = writeExport(plan);
  output.record('exported', { folder: out, target, files: written });
  output.result(out);
  for (const file of written) output.say(`  ${path.relative(out, file)}`);
  return exitCodes.done;
}

function refuseToReplace(plan: RunExport): void {
  const there = inTheWay(plan);
  if (there.length === 0) return;
  const named = there.slice(0, mostNamed).join(', ');
  const more = there.length - mostNamed;
  throw new UserError(
    `${plan.folder} has ${named}${more > 0 ? ` and ${more} more` : ''} already.`,
    'Choose another folder with --out, or write over them with --force.',
    { code: 'file/exists', file: plan.folder },
  );
}

function readTarget(name: string | undefined): CodeTarget {
  if (name === undefined) throw new UsageError(`Missing: --target ${codeTargets.join(' or ')}.`);
  if (!isCodeTarget(name)) throw new UsageError(`--target ${name}: use ${codeTargets.join(' or ')}.`);
  return name;
}
