import type { Engine } from '../engine/engine';
import { type CheckpointState, encodeCheckpoint } from '../runs/checkpoint';
import type { RunFolder } from '../runs/runFolder';
import type { FitState } from './fit';
import type { Patience } from './monitor';

/** At most every few seconds: a checkpoint costs an fsync, and short epochs would do little else. */
const gapMs = 5000;

/** Writes `checkpoint.bin` and keeps the one before as `checkpoint.previous.bin`. */
export class CheckpointWriter {
  private last = performance.now();

  constructor(
    private readonly run: RunFolder,
    private readonly engine: Engine,
    private readonly sha256: string,
  ) {}

  get due(): boolean {
    return performance.now() - this.last >= gapMs;
  }

  /** @throws UserError when the file system refuses; the checkpoints that are there stay whole */
  write(state: FitState): void {
    const { engine } = this;
    const optimizer = engine.optimizerState();
    const bytes = encodeCheckpoint({
      state: this.describe(state, optimizer.step),
      weights: engine.weights(),
      optimizer: optimizer.slots,
      best: state.best?.weights ?? [],
    });
    this.run.writeKeepingPrevious('checkpoint.bin', bytes);
    this.last = performance.now();
  }

  private describe(state: FitState, optimizerStep: number): CheckpointState {
    return {
      epochsDone: state.epochsDone,
      batchesDone: state.batchesDone,
      windowsDone: state.windowsDone,
      countDone: state.countDone,
      lossSum: state.lossSum,
      gradientSum: state.gradientSum,
      learningRate: state.learningRate,
      shuffler: state.shuffler,
      dropout: [...this.engine.randomState()],
      optimizerStep,
      best: state.best && { epoch: state.best.epoch, value: state.best.value },
      earlyStopping: patienceState(state.earlyStopping),
      schedule: patienceState(state.schedule?.patience ?? null),
      sha256: this.sha256,
    };
  }
}

function patienceState(patience: Patience | null): CheckpointState['schedule'] {
  return patience && { best: Number.isFinite(patience.best) ? patience.best : null, waited: patience.waited };
}
