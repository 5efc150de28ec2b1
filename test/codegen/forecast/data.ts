import { hostileNames } from '../cases';

/** Small files for forecasts, of formulas alone: the same on every machine. */

const wave = (t: number, period: number, height: number): number => height * Math.sin((2 * Math.PI * t) / period);
/** Something between -1 and 1 that is another at every place. */
const noise = (i: number): number => ((Math.imul(i + 1, 0x9e3779b1) >>> 8) % 2001) / 1000 - 1;
export const day = (t: number): string => new Date(Date.UTC(2021, 4, 1 + t)).toISOString().slice(0, 10);
const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');

interface Stores {
  /** Days to come at the end of each store, of which prices and offers are known. */
  readonly ahead?: number;
  readonly missing?: (store: number, t: number, column: string) => boolean;
  readonly name?: (store: number) => string;
  readonly header?: Readonly<Record<string, string>>;
  readonly weather?: readonly string[];
}

/**
 * Five stores, a day a row, their rows mixed: the second one backwards, the fourth too short for a window. Sales and visits are
 * measured, prices and offers known beforehand; region and size are the store's own.
 */
export function stores({ ahead = 0, missing = () => false, name, header = {}, weather }: Stores = {}): string {
  const columns = ['store', 'day', 'sales', 'visits', 'weather', 'price', 'offer', 'region', 'size'];
  const skies = weather ?? ['sun', 'rain', 'fog', 'true'];
  const rows = [40, 52, 33, 4, 46].flatMap((length, store) => {
    const own = Array.from({ length: length + ahead }, (_, t) => {
      const i = 97 * store + t;
      const sales = 60 * (store + 1) + t / 2 + wave(t, 7, 9) + 3 * noise(i);
      const measured = t < length;
      const cells: Record<string, string> = {
        store: name ? name(store) : `store ${store}`,
        day: day(t),
        sales: measured ? sales.toFixed(2) : '',
        visits: measured ? (900 + 4 * sales + wave(t, 5, 30) + 9 * noise(i + 7)).toFixed(1) : '',
        // Some weather comes late: the training part has not seen it.
        weather: measured ? skies[t > 36 ? 2 : (t * 7 + store) % 2 === 0 ? 0 : t % 11 === 3 ? 3 : 1]! : '',
        price: (5 + (t % 4) / 2 + store / 10).toFixed(2),
        offer: t % 5 === 2 ? 'half' : t % 7 === 1 ? 'gift' : 'none',
        region: ['north', 'south'][store % 2]!,
        // Said once of each store.
        size: t === 3 ? String(100 + 50 * store) : '',
      };
      return columns.map((column) =>
        missing(store, t, column) ? (['', 'NA', '?', '-'][t % 4] ?? '') : cells[column]!,
      );
    });
    const turned = store === 1 ? own.reverse() : own;
    return turned.map((row, t) => ({ row, place: t * 5 + store }));
  });
  rows.sort((a, b) => a.place - b.place);
  return csv(
    columns.map((column) => header[column] ?? column),
    rows.map(({ row }) => row),
  );
}

/** Holes at the beginning, the end and the borders of parts. */
export const holes = (store: number, t: number, column: string): boolean =>
  (column === 'sales' && (t % 17 === 5 || [0, 1, 26, 27].includes(t) || (store === 2 && t > 30))) ||
  (column === 'visits' && t % 13 === 4) ||
  (column === 'weather' && [0, 9, 10, 30].includes(t));

/** One series: an hour a row. */
export function hours(length = 120): string {
  const rows = Array.from({ length }, (_, t) => {
    const time = new Date(Date.UTC(2020, 11, 29, 5) + 3_600_000 * t).toISOString();
    const load = 300 + wave(t, 24, 60) + wave(t, 11, 20) + 8 * noise(t);
    return [`${time.slice(0, 16)}+02:00`, load.toFixed(2), (20 + wave(t, 24, 5) + noise(t + 9)).toFixed(2)];
  });
  return csv(['time', 'load', 'heat'], rows);
}

/** One series in order of a number, with gaps in its values. */
export const numbered = csv(
  ['number', 'a', 'b', 'c'],
  Array.from({ length: 90 }, (_, i) => {
    const t = (i * 7) % 90;
    const missing = t % 23 === 6 || t === 70;
    return [
      String(1.5 * t),
      missing ? '' : (50 + wave(t, 9, 20) + noise(t)).toFixed(2),
      (8 + wave(t, 13, 3)).toFixed(3),
      t % 31 === 4 ? '' : (1000 - 3 * t + 20 * noise(t + 3)).toFixed(1),
    ];
  }),
);

/** Names that end whatever they stand in. */
export const hostileStores = stores({
  ahead: 5,
  name: (store) => hostileNames.filter((text) => text.trim() === text)[store]!,
  weather: hostileNames.filter((text) => text.trim() === text).slice(5, 9),
  header: {
    store: "'''",
    day: '"; import os#',
    sales: '{x}',
    weather: '\\',
    price: '$x_{1$',
    region: '%s',
    size: 'class',
  },
});
