import type { Experiment } from './experiment';

/** A setting in which experiments differ. */
export interface SettingDifference {
  /** Dotted, as `--set` takes it: `model.layers.0.cell`. */
  readonly path: string;
  /** Of each experiment, in their order; undefined where it has no such setting. */
  readonly values: readonly unknown[];
}

/** What names a run or its file, and decides nothing. */
const told = new Set(['version', 'name', 'data.file', 'data.sha256']);

/** The settings that are not the same in all experiments, in the order of the file. */
export function settingDifferences(experiments: readonly Experiment[]): SettingDifference[] {
  return [...differencesAt('', experiments)];
}

function* differencesAt(path: string, values: readonly unknown[]): Generator<SettingDifference> {
  if (told.has(path)) return;
  if (values.some((value) => value !== undefined && !hasFields(value))) {
    if (new Set(values.map((value) => JSON.stringify(value))).size > 1) yield { path, values };
    return;
  }
  const keys = new Set(values.flatMap((value) => (hasFields(value) ? Object.keys(value) : [])));
  for (const key of keys) {
    const at = path === '' ? key : `${path}.${key}`;
    yield* differencesAt(
      at,
      values.map((value) => (hasFields(value) && Object.hasOwn(value, key) ? value[key] : undefined)),
    );
  }
}

/** An object, or a list of them; a list of names or numbers is one value. */
function hasFields(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) || value.some((entry) => typeof entry === 'object' && entry !== null);
}
