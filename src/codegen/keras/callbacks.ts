import { type Code, call } from '../layout';
import type { Pipeline } from '../pipeline';

/** What is watched: a name of Keras' history. */
export interface Watched {
  readonly monitor: string;
  /** Said where the name does not tell it. */
  readonly mode?: 'min';
}

/** What stops the training or lowers the rate. */
export function callbacksOf({ training: { earlyStopping, schedule } }: Pipeline, { monitor, mode }: Watched): Code[] {
  const callbacks: Code[] = [];
  const watched = [`monitor="${monitor}"`, ...(mode ? [`mode="${mode}"`] : [])];
  if (earlyStopping) {
    const { patience, minDelta, restoreBest } = earlyStopping;
    callbacks.push(
      call(
        'keras.callbacks.EarlyStopping',
        ...watched,
        `patience=${patience}`,
        ...(minDelta > 0 ? [`min_delta=${minDelta}`] : []),
        ...(restoreBest ? ['restore_best_weights=True'] : []),
      ),
    );
  }
  if (schedule?.name === 'cosine') {
    callbacks.push(call('keras.callbacks.LearningRateScheduler', 'learning_rate'));
  } else if (schedule) {
    const { factor, patience, minLearningRate } = schedule;
    callbacks.push(
      call(
        'keras.callbacks.ReduceLROnPlateau',
        ...watched,
        `factor=${factor}`,
        `patience=${patience}`,
        `min_lr=${minLearningRate}`,
      ),
    );
  }
  return callbacks;
}
