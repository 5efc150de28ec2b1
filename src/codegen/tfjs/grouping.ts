import { call, layOut, prettier } from '../layout';
import { lines } from './lines';

/**
 * `byLength(examples)`.
 * @param key function of an example: what those of a group have in common
 */
export const byLength = (key: string): string =>
  lines(
    '/** Examples of one length are computed together, so that none is padded. */',
    'function byLength(examples: Example[]): Example[][] {',
    layOut(prettier, 1, 'const groups = ', call('Map.groupBy', 'examples', key), ';'),
    '  return [...groups.values()];',
    '}',
  );

export const lengthOf = (list: string): string => `({ ${list} }) => ${list}.length`;
