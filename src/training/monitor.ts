import type { Experiment } from '../spec/experiment';

/**
 * Watches one number (the validation loss, or the training loss without validation) for early stopping and for the
 * plateau schedule, by the rules of Keras' callbacks: an epoch is better when it is below the best by more than
 * `minDelta`; after `patience` epochs without one, it acts.
 */
export class Patience {
  best = Infinity;
  waited = 0;

  constructor(
    readonly patience: number,
    readonly minDelta: number,
  ) {}

  /** @returns true when patience has run out */
  add(value: number): boolean {
    if (value < this.best - this.minDelta) {
      this.best = value;
      this.waited = 0;
      return false;
    }
    this.waited++;
    return this.waited >= this.patience;
  }
}

type Schedule = NonNullable<Experiment['training']['schedule']>;

/** Keras' default for ReduceLROnPlateau, which the generated code uses. */
const plateauMinDelta = 1e-4;

/** Reduces the learning rate when the loss stops falling: Keras' ReduceLROnPlateau without cooldown. */
export class PlateauSchedule {
  readonly patience: Patience;

  constructor(private readonly schedule: Schedule) {
    this.patience = new Patience(schedule.patience, plateauMinDelta);
  }

  /** @returns the rate for the next epoch */
  next(value: number, learningRate: number): number {
    if (!this.patience.add(value)) return learningRate;
    this.patience.waited = 0;
    return Math.min(learningRate, Math.max(learningRate * this.schedule.factor, this.schedule.minLearningRate));
  }
}
