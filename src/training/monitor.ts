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

/** How the learning rate goes on from epoch to epoch. */
export interface RateSchedule {
  /** What it remembers; null where the rate follows from the epoch alone. */
  readonly patience: Patience | null;
  /**
   * @param value the watched loss of the epoch that is done
   * @param epochsDone that one included
   * @returns the rate for the next epoch
   */
  next(value: number, learningRate: number, epochsDone: number): number;
}

export function rateSchedule({ schedule, epochs, optimizer }: Experiment['training']): RateSchedule | null {
  switch (schedule?.name) {
    case undefined:
      return null;
    case 'plateau':
      return new PlateauSchedule(schedule);
    case 'cosine':
      return new CosineSchedule(optimizer.learningRate, schedule.minLearningRate, epochs);
  }
}

/** Reduces the learning rate when the loss stops falling: Keras' ReduceLROnPlateau without cooldown. */
export class PlateauSchedule implements RateSchedule {
  readonly patience: Patience;

  constructor(private readonly schedule: Schedule) {
    this.patience = new Patience(schedule.patience, plateauMinDelta);
  }

  next(value: number, learningRate: number): number {
    if (!this.patience.add(value)) return learningRate;
    this.patience.waited = 0;
    return Math.min(learningRate, Math.max(learningRate * this.schedule.factor, this.schedule.minLearningRate));
  }
}

/**
 * Lowers the rate along half a cosine, from `first` in the first epoch towards `last` behind the last one: Loshchilov and
 * Hutter, SGDR, 2017, eq. 5 without restarts; Keras' CosineDecay, by epochs instead of updates.
 */
export class CosineSchedule implements RateSchedule {
  readonly patience = null;

  constructor(
    private readonly first: number,
    private readonly last: number,
    private readonly epochs: number,
  ) {}

  next(_value: number, _learningRate: number, epochsDone: number): number {
    const done = Math.min(1, epochsDone / this.epochs);
    return this.last + ((this.first - this.last) * (1 + Math.cos(Math.PI * done))) / 2;
  }
}
