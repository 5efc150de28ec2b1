import path from 'node:path';

import type { TrainProgress, TrainSamples } from '../../protocol/trainer';
import type { Experiment } from '../../spec/experiment';
import type { GradientTrace } from '../../spec/inspection';
import type { EpochMetrics, Summary } from '../../spec/run';
import { createRun } from './createRun';
import type { SessionHost } from './host';
import { ProgressGate } from './progressGate';

/** A run that trains now, in its own process. */
export interface Training {
  readonly folder: string;
  /** Process id of the trainer. */
  readonly pid: number | undefined;
  readonly phase: 'starting' | 'training' | 'stopping';
  /** All epochs finished so far. */
  readonly history: EpochMetrics[];
  readonly progress: TrainProgress | null;
  /** All texts written so far. */
  readonly samples: TrainSamples[];
  readonly finished: Promise<Summary>;
  stop(): void;
  kill(): void;
}

interface Listeners {
  /** At most 20 a second. `epochs` of the message holds those finished since the last call. */
  onProgress(progress: TrainProgress): void;
  onSamples(samples: TrainSamples): void;
  onGradients(trace: GradientTrace): void;
  /** The phase changed. */
  onChange(): void;
}

/**
 * Makes the run folder and sets a trainer to work on it.
 * @param file absolute path of the CSV
 * @throws UserError when the folder cannot be written or the process cannot be started
 */
export function startTraining(experiment: Experiment, file: string, host: SessionHost, listeners: Listeners): Training {
  const settings = host.settings(file);
  const folder = createRun(settings.outputFolder, experiment, file);
  const trainer = host.startTrainer();
  host.log.info(`training ${path.basename(file)} in ${folder}, process ${trainer.pid}`);
  let phase: Training['phase'] = 'starting';
  let progress: TrainProgress | null = null;
  const history: EpochMetrics[] = [];
  const samples: TrainSamples[] = [];

  const begunMs = performance.now();
  let lossSeen = false;

  const gate = new ProgressGate((message) => {
    if (!lossSeen && (message.epochs.length > 0 || message.runningLoss !== null)) {
      lossSeen = true;
      host.log.info(`first loss ${Math.round(performance.now() - begunMs)} ms after Train`);
    }
    progress = { ...message, epochs: [] };
    for (const epoch of message.epochs) history.push(epoch);
    if (phase === 'starting') {
      phase = 'training';
      listeners.onChange();
    }
    listeners.onProgress(message);
  });
  trainer.onSamples((message) => {
    samples.push(message);
    listeners.onSamples(message);
  });
  trainer.onGradients((trace) => listeners.onGradients(trace));
  const finished = trainer
    .train({ runFolder: folder, threads: settings.threads }, (message) => gate.push(message))
    .finally(() => {
      gate.flush();
      trainer.kill();
    });
  finished.catch(() => undefined);

  return {
    folder,
    pid: trainer.pid,
    history,
    samples,
    finished,
    get phase() {
      return phase;
    },
    get progress() {
      return progress;
    },
    stop() {
      if (phase === 'stopping') return;
      phase = 'stopping';
      trainer.stop();
      listeners.onChange();
    },
    kill: () => trainer.kill(),
  };
}
