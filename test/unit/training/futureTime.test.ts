import { describe, expect, it } from 'vitest';

import type { TimeProfile } from '../../../src/spec/profile';
import { futureTimeText } from '../../../src/training/tasks/forecast/futureTime';

const profile = (change: Partial<TimeProfile>): TimeProfile => ({
  format: 'iso',
  dateOrder: null,
  ambiguous: false,
  first: Date.UTC(1981, 0, 1),
  last: 0,
  frequency: 'day',
  step: 1,
  seasonalPeriod: 7,
  sorted: true,
  duplicates: 0,
  gaps: 0,
  ...change,
});
const utc = (text: string) => Date.parse(text);

describe('the time after the end', () => {
  it.each<[string, Partial<TimeProfile>, string, string[], number, string]>([
    ['months', { format: 'year-month', frequency: 'month' }, '1983-12-01Z', ['1983-12'], 1, '1984-01'],
    [
      'months without leading zero',
      { format: 'year-month', frequency: 'month' },
      '1983-12-01Z',
      ['1983/9', '1983/12'],
      1,
      '1984/1',
    ],
    ['years', { format: 'year', frequency: 'year' }, '1999-01-01Z', ['1999'], 2, '2001'],
    ['quarters', { frequency: 'quarter' }, '1999-11-30Z', ['1999-11-30'], 1, '2000-02-29'],
    [
      'the last day of a month',
      { frequency: 'month', first: utc('1999-11-30Z') },
      '2000-02-29Z',
      ['2000-02-29'],
      1,
      '2000-03-31',
    ],
    ['the 29th of a month', { frequency: 'month' }, '2000-02-29Z', ['2000-02-29'], 1, '2000-03-29'],
    ['the 31st to a short month', { frequency: 'month' }, '2001-01-31Z', ['2001-01-31'], 1, '2001-02-28'],
    ['days', {}, '2000-02-28Z', ['2000-02-28'], 2, '2000-03-01'],
    ['working days', { seasonalPeriod: 5 }, '2024-03-01Z', ['2024-03-01'], 2, '2024-03-05'],
    ['weeks', { frequency: 'week' }, '2024-12-30Z', ['2024-12-30'], 1, '2025-01-06'],
    ['hours', { frequency: 'hour' }, '2018-06-26T23:00Z', ['2018-06-26 23:00:00'], 1, '2018-06-27 00:00:00'],
    [
      'quarters of an hour',
      { frequency: 'minute', step: 15 },
      '2018-06-26T23:45Z',
      ['2018-06-26T23:45'],
      1,
      '2018-06-27T00:00',
    ],
    [
      'seconds with fractions',
      { frequency: 'second' },
      '2018-06-26T23:59:59.250Z',
      ['2018-06-26T23:59:59.250Z'],
      1,
      '2018-06-27T00:00:00.250Z',
    ],
    [
      'a zone',
      { frequency: 'hour' },
      '2018-06-26T21:00Z',
      ['2018-06-26T23:00:00+02:00'],
      1,
      '2018-06-27T00:00:00+02:00',
    ],
    [
      'a zone before noon',
      { frequency: 'hour' },
      '2018-06-27T04:00Z',
      ['2018-06-26T23:00-0500'],
      1,
      '2018-06-27T00:00-0500',
    ],
    [
      'morning and afternoon',
      { frequency: 'hour', format: 'slashes', dateOrder: 'month-first' },
      '2018-06-09T11:00Z',
      ['6/9/2018 11:00 AM'],
      1,
      '6/9/2018 12:00 PM',
    ],
    [
      'slashes, month first',
      { format: 'slashes', dateOrder: 'month-first' },
      '1981-01-09Z',
      ['1/8/1981', '1/9/1981'],
      1,
      '1/10/1981',
    ],
    ['slashes, day first', { format: 'slashes', dateOrder: 'day-first' }, '1981-12-31Z', ['31.12.81'], 1, '01.01.82'],
    [
      'names of months',
      { format: 'month-name', frequency: 'month' },
      '2009-12-01Z',
      ['Nov 1 2009', 'Dec 1 2009'],
      1,
      'Jan 1 2010',
    ],
    [
      'full names',
      { format: 'month-name', frequency: 'day' },
      '2009-12-31Z',
      ['December 31, 2009'],
      1,
      'January 01, 2010',
    ],
    [
      'day before the name',
      { format: 'month-name', frequency: 'day' },
      '2009-12-31Z',
      ['9-Dec-09', '31-Dec-09'],
      1,
      '1-Jan-10',
    ],
    ['name and year', { format: 'month-name', frequency: 'month' }, '2009-12-01Z', ['Dec-2009'], 1, 'Jan-2010'],
    [
      'epoch seconds',
      { format: 'epoch-seconds', frequency: 'hour' },
      '2020-01-01T00:00Z',
      ['1577836800'],
      1,
      '1577840400',
    ],
    [
      'epoch milliseconds',
      { format: 'epoch-milliseconds', frequency: 'second' },
      '2020-01-01T00:00Z',
      ['1577836800000'],
      1,
      '1577836801000',
    ],
    ['irregular times', { frequency: null, step: null }, '2020-01-01T00:00Z', ['2020-01-01'], 1, ''],
  ])('%s', (_name, change, last, samples, steps, expected) => {
    expect(futureTimeText(profile(change), utc(last), steps, samples)).toBe(expected);
  });
});
