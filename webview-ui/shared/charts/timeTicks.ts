const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** Steps below a month have a fixed length. */
const fixedSteps = [second, 5, 15, 30, minute, 5, 15, 30, hour, 3, 6, 12, day, 2, 7, 14];
const steps = ((): number[] => {
  let unit = second;
  return fixedSteps.map((step) => (step >= second ? (unit = step) : step * unit));
})();
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000];
const meanMonth = 30.436875 * day;

/**
 * Tick positions on round calendar times (UTC): whole hours, days, months, years; never more than `most` of them.
 * @param from milliseconds since 1970
 */
export function timeTicks(from: number, to: number, most: number): number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const step = steps.find((candidate) => span / candidate <= most);
  if (step !== undefined) return multiples(from, to, step);
  const months = monthSteps.find((candidate) => span / (candidate * meanMonth) <= most) ?? 24_000;
  return monthTicks(from, to, months);
}

function multiples(from: number, to: number, step: number): number[] {
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}

function monthTicks(from: number, to: number, months: number): number[] {
  const start = new Date(from);
  const first = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: number[] = [];
  for (let month = Math.ceil(first / months) * months; ; month += months) {
    const tick = utcMonth(Math.floor(month / 12), month % 12);
    if (tick > to) return ticks;
    if (tick >= from) ticks.push(tick);
  }
}

/** `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
function utcMonth(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month, 1);
}
