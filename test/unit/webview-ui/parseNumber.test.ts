import { describe, expect, it } from 'vitest';

import { parseNumber } from '../../../webview-ui/shared/parseNumber';

describe('parseNumber', () => {
  it.each([
    ['32', 32],
    [' 32 ', 32],
    ['1,000', 1000],
    ['12,345,678', 12_345_678],
    ['1 000', 1000],
    ['0', 0],
    ['-1', -1],
    ['1,5', null],
    ['1.5', null],
    ['', null],
    ['many', null],
    ['12abc', null],
    ['1e3', null],
  ])('reads the count %j as %j', (text, value) => {
    expect(parseNumber(text, 'count')).toBe(value);
  });

  it.each([
    ['0.001', 0.001],
    ['0,001', 0.001],
    ['.5', 0.5],
    ['1e-4', 1e-4],
    ['-2', -2],
    ['1.', 1],
    ['NaN', null],
    ['Infinity', null],
    ['0x10', null],
    ['1.2.3', null],
    ['', null],
  ])('reads the number %j as %j', (text, value) => {
    expect(parseNumber(text, 'number')).toBe(value);
  });
});
