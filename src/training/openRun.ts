import { readTable } from '../data/read';
import type { Table } from '../data/table';
import { createEngine as createDefaultEngine } from '../engine/create';
import type { Engine } from '../engine/engine';
import { readModel } from '../runs/readModel';
import { RunFolder } from '../runs/runFolder';
import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import type { Preprocessing } from '../spec/run';
import { textColumns } from '../spec/roles';
import { shapesOf } from '../spec/shapes';
import { prepareTask } from './tasks';
import type { Task } from './tasks/task';

export interface OpenOptions {
  /** Upper limit for the engine's threads. */
  readonly threads: number;
  /** Stops reading the CSV. */
  readonly signal?: AbortSignal | undefined;
  readonly createEngine?: typeof createDefaultEngine | undefined;
}

/** A trained network, ready to compute. Whoever opened it disposes of the engine. */
export interface OpenModel {
  readonly run: RunFolder;
  readonly experiment: Experiment;
  readonly preprocessing: Preprocessing;
  readonly engine: Engine;
}

/** A trained network with the data that it was trained on. */
export interface OpenRun extends OpenModel {
  readonly task: Task;
}

/**
 * The network of a finished run, without data.
 * @throws UserError when the run is not finished, or its files are damaged
 */
export async function openModel(folder: string, options: OpenOptions): Promise<OpenModel> {
  const run = RunFolder.open(folder);
  const experiment = run.readExperiment();
  const preprocessing = run.readPreprocessing();
  const weights = readModel(run);
  if (!preprocessing) {
    throw new UserError(`${run.path} does not say how its data were scaled.`, 'Train again.', { code: 'run/damaged' });
  }
  const { createEngine = createDefaultEngine, threads } = options;
  const engine = await createEngine(experiment, preprocessing.shapes ?? shapesOf(experiment), { threads });
  try {
    engine.setWeights(weights);
  } catch (error) {
    engine.dispose();
    throw new UserError(
      `The model of ${run.path} is not the one of its experiment.`,
      `It was changed after training; train again. (${error instanceof Error ? error.message : String(error)})`,
      { code: 'run/damaged' },
    );
  }
  return { run, experiment, preprocessing, engine };
}

/**
 * The network of a finished run with its data, read and prepared as for training.
 * @throws UserError when the run is not finished, or the CSV is not the one it was trained on
 */
export async function openRun(folder: string, options: OpenOptions): Promise<OpenRun> {
  const model = await openModel(folder, options);
  const { experiment, engine } = model;
  try {
    const table = await readOwnTable(model, options.signal);
    const task = prepareTask(experiment, table);
    task.dataset.fill(engine.allocateData(task.dataset.engineRows, task.dataset.options));
    return { ...model, task };
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

/**
 * The CSV of a run, as it was trained on.
 * @throws UserError when it is gone, or is another one now
 */
export async function readOwnTable(
  { run, experiment }: Pick<OpenModel, 'run' | 'experiment'>,
  signal?: AbortSignal,
): Promise<Table> {
  const csv = run.csvPath(experiment);
  const { dateOrder, sha256 } = experiment.data;
  const table = await readTable(csv, { dateOrder, text: textColumns(experiment), signal });
  if (sha256 !== null && table.sha256 !== sha256) {
    throw new UserError(`${csv} was changed since this run was trained.`, 'Train again on the file as it is now.', {
      code: 'run/data-changed',
      file: csv,
    });
  }
  return table;
}
