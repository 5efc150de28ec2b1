import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { generateCode, refusedBy } from '../../../src/codegen/generate';
import { RunFolder } from '../../../src/runs/runFolder';
import { runFiles, type Summary } from '../../../src/spec/run';
import { trainRun } from '../../../src/training/trainRun';
import { workFolder } from '../runFolder';
import type { ProofCase } from './experiments';
import { type CodeTarget, codeTargets } from '../../../src/spec/codeTargets';

/** A run as a user has it. */
export interface TrainedRun {
  readonly name: string;
  readonly folder: string;
  readonly summary: Summary;
  /** Programs that the run wrote. */
  readonly targets: readonly CodeTarget[];
  /** Sentences of the targets that cannot express it. */
  readonly refused: Readonly<Partial<Record<CodeTarget, string>>>;
}

/** Trains an experiment on its CSV, in a folder of its own. */
export async function trained({ name, csv, experiment }: ProofCase, number: number | string): Promise<TrainedRun> {
  const folder = path.join(workFolder, 'proof', String(number));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, experiment.data.file);
  writeFileSync(file, csv);
  const run = RunFolder.create({ outputRoot: path.join(folder, 'runs'), csv: file, experiment });
  const summary = await trainRun({ run: run.path, threads: 1, generateCode });
  if (summary.error) throw new Error(`${name}: ${summary.error.message}`);
  const input = { experiment: run.readExperiment(), preprocessing: run.readPreprocessing()! };
  const refused = Object.fromEntries(
    codeTargets.flatMap((target) => {
      const error = refusedBy(target, input);
      return error ? [[target, error.message]] : [];
    }),
  );
  return { name, folder: run.path, summary, targets: codeTargets.filter((target) => !(target in refused)), refused };
}

export const predictionsOf = ({ folder }: TrainedRun): string => path.join(folder, runFiles.predictions);
export const hasPredictions = (run: TrainedRun): boolean => {
  try {
    return readFileSync(predictionsOf(run)).length > 0;
  } catch {
    return false;
  }
};
