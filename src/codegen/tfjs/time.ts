import type { TimeProfile } from '../../spec/profile';

/** A function that gives the time of a cell of the time column: milliseconds since 1970, or its number where it holds plain numbers. */
export function timeReader(profile: TimeProfile | null, dateOrder: TimeProfile['dateOrder']): string {
  if (profile === null) return toTime(['  const time = Number(cell);']);
  switch (profile.format) {
    case 'epoch-milliseconds':
      return toTime(['  const time = Number(cell);']);
    case 'epoch-seconds':
      return toTime(['  const time = 1000 * Number(cell);']);
    case 'year':
      return toTime(['  const time = Date.UTC(Number(cell), 0);']);
    case 'iso':
    case 'year-month':
      return toTime(['  const time = Date.parse(cell);']);
    case 'month-name':
      // "1st" is no number to Date.parse.
      return toTime(['  const time = Date.parse(cell.replace(/(\\d)(st|nd|rd|th)/, "$1"));']);
    case 'slashes': {
      const [first, second] = dateOrder === 'month-first' ? ['month', 'day'] : ['day', 'month'];
      return toTime([
        `  const [, ${first}, ${second}, digits, clock] =`,
        '    /^(\\d+)\\D(\\d+)\\D(\\d+)T?(.*)$/.exec(cell.trim()) ?? [];',
        '  const century = digits?.length > 2 ? 0 : Number(digits) < 69 ? 2000 : 1900;',
        '  const year = Number(digits) + century;',
        '  const time = Date.parse(`${year}/${month}/${day}${clock}`);',
      ]);
    }
  }
}

const toTime = (lines: readonly string[]): string =>
  [
    'function toTime(cell: string): number {',
    ...lines,
    '  if (Number.isNaN(time)) throw new Error(`${JSON.stringify(cell)} is no time`);',
    '  return time;',
    '}',
  ].join('\n');

/** Whether times without a zone have to be read as UTC. */
export const readsDates = (profile: TimeProfile | null): boolean =>
  profile !== null && !['year', 'epoch-seconds', 'epoch-milliseconds'].includes(profile.format);
