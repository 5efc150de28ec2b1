import { describe, expect, it } from 'vitest';

import { timeTicks } from '../../../webview-ui/shared/charts/timeTicks';

const iso = (ticks: number[]): string[] => ticks.map((tick) => new Date(tick).toISOString());
const utc = (text: string): number => Date.parse(text);

describe('timeTicks', () => {
  it('falls on round years, also in the first century', () => {
    expect(iso(timeTicks(utc('1749-01-01Z'), utc('1983-12-01Z'), 6)).map((text) => text.slice(0, 10))).toEqual(
      ['1750', '1800', '1850', '1900', '1950'].map((year) => `${year}-01-01`),
    );
    const early = new Date(0).setUTCFullYear(40, 0, 1);
    const late = new Date(0).setUTCFullYear(90, 0, 1);
    expect(timeTicks(early, late, 6).map((tick) => new Date(tick).getUTCFullYear())).toEqual([40, 50, 60, 70, 80, 90]);
  });

  it('falls on whole months, days and hours', () => {
    expect(iso(timeTicks(utc('2016-07-03Z'), utc('2017-03-02Z'), 10))).toEqual(
      ['2016-08', '2016-09', '2016-10', '2016-11', '2016-12', '2017-01', '2017-02', '2017-03'].map(
        (month) => `${month}-01T00:00:00.000Z`,
      ),
    );
    expect(iso(timeTicks(utc('2016-07-01T05:00Z'), utc('2016-07-01T20:00Z'), 6))).toEqual(
      ['06', '09', '12', '15', '18'].map((hour) => `2016-07-01T${hour}:00:00.000Z`),
    );
  });

  it.each([1, 2, 3, 7, 20])('makes no more ticks than there is room for (%i)', (most) => {
    for (const span of [1e3, 6e4, 4e6, 9e7, 3e9, 1e11, 1e13]) {
      expect(timeTicks(0, span, most).length).toBeLessThanOrEqual(most + 1);
    }
  });

  it('is one tick where there is no span', () => {
    expect(timeTicks(5, 5, 6)).toEqual([5]);
  });
});
