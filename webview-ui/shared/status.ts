import { exampleNoun } from './exampleNoun';
import type { Summary } from '../../src/spec/run';
import type { PageStore } from './store';
import { mainScore } from '../../src/spec/mainScore';
import { alignedScores, formatBytes, formatCount, formatNumber, formatSeconds, formatShare, plural } from './format';

/** Where things stand, in one line: what happens now, or what came out. */
export function statusLine(store: PageStore): string {
  const { state, progress } = store;
  if (!state) return '';
  const summary = state.run?.summary;
  switch (state.phase) {
    case 'reading': {
      const { reading } = state;
      if (!reading) return 'Reading the file…';
      const share = reading.totalBytes > 0 ? ` (${formatShare(Math.min(1, reading.bytes / reading.totalBytes))})` : '';
      return `Reading: ${plural(reading.rows, 'row')} so far${share}, ${formatBytes(reading.totalBytes)} in all`;
    }
    case 'starting':
      return progress?.phase === 'reading'
        ? `Reading: ${plural(progress.rows, 'row')} so far`
        : 'Starting the trainer…';
    case 'training':
      return trainingLine(store);
    case 'stopping':
      return 'Stopping…';
    case 'stopped':
    case 'done':
      return summary ? `${epochsText(summary)}${scoreText(summary)}` : '';
    case 'failed':
      return state.run || state.profile ? 'Training failed' : 'The file cannot be read';
    default:
      return '';
  }
}

/** The result at a glance: ` · RMSE 19.05, naive 20.09`; the whole of it stands below. */
function scoreText(summary: Summary): string {
  const score = mainScore(summary);
  if (!score) return '';
  const format = alignedScores(score.metric, [score.value, score.naive]);
  const beside = score.family === 'numbers' && score.naive !== null ? `, naive ${format(score.naive)}` : '';
  return ` · ${score.label} ${format(score.value)}${beside}`;
}

function epochsText({ state, epochs, epochsDone, stoppedEarly, durations }: Summary): string {
  const seconds = formatSeconds(durations.total);
  // All epochs were trained: what was stopped is what comes after them.
  if (state === 'stopped' && (stoppedEarly || epochsDone === epochs))
    return `Stopped while predicting, after ${plural(epochsDone, 'epoch')}`;
  if (state === 'stopped') return `Stopped after epoch ${formatCount(epochsDone)} of ${formatCount(epochs)}`;
  if (stoppedEarly) return `Stopped early after epoch ${formatCount(epochsDone)} of ${formatCount(epochs)}, ${seconds}`;
  return `${plural(epochsDone, 'epoch')} in ${seconds}`;
}

function trainingLine({ state, progress }: PageStore): string {
  const epochs = state?.draft?.training.epochs ?? 0;
  if (!progress) return 'Starting the trainer…';
  if (progress.phase === 'reading') return `Reading: ${plural(progress.rows, 'row')} so far`;
  if (progress.phase === 'predicting') return 'Predicting…';
  if (progress.phase === 'writing') return 'Writing predictions, model and code…';
  return [
    `Epoch ${formatCount(Math.max(1, progress.epoch))} of ${formatCount(state?.run?.summary.epochs ?? epochs)}`,
    progress.windowsPerSecond === null
      ? null
      : `${formatNumber(progress.windowsPerSecond)} ${state?.draft ? exampleNoun(state.draft) : 'window'}s/s`,
    progress.secondsLeft === null ? null : `${formatSeconds(Math.max(1, progress.secondsLeft))} left`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** How much of the training is done, 0 to 1; null where it cannot be told. */
export function doneShare({ state, progress }: PageStore): number | null {
  if (!state) return null;
  if (state.phase === 'reading') {
    const { reading } = state;
    return reading && reading.totalBytes > 0 ? Math.min(1, reading.bytes / reading.totalBytes) : null;
  }
  if (state.phase !== 'training' || progress?.phase !== 'training') return null;
  const epochs = state.run?.summary.epochs ?? state.draft?.training.epochs ?? 0;
  return epochs > 0 ? Math.min(1, (Math.max(0, progress.epoch - 1) + progress.epochShare) / epochs) : null;
}

/** What a screen reader is told when the phase changes; the running figures would drown everything else. */
export function announcement({ state }: PageStore): string {
  switch (state?.phase) {
    case 'starting':
    case 'training':
      return 'Training';
    case 'stopping':
      return 'Stopping';
    case 'stopped':
      return `Stopped. ${state.run?.summary.verdict ?? ''}`;
    case 'done':
      return `Training is done. ${state.run?.summary.verdict ?? ''}`;
    case 'reading':
      return 'Reading the file';
    default:
      return '';
  }
}
