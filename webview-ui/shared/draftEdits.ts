import type { Experiment, Topology } from '../../src/spec/experiment';
import { modelSize } from '../../src/spec/layers';

// Edits that touch more than one field, so that a draft that was consistent stays so. Pure: draft in, draft out.

/** Predicts `target` instead of the first target; a target that was fed as input stays fed. */
export function withTarget(draft: Experiment, target: string): Experiment {
  const others = draft.data.targets.slice(1).filter((name) => name !== target);
  return withTargets(draft, [target, ...others]);
}

export function withTargets(draft: Experiment, targets: readonly string[]): Experiment {
  const { inputs } = draft.data;
  const added = targets.filter((name) => inputs.length > 0 && !inputs.includes(name));
  const next = { ...draft, data: { ...draft.data, targets: [...targets], inputs: [...added, ...inputs] } };
  return followOutputs(draft, next);
}

/** The topology counts steps in: one step is one-to-one, more are many-to-one. */
export function withTimeSteps(draft: Experiment, timeSteps: number): Experiment {
  const { topology } = draft.model;
  const forSteps: Topology =
    topology === 'one-to-one' || topology === 'many-to-one'
      ? timeSteps === 1
        ? 'one-to-one'
        : 'many-to-one'
      : topology;
  return { ...draft, window: { ...draft.window, timeSteps }, model: { ...draft.model, topology: forSteps } };
}

/** A written-out last dense layer that had an output per predicted value keeps doing so. */
function followOutputs(before: Experiment, after: Experiment): Experiment {
  const last = after.model.dense.at(-1);
  const outputs = modelSize(after).outputs;
  if (!last || last.units !== modelSize(before).outputs || last.units === outputs) return after;
  const dense = [...after.model.dense.slice(0, -1), { ...last, units: outputs }];
  return { ...after, model: { ...after.model, dense } };
}

/** Shares that add up to 1 whatever is set: the training part takes what the others leave. */
export function withShare(draft: Experiment, part: 'validation' | 'test', share: number): Experiment {
  const split = { ...draft.data.split, [part]: share };
  const train = Math.round((1 - split.validation - split.test) * 1e6) / 1e6;
  return { ...draft, data: { ...draft.data, split: { ...split, train } } };
}

/** Moves an entry of a list by one place; the same list where there is no place to go. */
export function moved<T>(list: readonly T[], index: number, by: 1 | -1): T[] {
  const copy = [...list];
  const other = index + by;
  if (other < 0 || other >= copy.length) return copy;
  [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
  return copy;
}
