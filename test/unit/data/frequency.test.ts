import { addMonths } from 'date-fns';
import { describe, expect, test } from 'vitest';

import { timeProfile } from '../../../src/data/time/timeProfile';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2015, 0, 5);

const profile = (values: readonly number[]) =>
  timeProfile(Float64Array.from(values), { format: 'iso', dateOrder: null, ambiguous: false });
const every = (ms: number, count = 60) => Array.from({ length: count }, (_, row) => start + row * ms);
/** By date-fns, whose months are those of the machine's zone, moved to UTC. */
const months = (step: number, from = new Date(2015, 0, 31), count = 40) =>
  Array.from({ length: count }, (_, row) => {
    const date = addMonths(from, row * step);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  });

describe('frequency, step and seasonal period', () => {
  test.each([
    ['monthly', months(1, new Date(2015, 0, 1)), 'month', 1, 12],
    ['monthly at the end of the month', months(1), 'month', 1, 12],
    ['three months that all have 31 days', months(1, new Date(2015, 6, 1), 3), 'month', 1, 12],
    ['every second month', months(2), 'month', 2, 6],
    ['quarterly', months(3), 'quarter', 1, 4],
    ['twice a year', months(6), 'quarter', 2, 2],
    ['yearly', months(12), 'year', 1, null],
    ['every ten years', months(120), 'year', 10, null],
    ['weekly', every(7 * day), 'week', 1, 52],
    ['daily', every(day), 'day', 1, 7],
    ['every 30 days', every(30 * day), 'day', 30, null],
    ['hourly', every(hour), 'hour', 1, 24],
    ['every 6 hours', every(6 * hour), 'hour', 6, 4],
    ['quarter-hourly', every(hour / 4), 'minute', 15, 96],
    ['every minute', every(60_000), 'minute', 1, 1440],
    ['every second', every(1000), 'second', 1, 3600],
    ['ten times a second', every(100), 'second', 0.1, 36_000],
  ])('%s', (_, values, frequency, step, seasonalPeriod) => {
    expect(profile(values)).toMatchObject({ frequency, step, seasonalPeriod, gaps: 0, sorted: true, duplicates: 0 });
  });

  test('working days have a season of five and no gaps at weekends', () => {
    const days = every(day, 70).filter((time) => ![0, 6].includes(new Date(time).getUTCDay()));
    expect(profile(days)).toMatchObject({ frequency: 'day', step: 1, seasonalPeriod: 5, gaps: 0 });
    expect(profile(days.filter((_, row) => row !== 12))).toMatchObject({ seasonalPeriod: 5, gaps: 1 });
  });

  test('gaps are the grid points without a row', () => {
    expect(profile(every(hour).filter((_, row) => row !== 5 && row !== 6 && row !== 20))).toMatchObject({
      step: 1,
      gaps: 3,
    });
    expect(profile(months(1).filter((_, row) => row !== 7))).toMatchObject({ frequency: 'month', step: 1, gaps: 1 });
  });

  test('irregular times have no step', () => {
    const squares = Array.from({ length: 60 }, (_, row) => start + row * row * 1117);
    expect(profile(squares)).toMatchObject({ frequency: null, step: null, seasonalPeriod: null, gaps: 0 });
    expect(profile([start, start + day])).toMatchObject({ frequency: null, step: null });
  });

  test('order and duplicates', () => {
    const shuffled = [...every(day), start + 3 * day, start + 3 * day].reverse();
    expect(profile(shuffled)).toMatchObject({
      sorted: false,
      duplicates: 2,
      step: 1,
      first: start,
      last: start + 59 * day,
    });
    expect(profile([NaN, ...every(day), NaN])).toMatchObject({ sorted: true, duplicates: 0, step: 1 });
    expect(profile([NaN, NaN])).toMatchObject({ first: 0, last: 0, step: null });
  });
});
