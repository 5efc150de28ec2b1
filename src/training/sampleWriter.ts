import type { Engine } from '../engine/engine';
import type { RunFolder } from '../runs/runFolder';
import type { Experiment } from '../spec/experiment';
import { runFiles } from '../spec/run';
import type { EpochSamples } from './progress';
import type { Task } from './tasks/task';

/** Lets a task that writes texts do so after each few epochs, and adds them to `samples.txt`. */
export class SampleWriter {
  constructor(
    private readonly run: RunFolder,
    private readonly engine: Engine,
    private readonly experiment: Experiment,
    private readonly task: Task,
  ) {}

  /** @returns null where no texts are due after this epoch (1-based), or the task writes none */
  async afterEpoch(epoch: number): Promise<EpochSamples | null> {
    const { every } = this.experiment.sampling;
    if (!this.task.sample || every === null || epoch % every !== 0) return null;
    const texts = await this.task.sample(this.engine, this.experiment, epoch);
    if (texts.length === 0) return null;
    this.run.append(runFiles.samples, samplesText(`Epoch ${epoch}`, texts));
    return { epoch, texts: [...texts] };
  }
}

/** A section of `samples.txt`. */
export function samplesText(heading: string, texts: readonly string[]): string {
  const numbered = texts.map((text, i) => `[${i + 1}]\n${text}\n`);
  return `${heading}\n${'='.repeat(heading.length)}\n\n${numbered.join('\n')}\n`;
}

/** The last section of `samples.txt`. */
export function lastSamples(text: string): string {
  const headings = [...text.matchAll(/^(?=[^\n]+\n={3,}\n)/gm)];
  return text.slice(headings.at(-1)?.index ?? 0);
}
