import { describe, expect, it } from 'vitest';

import { readTable } from '../../../../src/data/read';
import { endToken, specialTokens, startToken } from '../../../../src/data/text/vocabulary';
import { Conditions } from '../../../../src/data/writing/conditions';
import { cutIntoPieces } from '../../../../src/data/writing/pieces';
import { prepareTexts } from '../../../../src/data/writing/prepareTexts';
import type { TextData } from '../../../../src/data/writing/textData';
import { noData } from '../../../../src/engine/engineData';
import { seededGenerator } from '../../../../src/engine/random';
import type { EngineData } from '../../../../src/spec/engineData';
import { experimentSchema, type ExperimentInput } from '../../../../src/spec/experiment';
import { textColumns } from '../../../../src/spec/roles';
import { preprocessingSchema } from '../../../../src/spec/run';
import { fileWith, userError } from '../files';

type Tokens = NonNullable<NonNullable<ExperimentInput['model']>['tokens']>;

async function prepared(
  csv: string,
  tokens: Tokens = { level: 'character' },
  data: Partial<ExperimentInput['data']> = {},
): Promise<TextData> {
  const file = fileWith(csv);
  const split = { train: 0.75, validation: 0, test: 0.25, by: 'time' as const };
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'generate',
    data: { file, targets: ['text'], split, ...data },
    model: { topology: 'one-to-many', tokens },
  });
  return prepareTexts(experiment, await readTable(file, { text: textColumns(experiment) }));
}

function filled(data: TextData): EngineData {
  const { options, engineRows, shapes } = data;
  const room: EngineData = {
    ...noData,
    inputs: new Float32Array(engineRows * shapes.features).fill(9),
    tokens: new Int32Array(engineRows),
    labels: new Int32Array(options.targetRows ?? 0),
    index: new Int32Array(4 * (options.examples ?? 0)),
  };
  data.fill(room);
  return room;
}

const tunes = 'text,key,meter\nabc,D,3\nab,G,4\ncab,D,4\nba,C,3\n';

describe('texts to be written on', () => {
  it('are in the order of time where there is a column of it', async () => {
    const data = await prepared(
      `day,${tunes.replace(/\n(?=.)/g, (_, at: number) => `\n${2030 - at}-01-01,`)}`,
      undefined,
      {
        ...{ time: 'day', static: ['key'] },
      },
    );
    // The last row is the earliest, and the first row alone is tested.
    expect(Array.from({ length: 4 }, (_, text) => data.timeText?.(text))).toEqual(['4', '3', '2', '1']);
    expect(data.texts.partOf).toEqual(['train', 'train', 'train', 'test']);
  });

  it('are read one token behind what is to be said: start and text, text and end', async () => {
    const data = await prepared('text\nabc\nab\ncab\nba\n');
    const { tokens, labels, index } = filled(data);
    expect([...index]).toEqual([0, 4, 0, 4, 4, 3, 4, 3, 7, 4, 7, 4, 11, 3, 11, 3]);
    for (let text = 0; text < 4; text++) {
      const [row = 0, steps = 0] = index.subarray(4 * text);
      const said = [...data.texts.tokens(text)];
      expect([...tokens.subarray(row, row + steps)]).toEqual([startToken, ...said]);
      expect([...labels.subarray(row, row + steps)]).toEqual([...said, endToken]);
    }
    expect(data.vocabulary.tokens).toEqual([...specialTokens, 'a', 'b', 'c']);
    expect(data.shapes).toEqual({ timeSteps: 4, features: 0, horizon: 4, targets: 0, vocabulary: 7, classes: 7 });
    expect(data.windows).toEqual({
      train: Int32Array.of(0, 1, 2),
      validation: new Int32Array(0),
      test: Int32Array.of(3),
    });
    expect([data.texts.characters(0), data.texts.characters(3)]).toEqual([3, 2]);
  });

  it('are cut into pieces that follow each other when they are long, all in the part of their text', async () => {
    const data = await prepared('text\nabcabca\nab\ncab\nbabababa\n', { level: 'character', maxLength: 3 });
    const { tokens, labels, index } = filled(data);
    // 8, 3, 4 and 9 rows in pieces of 4.
    expect([...index.filter((_, i) => i % 4 === 1)]).toEqual([4, 4, 3, 4, 4, 4, 1]);
    expect([...(data.follows ?? [])]).toEqual([-1, 0, -1, -1, -1, 4, 5]);
    expect([...data.windows.train]).toEqual([0, 1, 2, 3]);
    expect([...data.windows.test]).toEqual([4, 5, 6]);
    expect(data.vocabulary.decode(tokens.subarray(4, 8))).toBe('abca');
    expect(data.vocabulary.decode(labels.subarray(4, 8))).toBe('bca');
    expect(data.shapes.timeSteps).toBe(4);
    expect(data.options.buckets?.at(-1)).toEqual({ timeSteps: 4, horizon: 4 });
  });

  it('have their condition beside every token: a one for each column, nothing where training has not seen it', async () => {
    const data = await prepared(tunes, { level: 'character' }, { static: ['key', 'meter'] });
    expect(data.conditions.categories).toEqual([
      ['D', 'G'],
      ['4', '3'],
    ]);
    expect(data.shapes.features).toBe(4);
    const { inputs, index } = filled(data);
    const rowsOf = (text: number) => {
      const [row = 0, steps = 0] = index.subarray(4 * text);
      return Array.from({ length: steps }, (_, i) => [...inputs.subarray((row + i) * 4, (row + i + 1) * 4)].join(''));
    };
    expect(rowsOf(0)).toEqual(['1001', '1001', '1001', '1001']);
    expect(rowsOf(1)).toEqual(['0110', '0110', '0110']);
    expect(rowsOf(3)).toEqual(['0001', '0001', '0001']);
    expect(data.warnings.find(({ code }) => code === 'data/unknown-category')?.message).toContain('1 test text');
    expect(preprocessingSchema.parse(data.preprocessing)).toMatchObject({
      categories: { key: ['D', 'G'], meter: ['4', '3'] },
      conditions: [
        { values: ['D', '3'], count: 1 },
        { values: ['G', '4'], count: 1 },
        { values: ['D', '4'], count: 1 },
      ],
      vocabularies: { target: [...specialTokens, 'a', 'b', 'c'] },
    });
  });

  it('leave out empty ones, and keep line breaks, emoji and numbers', async () => {
    const data = await prepared(
      'text,key\n"a\nb👩‍👩‍👧",x\n,y\n85,\n"שלום",x\n',
      { level: 'character' },
      { static: ['key'] },
    );
    expect(data.excluded).toEqual([{ reason: 'rows without a text in "text"', count: 1, examples: ['line 4'] }]);
    expect([0, 1].map((text) => data.vocabulary.decode(data.texts.tokens(text)))).toEqual(['a\nb👩‍👩‍👧', '85']);
    expect(data.texts.characters(0)).toBe(4);
    expect(data.texts.condition(1)).toEqual([null]);
    expect([0, 1, 2].map((text) => data.timeText?.(text))).toEqual(['1', '3', '4']);
  });

  it('count the characters between words, too', async () => {
    const data = await prepared('text\n"Go on, cafe\u0301!"\nb\nc\nd\n', { level: 'word' });
    expect(data.texts.tokens(0)).toHaveLength(5);
    expect(data.texts.characters(0)).toBe('Go on, café!'.length);
  });

  it('of 100,000 words become pieces', async () => {
    const long = Array.from({ length: 100_000 }, (_, i) => `w${i % 50}`).join(' ');
    const data = await prepared(`text\n${long}\nb\nc\nd\n`, { level: 'word', maxLength: 99 });
    expect(data.texts.tokens(0)).toHaveLength(100_000);
    expect(data.windows.train.length).toBe(Math.ceil(100_001 / 100) + 2);
    expect(data.shapes.timeSteps).toBe(100);
  });

  it('are refused where none is left', async () => {
    const error = await userError(prepared('text,b\n,1\n,2\n'));
    expect(error.details.code).toBe('data/no-values');
  });
});

describe('pieces', () => {
  it('hold every row once', () => {
    const { count, rows, from, steps, text } = cutIntoPieces(Int32Array.of(5, 1, 10), 5);
    expect([count, rows]).toEqual([4, 16]);
    expect([...from]).toEqual([0, 5, 6, 11]);
    expect([...steps]).toEqual([5, 1, 5, 5]);
    expect([...text]).toEqual([0, 1, 2, 2]);
  });
});

describe('conditions', () => {
  const texts = [
    ['D', '3'],
    ['D', '4'],
    ['D', '4'],
    ['G', '3'],
  ] as const;
  const conditions = Conditions.fromTraining(['key', 'meter'], texts);

  it('are drawn as often as training texts have them', () => {
    const random = seededGenerator(1);
    const counts = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const key = conditions.draw(new Map(), random).join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    // Five standard deviations of a binomial share.
    expect(Math.abs((counts.get('D 4') ?? 0) - 2000)).toBeLessThan(5 * Math.sqrt(4000 * 0.25));
    expect(Math.abs((counts.get('G 3') ?? 0) - 1000)).toBeLessThan(5 * Math.sqrt(4000 * 0.1875));
    expect(counts.has('G 4')).toBe(false);
  });

  it('keep what is chosen, and draw the rest from texts that have it', () => {
    const random = seededGenerator(2);
    for (let i = 0; i < 50; i++) {
      expect(conditions.draw(new Map([['key', 'G']]), random)).toEqual(['G', '3']);
      expect(conditions.draw(new Map([['meter', '4']]), random)).toEqual(['D', '4']);
    }
    const never = new Map([
      ['key', 'G'],
      ['meter', '4'],
    ]);
    expect(conditions.draw(never, random)).toEqual(['G', '4']);
  });

  it('refuse columns and texts that training has not', async () => {
    const random = seededGenerator(3);
    const column = await userError(() => conditions.draw(new Map([['tempo', 'x']]), random));
    expect(column.hint).toContain('"key", "meter"');
    const text = await userError(() => conditions.draw(new Map([['key', '__proto__']]), random));
    expect(text.hint).toContain('"D", "G"');
  });

  it('come back from preprocessing.json, also for columns named as members of objects', () => {
    const columns = ['constructor', '2', '1'];
    const own = Conditions.fromTraining(columns, [['a', 'b', null]]);
    const read = Conditions.fromPreprocessing(columns, {
      ...({} as Parameters<typeof Conditions.fromPreprocessing>[1]),
      categories: Object.fromEntries(columns.map((name, c) => [name, [...(own.categories[c] ?? [])]])),
      conditions: [...own.combinations],
    });
    expect(read).toEqual(own);
    expect(read.describe(['a', 'b', null])).toBe('constructor: a, 2: b');
  });
});
