import type { Engine } from '../../engine/engine';
import type { RunFolder } from '../../runs/runFolder';
import type { Experiment } from '../../spec/experiment';
import type { GradientTrace } from '../../spec/inspection';
import { runFiles } from '../../spec/run';
import { canTrace, gradientTrace } from './gradientTrace';

/** A look at the gradients costs about two batches: at most so often, and never more than a fiftieth of the time. */
const gapMs = 2000;
const shareOfTime = 1 / 50;

/** Looks now and then while a network trains how far its gradients reach back, and adds that to `gradients.jsonl`. */
export class GradientTracer {
  private nextMs = -Infinity;
  private readonly possible: boolean;

  constructor(
    private readonly run: RunFolder,
    private readonly engine: Engine,
    private readonly experiment: Experiment,
    private readonly examples: Int32Array,
  ) {
    this.possible = canTrace(experiment, engine);
  }

  /** @returns null when it is not time yet; the first and the last epoch always are */
  async afterEpoch(epoch: number): Promise<GradientTrace | null> {
    const started = performance.now();
    const isLast = epoch === this.experiment.training.epochs;
    if (!this.possible || (started < this.nextMs && !isLast)) return null;
    const trace = await gradientTrace(this.engine, this.experiment, this.examples, epoch);
    this.run.append(runFiles.gradients, `${JSON.stringify(trace)}\n`);
    const now = performance.now();
    this.nextMs = now + Math.max(gapMs, (now - started) / shareOfTime);
    return trace;
  }
}
