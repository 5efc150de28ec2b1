import type { TimeProfile } from '../../spec/profile';
import { inferSteps } from './frequency';

/**
 * What a column of times tells: its extent, order and steps.
 * @param values milliseconds since 1970, NaN where missing
 */
export function timeProfile(
  values: Float64Array,
  form: Pick<TimeProfile, 'format' | 'dateOrder' | 'ambiguous'>,
): TimeProfile {
  const present = values.some(Number.isNaN) ? values.filter((value) => !Number.isNaN(value)) : values;
  let sorted = true;
  for (let row = 1; row < present.length && sorted; row++) sorted = present[row]! >= present[row - 1]!;
  const ordered = sorted ? present : present.slice().sort();
  let distinct = ordered.length === 0 ? 0 : 1;
  for (let row = 1; row < ordered.length; row++) if (ordered[row] !== ordered[row - 1]) distinct++;
  const unique =
    distinct === ordered.length ? ordered : ordered.filter((value, row) => row === 0 || value !== ordered[row - 1]);
  return {
    ...form,
    first: ordered[0] ?? 0,
    last: ordered.at(-1) ?? 0,
    ...inferSteps(unique),
    sorted,
    duplicates: ordered.length - distinct,
  };
}
