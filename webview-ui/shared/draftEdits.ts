import type { Experiment, Topology } from '../../src/spec/experiment';
import { headOf } from '../../src/spec/network';
import { shapesOf } from '../../src/spec/shapes';

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

/** Adds or removes a target; the last one stays, because something has to be predicted. */
export function withTargetChecked(draft: Experiment, name: string, checked: boolean): Experiment {
  const { targets } = draft.data;
  const next = checked
    ? [...targets.filter((target) => target !== name), name]
    : targets.filter((target) => target !== name);
  return next.length === 0 ? { ...draft } : withTargets(draft, next);
}

/** Feeds a column to the network or no longer does; an empty list of inputs stands for the targets. */
export function withInput(draft: Experiment, name: string, checked: boolean): Experiment {
  const { inputs, targets } = draft.data;
  const written = inputs.length > 0 ? inputs : targets;
  const next = checked
    ? [...written.filter((input) => input !== name), name]
    : written.filter((input) => input !== name);
  return { ...draft, data: { ...draft.data, inputs: next } };
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

const outputsOf = (draft: Experiment): number => headOf(draft, shapesOf(draft)).units;

/** A written-out last dense layer that had an output per predicted value keeps doing so. */
function followOutputs(before: Experiment, after: Experiment): Experiment {
  const last = after.model.dense.at(-1);
  const outputs = outputsOf(after);
  if (!last || last.units !== outputsOf(before) || last.units === outputs) return after;
  const dense = [...after.model.dense.slice(0, -1), { ...last, units: outputs }];
  return { ...after, model: { ...after.model, dense } };
}

/**
 * Shares that add up to 1 whatever is set: the training part gives or takes what validation and test change, and the
 * test part what training changes.
 */
export function withShare(draft: Experiment, part: 'train' | 'validation' | 'test', share: number): Experiment {
  const split = { ...draft.data.split, [part]: share };
  const rest = (a: number, b: number): number => Math.round((1 - a - b) * 1e6) / 1e6;
  if (part === 'train') split.test = rest(split.train, split.validation);
  else split.train = rest(split.validation, split.test);
  return { ...draft, data: { ...draft.data, split } };
}

/** Moves an entry of a list by one place; the same list where there is no place to go. */
export function moved<T>(list: readonly T[], index: number, by: 1 | -1): T[] {
  const copy = [...list];
  const other = index + by;
  if (other < 0 || other >= copy.length) return copy;
  [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
  return copy;
}
