import type { TrainProgress } from '../training/progress';
import { duration, number } from './format';

const barWidth = 24;
/** Without a terminal: a line now and then, so that logs stay short. */
const lineEveryMs = 2000;

/** Loss, rate and time left on standard error: one line that is drawn anew on a terminal, some lines elsewhere. */
export class ProgressBar {
  private lastLine = 0;
  private lastLoss: { loss: number | null; valLoss: number | null } | null = null;
  private readonly terminal = process.stderr.isTTY;

  /** @param examples what is counted: `windows` */
  constructor(
    private readonly epochs: number,
    private readonly examples = 'windows',
  ) {}

  show(progress: TrainProgress): void {
    const last = progress.epochs.at(-1);
    if (last) this.lastLoss = last;
    if (this.terminal) {
      process.stderr.write(`\r\x1b[K${this.line(progress).slice(0, (process.stderr.columns || 80) - 1)}`);
    } else if (progress.phase === 'training' && performance.now() - this.lastLine >= lineEveryMs) {
      this.lastLine = performance.now();
      process.stderr.write(`${this.line(progress)}\n`);
    }
  }

  end(): void {
    if (this.terminal) process.stderr.write('\r\x1b[K');
  }

  private line(progress: TrainProgress): string {
    const { phase, rows, epoch, epochShare, runningLoss, windowsPerSecond, secondsLeft } = progress;
    if (phase === 'reading') return `Reading: ${number(rows)} rows`;
    if (phase === 'predicting') return 'Predicting';
    if (phase === 'writing') return 'Writing predictions, model and code';
    const done = Math.min(1, (Math.max(0, epoch - 1) + epochShare) / this.epochs);
    const filled = Math.round(done * barWidth);
    const loss = this.lastLoss?.loss ?? runningLoss;
    return [
      `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} epoch ${epoch} of ${this.epochs}`,
      loss === null ? '' : `loss ${number(loss)}`,
      this.lastLoss?.valLoss == null ? '' : `validation ${number(this.lastLoss.valLoss)}`,
      windowsPerSecond === null ? '' : `${number(windowsPerSecond)} ${this.examples}/s`,
      secondsLeft === null ? '' : `${duration(Math.round(secondsLeft))} left`,
    ]
      .filter((part) => part !== '')
      .join(' · ');
  }
}
