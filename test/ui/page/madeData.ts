import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Small files of our own making, one a task: what the page shows of tasks is recorded from runs on these. */
export type MadeFile = 'reviews' | 'phrases' | 'tunes' | 'weather' | 'demand';

const row = (cells: readonly (string | number)[]): string =>
  cells
    .map((cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell)))
    .join(',');
const csv = (rows: readonly (readonly (string | number)[])[]): string => `${rows.map(row).join('\n')}\n`;

function chooser(seed: number): { of<T>(list: readonly T[]): T; share(): number } {
  const random = xoroshiro128plus(seed);
  return {
    of: (list) => list[uniformInt(random, 0, list.length - 1)] as (typeof list)[number],
    share: () => uniformFloat64(random),
  };
}

export const madeFiles: Record<MadeFile, () => string> = {
  /** review, sentiment: texts and a label. */
  reviews() {
    const choose = chooser(1);
    const things = ['The battery', 'The screen', 'This case', 'The sound', 'The camera', 'The cable', 'Delivery'];
    const good = [
      'is excellent',
      'works great',
      'is better than expected',
      'was worth every cent',
      'never let me down',
    ];
    const bad = [
      'is terrible',
      'broke after a week',
      'is worse than expected',
      'was a waste of money',
      'failed at once',
    ];
    const ends = ['.', ', again.', ' and I use it daily.', ', sadly or not.', ' – so says my brother too.', '!'];
    const rows = Array.from({ length: 400 }, () => {
      const positive = choose.share() < 0.5;
      // A few are told the wrong way round, so that nothing is learned without a mistake.
      const says = choose.share() < 0.06 ? !positive : positive;
      return [
        `${choose.of(things)} ${choose.of(says ? good : bad)}${choose.of(ends)}`,
        positive ? 'positive' : 'negative',
      ];
    });
    return csv([['review', 'sentiment'], ...rows]);
  },

  /** english, french: sentences of two languages. */
  phrases() {
    const choose = chooser(2);
    const subjects = [
      ['I', 'je'],
      ['You', 'tu'],
      ['We', 'nous'],
    ] as const;
    const verbs = [
      ['see', ['vois', 'vois', 'voyons']],
      ['take', ['prends', 'prends', 'prenons']],
      ['read', ['lis', 'lis', 'lisons']],
      ['find', ['trouve', 'trouves', 'trouvons']],
    ] as const;
    const nouns = [
      ['book', 'livre'],
      ['train', 'train'],
      ['path', 'chemin'],
      ['bread', 'pain'],
      ['dog', 'chien'],
    ] as const;
    const adjectives = [
      ['red', 'rouge'],
      ['old', 'ancien'],
      ['small', 'minuscule'],
      ['rare', 'rare'],
    ] as const;
    const rows = Array.from({ length: 500 }, () => {
      const s = choose.of([0, 1, 2]);
      const [english, french] = subjects[s] as (typeof subjects)[number];
      const [verb, forms] = choose.of(verbs);
      const [noun, nom] = choose.of(nouns);
      const [adjective, adjectif] = choose.of(adjectives);
      return [`${english} ${verb} the ${adjective} ${noun}.`, `${french} ${forms[s] ?? ''} le ${nom} ${adjectif}.`];
    });
    return csv([['english', 'french'], ...rows]);
  },

  /** title, key, abc: short tunes in ABC notation, on a condition. */
  tunes() {
    const choose = chooser(3);
    const scales = { G: 'GABcdefg', D: 'DEFGABcd', A: 'ABcdefga' };
    const rows = Array.from({ length: 160 }, (_, i) => {
      const key = choose.of(['G', 'D', 'A'] as const);
      const scale = scales[key];
      let at = uniformIndex(choose.share(), scale.length);
      const bar = (): string =>
        Array.from({ length: 4 }, () => {
          at = Math.min(scale.length - 1, Math.max(0, at + choose.of([-2, -1, 1, 2])));
          return `${scale[at] ?? ''}${choose.of(['', '', '2'])}`;
        }).join('');
      const line = (): string => `${bar()}|${bar()}|${bar()}|${bar()}|`;
      return [`Tune ${i + 1}`, key, `${line()}\n${line()}|`];
    });
    return csv([['title', 'key', 'abc'], ...rows]);
  },

  /** day, town, temperature, wind, weather: a label for every row of several sequences. */
  weather() {
    const choose = chooser(4);
    const towns = Array.from({ length: 40 }, (_, i) => `Town ${i + 1}`);
    const rows = towns.flatMap((town) => {
      let wet = 0;
      return Array.from({ length: 36 }, (_, i) => {
        wet = 0.8 * wet + choose.share() - 0.5;
        const temperature = 12 + 9 * Math.sin(i / 15) - 3 * wet + choose.share();
        const label = wet > 0.35 ? (temperature < 4 ? 'snow' : 'rain') : wet > -0.1 ? 'clouds' : 'sun';
        const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
        return [day, town, temperature.toFixed(1), (4 + 6 * Math.abs(wet) + choose.share()).toFixed(1), label];
      });
    });
    return csv([['day', 'town', 'temperature', 'wind', 'weather'], ...rows]);
  },

  /** hour, shop, holiday, demand: several series, and a column that is known beforehand. */
  demand() {
    const choose = chooser(5);
    const rows = ['North', 'South', 'East', 'West', 'Harbour', 'Station'].flatMap((shop, s) =>
      // The last twelve hours are still to come: it is known whether they are holidays.
      Array.from({ length: 24 * 28 + 12 }, (_, i) => {
        const holiday = Math.floor(i / 24) % 7 === 6 ? 1 : 0;
        const daily = Math.max(0, Math.sin(((i % 24) - 7) / 4));
        const demand = (20 + 12 * s) * (0.3 + daily) * (holiday === 1 ? 0.4 : 1) + 4 * choose.share();
        const hour = new Date(Date.UTC(2024, 2, 4, i)).toISOString().slice(0, 16).replace('T', ' ');
        return [hour, shop, holiday, i < 24 * 28 ? demand.toFixed(2) : ''];
      }),
    );
    return csv([['hour', 'shop', 'holiday', 'demand'], ...rows]);
  },
};

const uniformIndex = (share: number, length: number): number => Math.min(length - 1, Math.floor(share * length));
