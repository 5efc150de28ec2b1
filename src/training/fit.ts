import { type Engine, Interrupted, type NamedWeight } from '../engine/engine';
import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import type { EpochMetrics } from '../spec/run';
import { type BatchPlan, type Examples, measuringBatches, planBatches } from './batches';
import { Patience, type RateSchedule, rateSchedule } from './monitor';
import { Pacer } from './pacer';
import { Shuffler } from './shuffle';

/** All that training changes beside the engine. It belongs to the caller, who still has it when training fails. */
export interface FitState {
  /** Finished epochs. */
  epochsDone: number;
  /** Batches and examples done of the epoch that is running. */
  batchesDone: number;
  windowsDone: number;
  /** What their losses are means over (see `Measured.count`), and the losses summed over it. */
  countDone: number;
  lossSum: number;
  /** Their gradients' norms, summed over the batches. */
  gradientSum: number;
  /** Examples trained on in all epochs, and the time that their batches took: what the engine's speed is told from. */
  trainedWindows: number;
  trainingSeconds: number;
  learningRate: number;
  /** Generator state at the start of the running epoch. */
  shuffler: number[];
  best: { epoch: number; value: number; weights: NamedWeight[] } | null;
  earlyStopping: Patience | null;
  schedule: RateSchedule | null;
}

export type FitEnd = 'finished' | 'early' | 'stopped';

export interface FitOptions extends Examples {
  readonly engine: Engine;
  readonly experiment: Experiment;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly state: FitState;
  shouldStop(): boolean;
  /** After every batch; must be quick. */
  onBatch(state: FitState, windows: number): void;
  /** After every epoch; what it throws ends the training. */
  onEpoch(epoch: EpochMetrics, state: FitState): void | Promise<void>;
}

export function newFitState({ training }: Experiment): FitState {
  const { earlyStopping } = training;
  return {
    epochsDone: 0,
    batchesDone: 0,
    windowsDone: 0,
    countDone: 0,
    lossSum: 0,
    gradientSum: 0,
    trainedWindows: 0,
    trainingSeconds: 0,
    learningRate: training.optimizer.learningRate,
    shuffler: Shuffler.fromSeed(training.seed).state(),
    best: null,
    earlyStopping: earlyStopping && new Patience(earlyStopping.patience, earlyStopping.minDelta),
    schedule: rateSchedule(training),
  };
}

/**
 * Trains until the epochs are done, patience runs out, or it is told to stop: after the batch that is running, or in
 * the middle of it where the engine is interrupted.
 * The best weights by validation loss (training loss without validation) are kept in `state.best` throughout.
 * @throws UserError when the loss is no longer a number
 */
export async function fit(options: FitOptions): Promise<FitEnd> {
  try {
    return await runEpochs(options);
  } catch (error) {
    if (error instanceof Interrupted) return 'stopped';
    throw error;
  }
}

async function runEpochs(options: FitOptions): Promise<FitEnd> {
  const { engine, experiment, state } = options;
  const { epochs, shuffle } = experiment.training;
  const shuffler = Shuffler.fromState(state.shuffler);
  const plan = planBatches(options.train, experiment, options);
  const pacer = new Pacer();
  while (state.epochsDone < epochs) {
    const started = performance.now();
    state.shuffler = shuffler.state();
    plan.begin(shuffle ? shuffler : null);
    engine.resetStates();
    if (!(await runEpoch(options, plan, pacer))) return 'stopped';
    const valLoss = await evaluate(options, pacer);
    if (valLoss === 'stopped') return 'stopped';
    const metrics: EpochMetrics = {
      epoch: state.epochsDone + 1,
      loss: state.lossSum / state.countDone,
      valLoss,
      learningRate: state.learningRate,
      gradientNorm: state.gradientSum / state.batchesDone,
      seconds: (performance.now() - started) / 1000,
    };
    Object.assign(state, { epochsDone: metrics.epoch, batchesDone: 0, windowsDone: 0 });
    Object.assign(state, { countDone: 0, lossSum: 0, gradientSum: 0 });
    state.shuffler = shuffler.state();
    const watched = valLoss ?? metrics.loss ?? NaN;
    // As Keras' EarlyStopping with restore_best_weights: an improvement below minDelta is none.
    if (watched < (state.best?.value ?? Infinity) - (state.earlyStopping?.minDelta ?? 0)) {
      state.best = { epoch: metrics.epoch, value: watched, weights: engine.weights() };
    }
    state.learningRate = state.schedule?.next(watched, state.learningRate, metrics.epoch) ?? state.learningRate;
    const early = state.earlyStopping?.add(watched) ?? false;
    await options.onEpoch(metrics, state);
    if (early && metrics.epoch < epochs) return 'early';
  }
  return 'finished';
}

/** @returns false when it was told to stop */
async function runEpoch(options: FitOptions, plan: BatchPlan, pacer: Pacer): Promise<boolean> {
  const { engine, state } = options;
  const started = performance.now();
  try {
    while (state.windowsDone < plan.examples) {
      if (options.shouldStop()) return false;
      const batch = plan.next();
      if (!batch) throw new Error('A plan of batches ended before its examples did.');
      if (plan.fresh) engine.resetStates();
      const trained = engine.trainBatch(batch, state.learningRate);
      // Waiting for what is there already would cost a small batch more than its share.
      const { loss, gradientNorm, count } = trained instanceof Promise ? await trained : trained;
      // A gradient that is not finite has already spoilt the weights, even where the loss before it was a number.
      if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) throw diverged(options, state.epochsDone + 1);
      state.batchesDone++;
      state.windowsDone += batch.length;
      state.countDone += count;
      state.lossSum += loss * count;
      state.gradientSum += gradientNorm;
      options.onBatch(state, batch.length);
      if (pacer.due) await pacer.turn();
    }
    return true;
  } finally {
    state.trainedWindows += state.windowsDone;
    state.trainingSeconds += (performance.now() - started) / 1000;
  }
}

async function evaluate(options: FitOptions, pacer: Pacer): Promise<number | null | 'stopped'> {
  const { engine, validation } = options;
  if (validation.length === 0) return null;
  let total = 0;
  let count = 0;
  for (const { batch, fresh } of measuringBatches(validation, options.experiment, options)) {
    if (options.shouldStop()) return 'stopped';
    if (fresh) engine.resetStates();
    const measured = await engine.measure(batch);
    total += measured.loss * measured.count;
    count += measured.count;
    if (pacer.due) await pacer.turn();
  }
  const loss = total / count;
  if (!Number.isFinite(loss)) throw diverged(options, options.state.epochsDone + 1);
  return loss;
}

function diverged({ experiment: { training }, state }: FitOptions, epoch: number): UserError {
  const smaller = Number(Math.min(state.learningRate / 10, 0.01).toPrecision(2));
  const clipping =
    training.clipNorm === null
      ? ', or limit the gradient (training.clipNorm, e.g. 1)'
      : ' or a lower training.clipNorm';
  return new UserError(
    `Training stopped in epoch ${epoch}: the loss is no longer a finite number.`,
    `The updates were too large. Try a smaller learning rate (training.optimizer.learningRate, e.g. ${smaller})${clipping}.`,
    { code: 'training/loss-not-finite', path: 'training.optimizer.learningRate' },
  );
}
