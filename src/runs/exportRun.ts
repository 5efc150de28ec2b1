import fs from 'node:fs';
import path from 'node:path';

import { type CodeTarget, codeTargets } from '../spec/codeTargets';
import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { type Preprocessing, programPath, runFiles } from '../spec/run';
import { writeAtomic } from './atomic';
import { explainingFileErrors } from './fileError';
import { listFiles } from './listFiles';
import { makeFolders } from './makeFolders';
import { entryAt, refuseBlocked } from './placesToWrite';
import { readmeText } from './readme/readme';
import type { RunFolder } from './runFolder';

/** Code and model of a run as they will lie in another folder: nothing is written yet. */
export interface RunExport {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly files: readonly ExportedFile[];
}

interface ExportedFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  content(): string | Uint8Array;
}

/** Writes programs; `path` relative to `code/`. Throws a UserError where that cannot be done for the experiment. */
export type WritePrograms = (input: {
  readonly experiment: Experiment;
  readonly preprocessing: Preprocessing;
}) => readonly { readonly path: string; readonly text: string }[];

/**
 * What an export of a run holds: the programs, the model in all its formats, what goes into it, and a README about these.
 * @param out absolute path of the folder; the programs name the CSV from there
 * @throws UserError for a run without a model, and what `write` throws
 */
export function exportOf(run: RunFolder, out: string, write: WritePrograms): RunExport {
  const experiment = run.readExperiment();
  const preprocessing = run.readPreprocessing();
  const models = listFiles(run.path).filter(isModelFile);
  if (!preprocessing || models.length === 0) {
    throw new UserError(
      `${run.path} has no trained model.`,
      'Choose a run that is done; `sequence-lab runs` lists them.',
      { code: 'run/no-model', file: run.path },
    );
  }
  // The code names the CSV relative to the folder above it, as it does in a run folder.
  const csv = path.relative(out, run.csvPath(experiment)).split(path.sep).join('/');
  const code = write({ experiment: { ...experiment, data: { ...experiment.data, file: csv } }, preprocessing });
  const programs = code.map(({ path: name, text }) => ({ path: `${runFiles.code}/${name}`, content: () => text }));
  // Scalers by series and vocabularies stand nowhere else: whoever asks a model itself needs them, and the page does.
  const copies = [...models, runFiles.preprocessing].map((name) => ({
    path: name,
    content: () => readWhole(run.file(name)),
  }));
  const files = [...programs, ...copies];
  return { folder: out, files: [...files, ...readmeOf(run, experiment, files)] };
}

/**
 * Of the files of an export, those that are there already.
 * @throws UserError where one of them could not be replaced
 */
export function inTheWay({ folder, files }: RunExport): string[] {
  const names = files.map((file) => file.path);
  refuseBlocked(folder, names);
  return names.filter((name) => entryAt(path.join(folder, name)) !== undefined);
}

/**
 * Writes an export; what is in the way is replaced. All places are looked at first, so that it is not half written.
 * @returns absolute paths of what was written
 * @throws UserError where something else than a file is in the way, and when the file system refuses
 */
export function writeExport({ folder, files }: RunExport): string[] {
  const names = files.map((file) => file.path);
  refuseBlocked(folder, names);
  return files.map((file) => {
    const target = path.join(folder, file.path);
    makeFolders(path.dirname(target));
    writeAtomic(target, file.content());
    return target;
  });
}

const isModelFile = (name: string): boolean =>
  name.startsWith(`${runFiles.model}/`) || /^model\.(safetensors|onnx)$/.test(name);

/** None for a run whose summary is gone. */
function readmeOf(run: RunFolder, experiment: Experiment, files: readonly ExportedFile[]): ExportedFile[] {
  const summary = run.readSummary();
  if (!summary) return [];
  const programs: Partial<Record<CodeTarget, string>> = {};
  for (const target of codeTargets) {
    const program = files.find((file) => file.path === programPath(target))?.content();
    if (typeof program === 'string') programs[target] = program;
  }
  const names = files.map((file) => file.path);
  return [
    { path: runFiles.readme, content: () => readmeText({ experiment, summary, files: names, programs, some: true }) },
  ];
}

const readWhole = (file: string): Uint8Array => explainingFileErrors(file, () => fs.readFileSync(file));
