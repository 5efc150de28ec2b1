import fs from 'node:fs';
import path from 'node:path';

import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import {
  type EpochMetrics,
  type Preprocessing,
  type Summary,
  preprocessingSchema,
  runFiles,
  summarySchema,
} from '../spec/run';
import { writeAtomic } from './atomic';
import { readExperimentFile } from './experimentFile';
import { errorCode, explainingFileErrors, toFileError } from './fileError';
import { readJsonFile } from './jsonFile';
import { takeLock } from './lock';
import { makeFolders } from './makeFolders';
import { appendMetrics, readMetrics } from './metricsFile';
import { runFolderName } from './runName';

export interface NewRun {
  /** Folder that holds the runs; made if it is not there. `defaultOutputRoot(csv)` unless the user chose one. */
  readonly outputRoot: string;
  /** Absolute path of the CSV. */
  readonly csv: string;
  readonly experiment: Experiment;
  readonly now?: Date;
}

/** `sequence-lab` beside the CSV. */
export function defaultOutputRoot(csv: string): string {
  return path.join(path.dirname(csv), 'sequence-lab');
}

/** One run on disk. All writes are whole or not there at all; nothing is written outside the folder. */
export class RunFolder {
  private constructor(readonly path: string) {}

  /**
   * Makes a new folder and freezes the experiment in it, with the CSV's path made relative to it.
   * @throws UserError when the output folder cannot be written
   */
  static create({ outputRoot, csv, experiment, now = new Date() }: NewRun): RunFolder {
    const root = path.resolve(outputRoot);
    makeFolders(root);
    const run = new RunFolder(makeUniqueFolder(root, runFolderName(now, experiment.name || path.parse(csv).name)));
    try {
      run.writeExperiment({ ...experiment, data: { ...experiment.data, file: relativePath(run.path, csv) } });
    } catch (error) {
      fs.rmSync(run.path, { recursive: true, force: true });
      throw error;
    }
    return run;
  }

  /** @throws UserError when there is no such folder, or it is not a run's */
  static open(folder: string): RunFolder {
    const absolute = path.resolve(folder);
    const isRun = fs.statSync(path.join(absolute, runFiles.experiment), { throwIfNoEntry: false })?.isFile();
    if (!isRun) {
      throw new UserError(
        `${absolute} is not a run folder: it has no ${runFiles.experiment}.`,
        'Choose a folder that a training run has written; `sequence-lab runs` lists them.',
        { code: 'run/not-a-run', file: absolute },
      );
    }
    return new RunFolder(absolute);
  }

  /**
   * Absolute path of a file of this run.
   * @param relative with forward slashes, e.g. `model/model.json`
   * @throws Error when it would lie outside the folder
   */
  file(relative: string): string {
    const absolute = path.resolve(this.path, relative);
    if (path.isAbsolute(relative) || !absolute.startsWith(this.path + path.sep)) {
      throw new Error(`${relative} is not inside the run folder`);
    }
    return absolute;
  }

  /** Writes a file as a whole, with the folders it lies in. */
  write(relative: string, content: string | Uint8Array | Iterable<string | Uint8Array>): void {
    const file = this.file(relative);
    makeFolders(path.dirname(file));
    writeAtomic(file, content);
  }

  /** Adds text to the end of a file. @throws UserError when the file system refuses */
  append(relative: string, text: string): void {
    const file = this.file(relative);
    explainingFileErrors(file, () => fs.appendFileSync(file, text));
  }

  /** Like `write`, but what was there before stays as `NAME.previous.EXT`. One of the two is whole at any moment. */
  writeKeepingPrevious(relative: string, content: Uint8Array): void {
    const file = this.file(relative);
    const { dir, name, ext } = path.parse(file);
    const next = path.join(dir, `${name}.next${ext}`);
    writeAtomic(next, content);
    explainingFileErrors(file, () => {
      if (fs.existsSync(file)) fs.renameSync(file, path.join(dir, `${name}.previous${ext}`));
      fs.renameSync(next, file);
    });
  }

  /** @throws UserError that names line and column of what is wrong */
  readExperiment(): Experiment {
    return readExperimentFile(this.file(runFiles.experiment));
  }

  writeExperiment(experiment: Experiment): void {
    this.write(runFiles.experiment, toJson(experiment));
  }

  /** Absolute path of the CSV that the experiment names. */
  csvPath(experiment: Experiment): string {
    return path.resolve(this.path, experiment.data.file);
  }

  /** Null while there is none. @throws UserError when it is damaged */
  readSummary(): Summary | null {
    return readJsonFile(this.file(runFiles.summary), summarySchema);
  }

  writeSummary(summary: Summary): void {
    this.write(runFiles.summary, toJson(summarySchema.parse(summary)));
  }

  /** Null while there is none. @throws UserError when it is damaged */
  readPreprocessing(): Preprocessing | null {
    return readJsonFile(this.file(runFiles.preprocessing), preprocessingSchema);
  }

  writePreprocessing(preprocessing: Preprocessing): void {
    this.write(runFiles.preprocessing, toJson(preprocessing));
  }

  appendMetrics(epochs: readonly EpochMetrics[]): void {
    appendMetrics(this.file(runFiles.metrics), epochs);
  }

  readMetrics(): EpochMetrics[] {
    return readMetrics(this.file(runFiles.metrics));
  }

  /** Adds lines to `trainer.log`. Never throws: a log that cannot be written must not end a training run. */
  log(text: string): void {
    try {
      const stamp = new Date().toISOString();
      fs.appendFileSync(this.file(runFiles.log), `${text.replace(/^/gm, `${stamp} `)}\n`);
    } catch {
      // Nowhere left to say it.
    }
  }

  /** Takes the lock of the one writer. @throws UserError when another process holds it */
  lock(): { release(): void } {
    return takeLock(this.path);
  }
}

function makeUniqueFolder(root: string, name: string): string {
  for (let n = 1; ; n++) {
    const folder = path.join(root, n === 1 ? name : `${name}-${n}`);
    try {
      fs.mkdirSync(folder);
      return folder;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || n === 1000) throw toFileError(error, root);
    }
  }
}

/** With forward slashes, so that a run reads the same on every system; absolute across Windows drives. */
function relativePath(from: string, to: string): string {
  return path.relative(from, path.resolve(to)).split(path.sep).join('/');
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
