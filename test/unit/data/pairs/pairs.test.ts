import { describe, expect, it } from 'vitest';

import { preparePairs } from '../../../../src/data/pairs/preparePairs';
import type { PairData } from '../../../../src/data/pairs/pairData';
import { readTable } from '../../../../src/data/read';
import { endToken, specialTokens, startToken, unknownToken } from '../../../../src/data/text/vocabulary';
import { noData } from '../../../../src/engine/engineData';
import type { EngineData } from '../../../../src/spec/engineData';
import { experimentSchema, type ExperimentInput } from '../../../../src/spec/experiment';
import { preprocessingSchema } from '../../../../src/spec/run';
import { textColumns } from '../../../../src/spec/roles';
import { fileWith, userError } from '../files';

type Tokens = NonNullable<NonNullable<ExperimentInput['model']>['tokens']>;

async function prepared(
  csv: string,
  tokens: Tokens = {},
  data: Partial<ExperimentInput['data']> = {},
): Promise<PairData> {
  const file = fileWith(csv);
  const split = { train: 0.5, validation: 0, test: 0.5, by: 'time' as const };
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'translate',
    data: { file, inputs: ['a'], targets: ['b'], split, ...data },
    model: { topology: 'encoder-decoder', tokens },
  });
  return preparePairs(experiment, await readTable(file, { text: textColumns(experiment) }));
}

function filled(data: PairData): EngineData {
  const { options, engineRows } = data;
  const room: EngineData = {
    ...noData,
    tokens: new Int32Array(engineRows),
    labels: new Int32Array(options.targetRows ?? 0),
    index: new Int32Array(4 * (options.examples ?? 0)),
  };
  data.fill(room);
  return room;
}

const csv = (rows: readonly (readonly [string, string])[]) =>
  `a,b\n${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')}\n`;

describe('pairs of texts', () => {
  it('are in the order of time where there is a column of it, and left out without one', async () => {
    const rows = 'day,a,b\n2024-01-03,late,x\n2024-01-01,early,y\n,never,z\n2024-01-02,middle,y\n';
    const { pairs, excluded } = await prepared(rows, {}, { time: 'day' });
    expect(Array.from({ length: pairs.count }, (_, i) => pairs.sourceText(i))).toEqual(['early', 'middle', 'late']);
    expect(excluded).toEqual([{ reason: 'rows without a time in "day"', count: 1, examples: ['line 4'] }]);
  });

  it('stand in the engine as source tokens, and as start, target tokens, end', async () => {
    const data = await prepared(
      csv([
        ['3+4', '7'],
        ['10+2', '12'],
        ['3+3', '6'],
        ['9', '9'],
      ]),
      { level: 'character' },
    );
    const { tokens, labels, index } = filled(data);
    for (let example = 0; example < 4; example++) {
      const [row = 0, steps = 0, targetRow = 0, targetSteps = 0] = index.subarray(4 * example);
      expect([...tokens.subarray(row, row + steps)]).toEqual([...data.pairs.sourceTokens(example)]);
      const said = [startToken, ...data.pairs.targetTokens(example), endToken];
      expect([...labels.subarray(targetRow, targetRow + targetSteps + 1)]).toEqual(said);
    }
    expect(data.source.decode(tokens.subarray(3, 7))).toBe('10+2');
    expect([...index]).toEqual([0, 3, 0, 2, 3, 4, 3, 3, 7, 3, 7, 2, 10, 1, 10, 2]);
    expect(data.shapes).toEqual({
      ...{ timeSteps: 4, features: 0, horizon: 3, targets: 0 },
      vocabulary: data.source.size,
      classes: data.target.size,
    });
    expect(data.options.buckets?.at(-1)).toEqual({ timeSteps: 4, horizon: 3 });
    expect([...(data.lengths ?? [])]).toEqual([5, 7, 5, 3]);
  });

  it('have vocabularies of the training part alone, and say how much of the test part is unknown', async () => {
    const data = await prepared(
      csv([
        ['a b', 'x'],
        ['c', 'y x'],
        ['a d', 'z'],
        ['c', 'x w'],
      ]),
    );
    expect(data.source.tokens).toEqual([...specialTokens, 'a', 'b', 'c']);
    expect(data.target.tokens).toEqual([...specialTokens, 'x', 'y']);
    expect([...data.pairs.targetTokens(2)]).toEqual([unknownToken]);
    expect(data.pairs.targetText(2)).toBe('z');
    const told = data.warnings.filter(({ code }) => code === 'data/unknown-tokens');
    expect(told.map(({ column }) => column)).toEqual(['a', 'b']);
    expect(told[1]?.message).toContain('67 %');
  });

  it('keep numbers, "None" and "007" as the texts that they are', async () => {
    const data = await prepared(
      csv([
        ['1', '85'],
        ['2', '007'],
        ['3', 'None'],
        ['4', '1e3'],
      ]),
      { level: 'character' },
    );
    const texts = [0, 1, 2, 3].map((example) => data.pairs.targetText(example));
    expect(texts).toEqual(['85', '007', 'None', '1e3']);
  });

  it('leave out empty and blank texts and targets that are too long, counted, with their lines', async () => {
    const rows = [
      ['a', 'x'],
      ['', 'x'],
      ['b', ''],
      ['  ', 'y'],
      ['c', 'x y x y'],
      ['d', 'y'],
    ] as const;
    const data = await prepared(csv(rows), { maxLength: 3 });
    expect(data.excluded).toEqual([
      { reason: 'rows without a text in "a"', count: 2, examples: ['line 3', 'line 5'] },
      { reason: 'rows without a text in "b"', count: 1, examples: ['line 4'] },
      { reason: expect.stringContaining('more than 3 tokens') as string, count: 1, examples: ['line 6'] },
    ]);
    expect([data.rows, data.dropped, data.pairs.count]).toEqual([2, 4, 2]);
    expect([0, 1].map((example) => data.timeText?.(example))).toEqual(['1', '6']);
  });

  it('read the first tokens of a source of 100,000 words, and say so', async () => {
    const long = Array.from({ length: 100_000 }, (_, i) => `w${i}`).join(' ');
    const started = performance.now();
    const data = await prepared(
      csv([
        ['a', 'x'],
        [long, 'y'],
        ['b', 'z'],
      ]),
      { maxLength: 50 },
    );
    expect(data.pairs.sourceTokens(1)).toHaveLength(50);
    expect(data.shapes.timeSteps).toBe(50);
    expect(data.warnings.some(({ message }) => message.includes('1 text') && message.includes('50 tokens'))).toBe(true);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('take emoji, right-to-left letters and combining marks as one character each', async () => {
    const rows = [
      ['👩‍👩‍👧👍🏽', 'שלום'],
      ['cafe\u0301', 'e\u0301'],
      ['x', 'y'],
      ['x', 'y'],
    ] as const;
    const data = await prepared(csv(rows), { level: 'character' });
    expect(data.pairs.sourceTokens(0)).toHaveLength(2);
    expect(data.pairs.targetTokens(0)).toHaveLength(4);
    expect(data.pairs.sourceTokens(1)).toHaveLength(4);
    expect(data.target.decode(data.pairs.targetTokens(1))).toBe('é');
  });

  it('take names of objects for words like others', async () => {
    const data = await prepared(
      csv([
        ['__proto__ constructor', 'toString'],
        ['constructor', '__proto__'],
        ['__proto__', 'toString'],
      ]),
    );
    expect([...data.pairs.sourceTokens(2)]).not.toContain(unknownToken);
    expect(data.pairs.sourceText(0)).toBe('__proto__ constructor');
    expect(data.target.decode(data.pairs.targetTokens(0))).toBe('toString');
  });

  it('say when a vocabulary holds one token, and when test rows have sources of the training part', async () => {
    const data = await prepared(
      csv([
        ['a', 'x'],
        ['b', 'x x'],
        ['a', 'x'],
        ['c', 'x'],
      ]),
    );
    expect(data.warnings.find(({ code }) => code === 'data/one-token')?.column).toBe('b');
    expect(data.warnings.find(({ code }) => code === 'data/shared-sources')?.message).toContain('1 of 2 test rows');
  });

  it('are split at random by the seed of the split, whatever the order of training', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [`s${i}`, `t${i}`] as const);
    const split = { train: 0.8, validation: 0.1, test: 0.1, by: 'random' as const };
    const parts = async (seed: number) => (await prepared(csv(rows), {}, { split: { ...split, seed } })).windows;
    const first = await parts(1);
    expect([first.train.length, first.validation.length, first.test.length]).toEqual([160, 20, 20]);
    expect(new Set([...first.train, ...first.validation, ...first.test]).size).toBe(200);
    expect(await parts(1)).toEqual(first);
    expect((await parts(2)).test).not.toEqual(first.test);
  });

  it('write what the form of preprocessing.json allows', async () => {
    const data = await prepared(
      csv([
        ['a', 'x'],
        ['b', 'y'],
      ]),
    );
    expect(preprocessingSchema.parse(data.preprocessing).vocabularies?.target).toEqual([...specialTokens, 'x']);
  });

  it('are refused where none is left to train on, and where a column is not there or empty', async () => {
    const none = await userError(
      prepared(
        csv([
          ['a', ''],
          ['', 'x'],
        ]),
      ),
    );
    expect(none.message).toContain('0 rows with a source and a target');
    expect(
      (
        await userError(
          prepared(
            csv([
              ['a', 'x'],
              ['b', 'y'],
            ]),
            {},
            { inputs: ['c'] },
          ),
        )
      ).details.code,
    ).toBe('data/no-such-column');
    expect(
      (
        await userError(
          prepared(
            csv([
              ['', 'x'],
              ['', 'y'],
            ]),
          ),
        )
      ).details,
    ).toMatchObject({ code: 'data/no-values', column: 'a' });
  });
});
