import { missingMarkers } from '../../spec/missing';
import { layOut, list, prettier } from '../layout';
import { typescriptString } from '../literals';
import type { Pipeline } from '../pipeline';
import type { TypescriptSection } from './program';

/**
 * Reading the rows and leaving out or filling in what is missing: makes `values`, a number[][], and where values are filled in
 * `known`, the same rows with NaN for those.
 */
export function missingSection({ missing }: Pipeline): TypescriptSection {
  if (missing === 'error') return { main: ['  const values = readRows(path);'] };
  const markers = list(missingMarkers.map(typescriptString));
  const constants = [layOut(prettier, 0, 'const MISSING = ', markers, ';')];
  if (missing === 'drop') {
    return {
      constants,
      main: [
        '  const all = readRows(path);',
        '  const kept = [...all.keys()].filter((i) => all[i].every(Number.isFinite));',
        '  const values = kept.map((i) => all[i]);',
      ],
    };
  }
  return {
    constants,
    declarations: [missing === 'forward-fill' ? forwardFill : interpolate],
    main: [
      '  const read = readRows(path);',
      `  const filled = ${missing === 'forward-fill' ? 'forwardFill' : 'interpolate'}(read);`,
      '  const whole = [...filled.keys()].filter((i) =>',
      '    filled[i].every(Number.isFinite),',
      '  );',
      '  const values = whole.map((i) => filled[i]);',
      '  // NaN where a value was filled in.',
      '  const known = whole.map((i) => read[i]);',
    ],
  };
}

const forwardFill = `/** The last known value goes on. */
function forwardFill(rows: number[][]): number[][] {
  const last = rows[0].map(() => NaN);
  return rows.map((row) =>
    row.map((value, k) => (last[k] = Number.isNaN(value) ? last[k] : value)),
  );
}`;

const interpolate = `/** A straight line between the known values around a gap. */
function interpolate(rows: number[][]): number[][] {
  const filled = rows.map((row) => [...row]);
  rows[0].forEach((_, k) => {
    const known = [...rows.keys()].filter((i) => !Number.isNaN(rows[i][k]));
    known.slice(1).forEach((to, n) => {
      const from = known[n];
      const step = (rows[to][k] - rows[from][k]) / (to - from);
      for (let i = from + 1; i < to; i++) {
        filled[i][k] = rows[from][k] + step * (i - from);
      }
    });
  });
  return filled;
}`;

/** What the rows of each part are filtered with: a declaration in `main`, and the call. */
export function rowFilter({ missing, stride, selfFed }: Pipeline): { lines: string[]; call: string } {
  switch (missing) {
    case 'error':
      return { lines: [], call: '' };
    case 'drop':
      if (stride > 1) return { lines: [], call: '' };
      return {
        lines: [
          '  // No window bridges a dropped row.',
          '  const isWhole = (row: number): boolean =>',
          '    kept[row] - kept[row - TIME_STEPS] === TIME_STEPS;',
        ],
        call: '.filter(isWhole)',
      };
    case 'forward-fill':
      return {
        lines: [
          '  // What was filled in is not predicted.',
          ...(selfFed
            ? ['  const isKnown = (row: number): boolean => known[row].every(Number.isFinite);']
            : [
                '  const isKnown = (row: number): boolean =>',
                '    known[row].slice(INPUTS.length).every(Number.isFinite);',
              ]),
        ],
        call: '.filter(isKnown)',
      };
    case 'interpolate':
      return {
        lines: [
          '  // What was filled in is not predicted. An interpolated value knows the next',
          '  // one, so no window ends with it.',
          '  const isKnown = (row: number): boolean =>',
          ...(selfFed
            ? ['    known[row].every(Number.isFinite) && known[row - 1].every(Number.isFinite);']
            : [
                '    known[row].slice(INPUTS.length).every(Number.isFinite) &&',
                '    known[row - 1].every(Number.isFinite);',
              ]),
        ],
        call: '.filter(isKnown)',
      };
  }
}
