import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { type TargetName, generateTarget, targets } from '../../codegen/generate';
import { writeAtomic } from '../../runs/atomic';
import { explainingFileErrors } from '../../runs/fileError';
import { makeFolders } from '../../runs/makeFolders';
import { RunFolder } from '../../runs/runFolder';
import { safeName } from '../../runs/runName';
import { UserError } from '../../spec/errors';
import { runFiles } from '../../spec/run';
import { onlyArgument } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Output } from '../output';
import { UsageError } from '../usageError';

/** `export RUN --target keras|tfjs [--out DIR] [--json]` */
export function exportRun(args: string[], output: Output): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { target: { type: 'string' }, out: { type: 'string' }, json: { type: 'boolean' } },
  });
  const folder = onlyArgument(positionals, 'a run folder');
  const target = readTarget(values.target);
  const run = RunFolder.open(folder);
  const experiment = run.readExperiment();
  const preprocessing = run.readPreprocessing();
  const weights = listModel(run);
  if (!preprocessing || weights.length === 0) {
    throw new UserError(
      `${run.path} has no trained model.`,
      'Choose a run that is done; `sequence-lab runs` lists them.',
      { code: 'run/no-model', file: run.path },
    );
  }
  const out = path.resolve(values.out ?? `${safeName(experiment.name)}-${target}`);
  // The code names the CSV relative to the folder above it, as it does in a run folder.
  const csv = path.relative(out, run.csvPath(experiment)).split(path.sep).join('/');
  const files = generateTarget(
    { experiment: { ...experiment, data: { ...experiment.data, file: csv } }, preprocessing },
    target,
  );
  const written = [
    ...files.map(({ path: name, text }) => write(out, path.join(runFiles.code, name), text)),
    ...weights.map((name) => write(out, path.join(runFiles.model, name), readModel(run, name))),
  ];
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

function listModel(run: RunFolder): string[] {
  try {
    return fs
      .readdirSync(run.file(runFiles.model), { withFileTypes: true })
      .flatMap((entry) => (entry.isFile() ? entry.name : []));
  } catch {
    return [];
  }
}

function readModel(run: RunFolder, name: string): Uint8Array {
  const file = run.file(`${runFiles.model}/${name}`);
  return explainingFileErrors(file, () => fs.readFileSync(file));
}

function write(folder: string, relative: string, content: string | Uint8Array): string {
  const file = path.join(folder, relative);
  makeFolders(path.dirname(file));
  writeAtomic(file, content);
  return file;
}
