import { describe, expect, it } from 'vitest';

import {
  alignedFormat,
  formatBytes,
  formatCount,
  formatNumber,
  formatSeconds,
  formatTime,
  plural,
} from '../../../webview-ui/shared/format';

describe('numbers', () => {
  it.each([
    [21.4321, '21.43'],
    [0.0835, '0.0835'],
    [12345.6, '12,346'],
    [0, '0'],
    [-3.25, '-3.25'],
    [0.00001234, '1.23E-5'],
    [null, '–'],
    [NaN, '–'],
    [Infinity, '∞'],
  ])('shows %j as %j', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('aligns a column by its largest value', () => {
    const format = alignedFormat([40.964, 18.884, null]);
    expect([40.964, 18.9, null].map(format)).toEqual(['40.96', '18.90', '–']);
    expect(alignedFormat([1.5, 0.6657])(1.5)).toBe('1.500');
  });

  it('counts', () => {
    expect([formatCount(2820), plural(1, 'row'), plural(2, 'row')]).toEqual(['2,820', '1 row', '2 rows']);
    expect(formatBytes(74_000_000)).toBe('74 MB');
  });
});

describe('times', () => {
  it.each([
    [0.5, '0.5 s'],
    [8.4, '8 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('shows %d seconds as %j', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('is as precise as the steps', () => {
    const time = Date.UTC(1749, 0, 1);
    expect([formatTime(time, 'month'), formatTime(time, 'year')]).toEqual(['Jan 1749', '1749']);
  });
});
