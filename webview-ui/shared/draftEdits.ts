import type { Experiment } from '../../src/spec/experiment';
import { headOf } from '../../src/spec/network';
import { shapesOf } from '../../src/spec/shapes';
import { withTopology } from '../../src/spec/topologyEdits';

// Edits that touch more than one field, so that a draft that was consistent stays so. Pure: draft in, draft out.

/** Predicts `target` instead of the first target; a target that was fed as input stays fed. */
export function withTarget(draft: Experiment, target: string): Experiment {
  const others = draft.data.targets.slice(1).filter((name) => name !== target);
  return withTargets(draft, [target, ...others]);
}

export function withTargets(draft: Experiment, targets: readonly string[]): Experiment {
  const { inputs } = draft.data;
  if (draft.task !== 'forecast') return withOtherTargets(draft, targets);
  const added = targets.filter((name) => inputs.length > 0 && !inputs.includes(name));
  const next = { ...draft, data: { ...draft.data, targets: [...targets], inputs: [...added, ...inputs] } };
  return followOutputs(draft, next);
}

/** What is to be told must not go in; of two texts, the source and the target change places. */
function withOtherTargets(draft: Experiment, targets: readonly string[]): Experiment {
  const { inputs, targets: before } = draft.data;
  const left = inputs.filter((name) => !targets.includes(name));
  const swapped = draft.task === 'translate' && left.length === 0 ? before.slice(0, 1) : left;
  const conditions = draft.data.static.filter((name) => !targets.includes(name));
  return { ...draft, data: { ...draft.data, targets: [...targets], inputs: swapped, static: conditions } };
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

/** The topology counts steps: one step in is one-to-one or, with several steps out, one-to-many. */
export function withTimeSteps(draft: Experiment, timeSteps: number): Experiment {
  const next = { ...draft, window: { ...draft.window, timeSteps } };
  if (draft.task !== 'forecast') return next;
  const { topology } = draft.model;
  const one = timeSteps === 1;
  if (one === topology.startsWith('one-')) return next;
  if (topology === 'encoder-decoder') return keepingWindow(next, withTopology(next, 'one-to-many'));
  if (topology === 'one-to-many') return keepingWindow(next, withTopology(next, 'encoder-decoder'));
  if (!one) return keepingWindow(next, withTopology(next, 'many-to-one'));
  return keepingWindow(next, withTopology(next, next.window.horizon === 1 ? 'one-to-one' : 'one-to-many'));
}

export function withHorizon(draft: Experiment, horizon: number): Experiment {
  const next = { ...draft, window: { ...draft.window, horizon } };
  const { topology } = draft.model;
  if (topology === 'one-to-one' && horizon > 1) return keepingWindow(next, withTopology(next, 'one-to-many'));
  if (topology === 'one-to-many' && horizon === 1 && draft.task === 'forecast')
    return keepingWindow(next, withTopology(next, 'one-to-one'));
  return followOutputs(draft, next);
}

/** What was typed stays, whatever the topology would propose; a written head that fitted stays as well. */
function keepingWindow(typed: Experiment, changed: Experiment): Experiment {
  const { dense } = typed.model;
  const kept = { ...changed, window: { ...changed.window, ...typed.window } };
  return outputsOf(kept) === dense.at(-1)?.units ? { ...kept, model: { ...kept.model, dense } } : kept;
}

/** Feeds one column alone, e.g. the text that is read. */
export function withOnlyInput(draft: Experiment, name: string): Experiment {
  const { targets, inputs } = draft.data;
  const swapped = targets.includes(name) && inputs.length > 0 ? inputs.slice(0, 1) : targets;
  return { ...draft, data: { ...draft.data, inputs: [name], targets: swapped } };
}

/** What a column is beside input or target. */
export type OtherRole = 'none' | 'known' | 'static' | 'series' | 'time';

export function otherRole({ data }: Experiment, name: string): OtherRole {
  if (data.series === name) return 'series';
  if (data.time === name) return 'time';
  if (data.known.includes(name)) return 'known';
  return data.static.includes(name) ? 'static' : 'none';
}

/** A column has one role beside being predicted: as a known or static column it is fed already. */
export function withOtherRole(draft: Experiment, name: string, role: OtherRole): Experiment {
  const { data } = draft;
  const without = (names: readonly string[]): string[] => names.filter((other) => other !== name);
  const written = data.inputs.length > 0 ? data.inputs : data.targets;
  const targets = role === 'none' ? data.targets : without(data.targets);
  const noSeries = data.series === name && role !== 'series';
  return {
    ...draft,
    data: {
      ...data,
      inputs: role === 'none' ? data.inputs : without(written),
      targets: targets.length > 0 ? targets : data.targets,
      known: [...without(data.known), ...(role === 'known' ? [name] : [])],
      // Without series nothing is constant within one.
      static: noSeries ? [] : [...without(data.static), ...(role === 'static' ? [name] : [])],
      series: role === 'series' ? name : noSeries ? null : data.series,
      time: role === 'time' ? name : data.time === name ? null : data.time,
      scaleBy: noSeries ? 'all' : data.scaleBy,
    },
  };
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
