import { uniformInt } from 'pure-rand/distribution/uniformInt';

import { seededGenerator } from '../../../src/engine/random';

/** Small files of every kind that an experiment reads. Values follow from seeds. */

const random = seededGenerator(7);
const pick = <T>(list: readonly T[]): T => list[uniformInt(random, 0, list.length - 1)]!;
const csv = (header: string, lines: readonly string[]): string => `${header}\n${lines.join('\n')}\n`;
const day = (t: number): string => new Date(Date.UTC(2021, 4, 1 + t)).toISOString().slice(0, 10);
const wave = (t: number, period: number, height: number): number =>
  height * Math.sin((2 * Math.PI * t) / period) + uniformInt(random, -10, 10) / 10;

/** A day a row: two measurements, a category, and what is known beforehand; the last four days have no measurements yet. */
export const days = csv(
  'day,heat,load,sky,open',
  Array.from({ length: 94 }, (_, t) => {
    const measured = t < 90;
    const heat = measured ? (20 + wave(t, 7, 6)).toFixed(2) : '';
    const load = measured ? (300 - t + wave(t, 11, 40)).toFixed(1) : '';
    return `${day(t)},${heat},${load},${pick(['sun', 'rain', '"fog, thick"'])},${t % 7 < 5 ? 1 : 0}`;
  }),
);

/** The same without the days to come. */
export const measuredDays = `${days.trimEnd().split('\n').slice(0, 91).join('\n')}\n`;

/** Four shops below each other, not in order of time, one too short for a window. */
export const shops = csv(
  'shop,day,sales,town,size',
  [0, 1, 2, 3].flatMap((shop) => {
    const length = shop === 3 ? 4 : 30 + 5 * shop;
    const rows = Array.from({ length }, (_, t) => {
      const sales = (50 * (shop + 1) + t + wave(t, 6, 12)).toFixed(2);
      return `shop ${shop},${day(t)},${sales},${['Bonn', 'Ulm'][shop % 2]},${10 * (shop + 1)}`;
    });
    return shop === 1 ? rows.reverse() : rows;
  }),
);

/** Sequences of 3 to 9 rows, each with a label; and a label and a number a row. */
export const gestures = csv(
  'id,x,y,hand,gesture,phase,force',
  Array.from({ length: 40 }, (_, i) => {
    const kind = i % 3;
    return Array.from({ length: uniformInt(random, 3, 9) }, (_row, t) => {
      const x = (kind - 1) * t + uniformInt(random, -5, 5) / 10;
      const y = Math.cos(t + kind) + uniformInt(random, -5, 5) / 10;
      const phase = t < 2 ? 'begin' : x > 1 ? 'right' : 'rest';
      return `g${i},${x.toFixed(2)},${y.toFixed(2)},${pick(['left', 'right'])},${['wave', 'point', 'fist'][kind]},${phase},${(2 * x + y).toFixed(2)}`;
    });
  }).flat(),
);

/** A row by itself with a label of two. */
export const flowers = csv(
  'petal,leaf,colour,kind',
  Array.from({ length: 60 }, (_, i) => {
    const petal = (i % 2) * 2 + uniformInt(random, -15, 15) / 10;
    return `${petal.toFixed(2)},${(5 - petal / 2).toFixed(2)},${pick(['red', 'blue'])},${i % 2 === 0 ? 'rose' : 'iris'}`;
  }),
);

const liked = ['good', "don't mind", 'great!', '👍🏽'];
const disliked = ['bad', 'awful', "can't stand", 'naïve'];

/** Texts of 1 to 8 words with a label; words that the test part alone has. */
export const reviews = csv(
  'text,mood',
  Array.from({ length: 60 }, (_, i) => {
    const words = Array.from({ length: uniformInt(random, 1, 7) }, () =>
      pick(['the', 'plug', 'it', ',', 'was', 'very']),
    );
    words.splice(uniformInt(random, 0, words.length), 0, pick(i % 2 === 0 ? liked : disliked));
    if (i % 13 === 0) words.push(`word${i}`);
    return `"${words.join(' ')}",${i % 2 === 0 ? 'fond' : 'cross'}`;
  }),
);

const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Digits and the words for them. */
export const spoken = csv(
  'digits,words',
  Array.from({ length: 60 }, (_, i) => {
    const digits = [...String(i * 37 + 1)];
    return `${digits.join(' ')},${digits.map((digit) => numbers[Number(digit)]).join(' ')}`;
  }),
);

/** Short tunes by letters, each in a key. */
export const tunes = csv(
  'key,tune',
  Array.from({ length: 40 }, (_, i) => {
    const notes = i % 2 === 0 ? 'CDEG' : 'ABce';
    const length = uniformInt(random, 4, 14);
    return `${i % 2 === 0 ? 'C' : 'Am'},${Array.from({ length }, () => pick([...notes])).join('')}|`;
  }),
);

/** Three shops in numbered weeks, with cells that are empty. */
export const shopWeeks = csv(
  'shop,week,sales',
  [0, 1, 2].flatMap((shop) =>
    Array.from({ length: 30 + 5 * shop }, (_, t) => {
      const sales = (50 * (shop + 1) + t + wave(t, 6, 12)).toFixed(2);
      return `shop ${shop},${t + 1},${t % 9 === 4 ? '' : sales}`;
    }),
  ),
);
