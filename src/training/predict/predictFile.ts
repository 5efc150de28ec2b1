import path from 'node:path';

import { NewFile } from '../../data/applied/newFile';
import { wantedColumns } from '../../data/applied/wantedColumns';
import { createEngine as createDefaultEngine } from '../../engine/create';
import type { Engine } from '../../engine/engine';
import { AtomicWriter } from '../../runs/atomicWriter';
import { refuseToOverwrite } from '../../runs/refuseToOverwrite';
import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { Prediction } from '../../spec/prediction';
import { type OpenModel, openModel, type OpenOptions } from '../openRun';
import type { StopRequest } from '../stopRequest';
import { forFinishedRun } from './finishedRun';
import { type Predicted, type PredictJob, Stopped } from './job';
import { predictForecast } from './predictForecast';
import { predictClasses, predictLabels } from './predictSequences';
import { predictTranslations } from './predictTranslations';

export interface PredictOptions extends Omit<OpenOptions, 'signal'> {
  /** The CSV to predict; null: that of the run. */
  readonly data: string | null;
  /** Where the predictions are written. */
  readonly out: string;
  /** Ends it; nothing is written then. */
  readonly stop?: StopRequest;
  /** At most 20 times a second. */
  readonly onProgress?: ((progress: PredictProgress) => void) | undefined;
}

export interface PredictProgress {
  readonly phase: 'reading' | 'predicting';
  /** Of the phase, 0 to 1. */
  readonly share: number;
}

const progressMs = 50;

/**
 * Predicts a CSV with the network of a finished run, and writes the predictions as `predictions.csv` has them: `split` is
 * `new`, or `forecast` for the steps after the end of the data. Everything is scaled, numbered and named as the run has found
 * it; nothing is fitted anew.
 * @param folder the run's
 * @returns null when it was told to stop
 * @throws UserError when the run is not finished, or the file is not one that its network can read
 */
export async function predictFile(folder: string, options: PredictOptions): Promise<Prediction | null> {
  const started = performance.now();
  const { stop, threads, createEngine = createDefaultEngine } = options;
  const reading = new AbortController();
  stop?.listen(() => reading.abort(new Stopped()));
  const model = await openModel(folder, { threads, createEngine });
  const engines = new Engines(model, (experiment, shapes) => createEngine(experiment, shapes, { threads }));
  let file: NewFile | null = null;
  let writer: AtomicWriter | null = null;
  try {
    const { experiment, preprocessing, run } = model;
    const predict = predictorOf(experiment);
    const data = path.resolve(options.data ?? run.csvPath(experiment));
    const out = path.resolve(options.out);
    refuseToOverwrite(out, data, run.path);
    const tell = progressTeller(options);
    file = await NewFile.open(data, {
      ...newFileOptions(model),
      signal: reading.signal,
      onProgress: (share) => tell('reading', share),
    });
    const { facts } = file;
    writer = AtomicWriter.open(out);
    stop?.listen(() => {
      reading.abort(new Stopped());
      engines.current.interrupt();
    });
    const control = { onBatch: () => undefined, shouldStop: () => stop?.requested ?? false };
    const target = writer;
    const own = experiment.data.sha256 !== null && experiment.data.sha256 === facts.sha256;
    const result = await predict({
      ...{ experiment, preprocessing, file, own, control },
      engine: (timeSteps) => engines.of(timeSteps),
      write: (text) => target.write(text),
      reached: (row) => tell('predicting', facts.rows === 0 ? 1 : row / facts.rows),
    });
    if (stop?.requested) return null;
    writer.finish();
    const { excluded, notes, ...rest } = result;
    return {
      ...{ version: 1, run: run.path, data, file: out, task: experiment.task, own, rows: facts.rows, ...rest },
      excluded: excluded.map((one) => ({ ...one, examples: [...one.examples] })),
      notes: [...engines.current.info.notes, ...notes],
      seconds: (performance.now() - started) / 1000,
    };
  } catch (error) {
    if (error instanceof Stopped || stop?.requested) return null;
    throw forFinishedRun(error);
  } finally {
    writer?.abandon();
    await file?.close();
    engines.dispose();
  }
}

/** The network of a run, built anew for longer sequences than those that it was trained on. */
class Engines {
  current: Engine;

  constructor(
    private readonly model: OpenModel,
    private readonly create: (experiment: Experiment, shapes: Engine['shapes']) => Promise<Engine>,
  ) {
    this.current = model.engine;
  }

  /** @param timeSteps of the longest sequence to come */
  async of(timeSteps = 0): Promise<Engine> {
    const { shapes } = this.current;
    if (timeSteps <= shapes.timeSteps) return this.current;
    // Where every step is told something, there are as many as are read.
    const horizon = this.model.experiment.task === 'label' ? timeSteps : shapes.horizon;
    const weights = this.current.weights();
    this.current.dispose();
    this.current = await this.create(this.model.experiment, { ...shapes, timeSteps, horizon });
    this.current.setWeights(weights);
    return this.current;
  }

  dispose(): void {
    this.current.dispose();
  }
}

const predictors: Partial<Record<Experiment['task'], (job: PredictJob) => Promise<Predicted>>> = {
  forecast: predictForecast,
  classify: predictClasses,
  label: predictLabels,
  translate: predictTranslations,
};

function predictorOf({ task }: Experiment): (job: PredictJob) => Promise<Predicted> {
  const predict = predictors[task];
  if (predict) return predict;
  throw new UserError(
    'The network of this run writes texts, and predicts nothing of a file.',
    'Let it write instead: with `sequence-lab generate RUN`, or on the page of the run.',
    { code: 'predict/writes-texts' },
  );
}

function newFileOptions({ experiment, preprocessing }: OpenModel) {
  const { data } = experiment;
  const { dialect, headers, columns, time, categories = {} } = preprocessing;
  const missing = { error: 'error', drop: 'drop', 'forward-fill': 'fill', interpolate: 'fill' } as const;
  return {
    wanted: wantedColumns(experiment, preprocessing),
    header: { present: dialect.header, names: headers ?? columns },
    time: { profile: time, dateOrder: data.dateOrder ?? time?.dateOrder ?? null },
    categories,
    // Of rows to come only the known columns are filled in; what else is empty is found out when they are taken away.
    missing: data.known.length > 0 ? 'drop' : missing[data.missing],
  } as const;
}

function progressTeller({ onProgress }: PredictOptions): (phase: PredictProgress['phase'], share: number) => void {
  let told = -Infinity;
  return (phase, share) => {
    const now = performance.now();
    if (now - told < progressMs) return;
    told = now;
    onProgress?.({ phase, share: Math.min(1, share) });
  };
}
