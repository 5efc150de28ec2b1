import type { Engine } from '../../engine/engine';
import type { Experiment } from '../../spec/experiment';
import type { GradientTrace } from '../../spec/inspection';
import { networkOf } from '../../spec/network';

/** Examples looked at: enough for a norm that does not jump from one to the next, and no more work than a batch. */
const sample = 32;
/** States of all steps are kept for them; beyond so many values that would take more memory than it tells. */
const mostValues = 4e6;

/** Whether the gradient's way back can be looked at without much memory. */
export function canTrace(experiment: Experiment, engine: Engine): boolean {
  const widest = Math.max(...experiment.model.layers.map(({ units }) => units));
  return sample * engine.shapes.timeSteps * widest <= mostValues && !experiment.training.stateful;
}

/**
 * Norm of the loss' gradient by each encoder layer's hidden state at each step: where it falls towards the first steps,
 * the network cannot learn from them (Bengio, Simard & Frasconi, 1994).
 * @param examples of the training part; spread over it, the first of some 32 equal pieces are taken
 */
export async function gradientTrace(
  engine: Engine,
  experiment: Experiment,
  examples: Int32Array,
  epoch: number,
): Promise<GradientTrace> {
  const count = Math.min(sample, examples.length);
  const chosen = Int32Array.from({ length: count }, (_, i) => examples[Math.floor((i * examples.length) / count)] ?? 0);
  const norms = await engine.gradientNorms(chosen);
  const { encoder } = networkOf(experiment, engine.shapes);
  return {
    epoch,
    layers: encoder.map(({ name }, i) => ({
      name,
      norms: Array.from(norms[i] ?? [], (norm) => (Number.isFinite(norm) ? Number(norm.toPrecision(6)) : null)),
    })),
  };
}
