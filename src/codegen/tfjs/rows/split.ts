import { call, type Code, layOut, list, prettier } from '../../layout';
import { typescriptString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';

/** Where the parts of consecutive rows (or examples) end, as expressions of their number. */
export interface Borders {
  readonly trainEnd: string;
  /** Where the validation part ends, and the test part begins. */
  readonly validationEnd: string;
}

/** Consecutive parts, the earliest train: lines that set `trainEnd` and, with three parts, `validationEnd`. */
export function borderLines({ split, parts }: Pipeline, count: string): string[] {
  const { train, validation, testRows, validationRows } = split;
  const share = (of: string, part: string | number): Code => call('Math.floor', `${of} * ${part} + 1e-9`);
  const has = (part: 'validation' | 'test'): boolean => parts.includes(part);
  if (testRows === null && validationRows === null) {
    return some(
      declared('trainEnd', has('validation') || has('test') ? share(count, train) : count),
      has('validation') && has('test') && declared('validationEnd', share(count, `(${train} + ${validation})`)),
    );
  }
  const before = has('validation') ? 'validationEnd' : 'trainEnd';
  const rest = !has('test')
    ? count
    : testRows === null
      ? share(count, 1 - split.test)
      : `Math.max(0, ${count} - ${testRows})`;
  return some(
    declared(before, rest),
    has('validation') &&
      declared(
        'trainEnd',
        validationRows === null
          ? share(before, train / (train + validation))
          : `Math.max(0, ${before} - ${validationRows})`,
      ),
  );
}

/** Code of a function stands two blanks deep. */
const inFunction = { ...prettier, width: prettier.width - prettier.indent.length };

const declared = (name: string, value: Code): string[] =>
  layOut(inFunction, 0, `const ${name} = `, value, ';').split('\n');

/** Half-open ranges of the parts that there are, by the names that `borderLines` sets. */
export function rangesOf({ parts }: Pipeline, count: string): [string, string, string][] {
  const has = (part: 'validation' | 'test'): boolean => parts.includes(part);
  return parts.map((part) => {
    if (part === 'train') return [part, '0', 'trainEnd'];
    if (part === 'validation') return [part, 'trainEnd', has('test') ? 'validationEnd' : count];
    return [part, has('validation') ? 'validationEnd' : 'trainEnd', count];
  });
}

export const partType = ({ parts }: Pipeline): string => `type Part = ${parts.map(typescriptString).join(' | ')};`;

/** `partsOf(count)`: the part of each of so many things, shared out at random but always alike, or in their order. */
export function partsFunction(pipeline: Pipeline, things: string): string[] {
  const { split, parts } = pipeline;
  if (split.by === 'time') {
    return some(
      partType(pipeline),
      lines(
        `/** The parts of ${things}, in their order. */`,
        'function partsOf(count: number): Part[] {',
        borderLines(pipeline, 'count').map((line) => `  ${line}`),
        '  return Array.from({ length: count }, (_, i) =>',
        `    ${partByPlace(pipeline, 'i')},`,
        '  );',
        '}',
      ),
    );
  }
  const shares = parts.map((part) => split[part]);
  const ends = parts.slice(0, -1).map((_, i) => sumText(shares.slice(0, i + 1)));
  return some(
    partType(pipeline),
    hash,
    lines(
      `/** The parts of ${things}: those whose numbers have the lowest hashes train. */`,
      'function partsOf(count: number): Part[] {',
      layOut(prettier, 1, 'const ends = ', list([...ends.map((end) => `Math.round(count * ${end})`), 'count']), ';'),
      '  const sizes = ends.map((end, i) => end - (ends[i - 1] ?? 0));',
      '  // No part stays empty where there is enough for all.',
      '  sizes.forEach((size, i) => {',
      '    if (size > 0 || count < sizes.length) return;',
      '    sizes[sizes.indexOf(Math.max(...sizes))] -= 1;',
      '    sizes[i] = 1;',
      '  });',
      '  const order = [...Array(count).keys()].sort((a, b) => hash(a) - hash(b));',
      `  const names: Part[] = [${parts.map(typescriptString).join(', ')}];`,
      '  const shared = names.flatMap((name, i) => Array<Part>(sizes[i]).fill(name));',
      '  const parts: Part[] = [];',
      '  order.forEach((i, place) => (parts[i] = shared[place]));',
      '  return parts;',
      '}',
    ),
  );
}

const sumText = (shares: readonly number[]): string =>
  shares.length === 1 ? String(shares[0]) : `(${shares.join(' + ')})`;

function partByPlace(pipeline: Pipeline, place: string): string {
  const ranges = rangesOf(pipeline, 'count');
  return ranges
    .map(([part, , end], i) =>
      i === ranges.length - 1 ? typescriptString(part) : `${place} < ${end} ? ${typescriptString(part)} : `,
    )
    .join('');
}

const hash = `/** MurmurHash3's finalizer over a number and the seed of the split. */
function hash(number: number): number {
  let h = (number ^ Math.imul(SPLIT_SEED, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}`;

/** Constants that `partsFunction` needs. */
export const partsConstants = ({ split }: Pipeline): string[] =>
  split.by === 'time' ? [] : [`const SPLIT_SEED = ${split.seed};`];
