import { describe, expect, it } from 'vitest';

import { prepareTexts } from '../../../../src/data/classes/prepareTexts';
import { hash32 } from '../../../../src/data/sequence/split';
import { preprocessingSchema } from '../../../../src/spec/run';
import { userError } from '../files';
import { classifyTexts, filled, halves, labelNames, prepared } from './helpers';

const csv = (rows: readonly (readonly [string, string])[]): string =>
  `text,label\n${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')}\n`;

describe('texts with a label', () => {
  it('become tokens, labels and an index', async () => {
    const data = await prepared(
      csv([
        ['good, very good', 'yes'],
        ['bad', 'no'],
        ['very bad', 'no'],
      ]),
      classifyTexts(),
      prepareTexts,
    );
    // good, very and bad twice, the comma once; by first appearance where they are as frequent.
    expect(data.preprocessing.vocabularies?.source).toEqual([
      ...['<pad>', '<unknown>', '<start>', '<end>'],
      ...['good', 'very', 'bad', ','],
    ]);
    expect(data.classes).toEqual(['no', 'yes']);
    expect(data.shapes).toEqual({ timeSteps: 4, features: 0, horizon: 1, targets: 0, vocabulary: 8, classes: 2 });
    const { tokens, labels, index } = filled(data);
    expect([...tokens]).toEqual([4, 7, 5, 4, 6, 5, 6]);
    expect([...labels]).toEqual([1, 0, 0]);
    expect([...index]).toEqual([0, 4, 0, 1, 4, 1, 1, 1, 5, 2, 2, 1]);
    expect(data.lengths).toEqual(Uint16Array.of(4, 1, 2));
    expect(data.options.buckets?.at(-1)).toEqual({ timeSteps: 4, horizon: 1 });
    expect(preprocessingSchema.parse(data.preprocessing)).toEqual(data.preprocessing);
    expect(data.examples.placeOf(1)).toEqual({ series: '', time: '2' });
  });

  it('know tokens and labels of the training part alone, and say what that costs', async () => {
    const data = await prepared(
      csv([
        ['a b', 'x'],
        ['a', 'y'],
        ['a c', 'x'],
        ['c a', 'z'],
      ]),
      classifyTexts({ data: { split: halves } }),
      prepareTexts,
    );
    expect(data.preprocessing.vocabularies?.source?.slice(4)).toEqual(['a', 'b']);
    expect([...filled(data).tokens]).toEqual([4, 5, 4, 4, 1, 1, 4]);
    expect([data.classes, data.unseen]).toEqual([['x', 'y'], ['z']]);
    expect(labelNames(data)).toEqual(['x', 'y', 'x', 'z']);
    // Judged, as wrong; but no loss is taken of what the network has no output for.
    expect([...data.examples.judged.test]).toEqual([2, 3]);
    expect([...data.windows.test]).toEqual([2]);
    expect([...filled(data).labels]).toEqual([0, 1, 0, 0]);
    const codes = data.warnings.map(({ code }) => code);
    expect(codes).toEqual(['data/unknown-tokens', 'data/unseen-labels']);
    expect(data.warnings[0]?.message).toContain('50 %');
    expect(data.warnings[1]?.message).toContain('no "z"');
    expect(data.warnings[1]?.message).toContain('wrong in 1 case');
    expect(data.warnings[1]?.message).not.toContain('nothing watches');
  });

  it('say so where no loss can be taken of the whole validation part', async () => {
    const split = { train: 0.5, validation: 0.25, test: 0.25 } as const;
    const data = await prepared('text,label\na,x\nb,y\na,z\nb,x\n', classifyTexts({ data: { split } }), prepareTexts);
    expect(data.windows.validation).toHaveLength(0);
    expect(data.judged?.validation).toHaveLength(1);
    const message = data.warnings.find(({ code }) => code === 'data/unseen-labels')?.message;
    expect(message).toMatch(/No loss can be taken of the validation part, so that nothing watches for overfitting/);
  });

  it('without a text or a label are left out, counted and named', async () => {
    const data = await prepared('text,label\na,x\n,x\n"  ",y\nb,\nNone,?\n-,x\n', classifyTexts(), prepareTexts);
    expect(data.rows).toBe(3);
    expect(data.dropped).toBe(3);
    expect(data.excluded).toEqual([
      { reason: 'rows without a text in "text"', count: 2, examples: ['line 3', 'line 4'] },
      { reason: 'rows without a label in "label"', count: 1, examples: ['line 5'] },
    ]);
    expect(data.classes).toEqual(['?', 'x']);
    expect(data.examples.placeOf(2).time).toBe('6');
  });

  it.each([
    [
      ['10', '9', '-1', '10', '9', '-1'],
      ['-1', '9', '10'],
    ],
    [
      ['b', 'B', 'a', 'ä', '10'],
      ['10', 'B', 'a', 'b', 'ä'],
    ],
    [
      ['__proto__', 'constructor', '<b>x</b>', '__proto__'],
      ['<b>x</b>', '__proto__', 'constructor'],
    ],
    [
      ['007', '7', '7.0'],
      ['007', '7', '7.0'],
    ],
  ])('have labels as they are written, numbers by size: %j', async (labels, classes) => {
    const data = await prepared(csv(labels.map((label, i) => [`t${i}`, label])), classifyTexts(), prepareTexts);
    expect(data.classes).toEqual(classes);
    expect(labelNames(data)).toEqual(labels);
  });

  it('may hold anything', async () => {
    const texts = [
      'ไม่มีช่องว่าง',
      'שלום עולם',
      '👨‍👩‍👧‍👦👍🏽',
      'e\u0301 \u00e9',
      '<script>alert(1)</script>',
      '__proto__',
      '=1+1',
      'x'.repeat(5000),
    ];
    const data = await prepared(
      csv(texts.map((text, i) => [text, i % 2 === 0 ? 'even' : 'odd'])),
      classifyTexts({ model: { tokens: { level: 'character', maxLength: 50 } } }),
      prepareTexts,
    );
    expect(data.rows).toBe(texts.length);
    expect(data.shapes.timeSteps).toBe(50);
    const { tokens, index } = filled(data);
    // The same letter however its accent is written, and the family is one character.
    expect([...tokens.subarray(index[12], (index[12] ?? 0) + 3)]).toEqual([
      tokens[index[12] ?? 0],
      tokens[(index[12] ?? 0) + 1],
      tokens[index[12] ?? 0],
    ]);
    expect(index[9]).toBe(2);
    expect(data.warnings.map(({ code }) => code)).toEqual(['data/cut-texts']);
  });

  it('of 100,000 words are read quickly, and no further than asked', async () => {
    const long = 'word after word. '.repeat(33_334);
    const rows: [string, string][] = [
      [long, 'a'],
      ['short', 'b'],
    ];
    const started = performance.now();
    const cut = await prepared(csv(rows), classifyTexts({ model: { tokens: { maxLength: 20 } } }), prepareTexts);
    expect(cut.shapes.timeSteps).toBe(20);
    expect(cut.warnings[0]?.message).toContain('Of 1 text of column "text" only the first 20 tokens');
    const whole = await prepared(csv(rows), classifyTexts({ model: { tokens: { maxLength: 200_000 } } }), prepareTexts);
    expect(whole.shapes.timeSteps).toBe(4 * 33_334);
    expect(whole.lengths?.[0]).toBe(0xffff);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('made of one token are said to be so', async () => {
    const data = await prepared(
      csv([
        ['x x', 'a'],
        ['x', 'b'],
      ]),
      classifyTexts(),
      prepareTexts,
    );
    expect(data.shapes.vocabulary).toBe(5);
    expect(data.warnings.map(({ code }) => code)).toEqual(['data/one-token']);
  });

  it('that stand in the training part as well are counted', async () => {
    const data = await prepared(
      csv([
        ['a', 'x'],
        ['b', 'y'],
        ['b', 'y'],
        ['c', 'x'],
      ]),
      classifyTexts({ data: { split: halves } }),
      prepareTexts,
    );
    expect(data.warnings.find(({ code }) => code === 'data/shared-texts')?.message).toContain('1 of 2 test rows');
  });

  it('go by time where a column has it', async () => {
    const data = await prepared(
      'text,label,when\na,x,2020-01-03\nb,y,2020-01-01\nc,x,2020-01-02\nd,y,\n',
      classifyTexts({ data: { time: 'when' } }),
      prepareTexts,
    );
    expect([0, 1, 2].map((example) => data.examples.placeOf(example).time)).toEqual([
      ...['2020-01-01', '2020-01-02', '2020-01-03'],
    ]);
    expect(data.excluded).toEqual([{ reason: 'rows without a time in "when"', count: 1, examples: ['line 5'] }]);
  });
});

describe('a split at random', () => {
  const rows = Array.from({ length: 100 }, (_, i) => [`t${i}`, i % 2 === 0 ? 'a' : 'b'] as const);
  const split = (seed: number, training = 1) =>
    prepared(
      csv(rows),
      classifyTexts({
        data: { split: { train: 0.7, validation: 0.1, test: 0.2, by: 'random', seed } },
        training: { loss: 'categorical_crossentropy', seed: training },
      }),
      prepareTexts,
    );

  it('follows the hash of the row and the seed of the split, and no other seed', async () => {
    const { train, validation, test } = (await split(5)).windows;
    expect([train.length, validation.length, test.length]).toEqual([70, 10, 20]);
    const order = [...rows.keys()].sort((a, b) => hash32(a, 5) - hash32(b, 5));
    expect([...test]).toEqual(order.slice(80).sort((a, b) => a - b));
    expect((await split(5, 99)).windows.test).toEqual(test);
    expect((await split(6)).windows.test).not.toEqual(test);
  });
});

describe('texts that cannot be learned from', () => {
  const errorOf = (text: string, change = {}) => userError(prepared(text, classifyTexts(change), prepareTexts));

  it.each([
    ['one label throughout', 'text,label\na,x\nb,x\n', {}, 'data/one-class', '"x" throughout'],
    [
      'one label in the training part',
      'text,label\na,x\nb,x\nc,y\nd,x\n',
      { data: { split: halves } },
      'data/one-class',
      '"y" stands in other parts only',
    ],
    ['no text at all', 'text,label\n,x\n,y\n', {}, 'data/no-values', '"text"'],
    ['no label at all', 'text,label\na,\nb,\n', {}, 'data/no-values', '"label"'],
    ['never both', 'text,label\na,\n,y\n', {}, 'data/too-few-rows', 'none of the 0 rows with a text and a label'],
    [
      'a part without a row',
      'text,label\na,x\nb,y\n',
      { data: { split: { train: 0.98, validation: 0.01, test: 0.01, by: 'random' } } },
      'data/too-few-rows',
      'validation part (1 %)',
    ],
    [
      'a label for each row',
      `text,label\n${Array.from({ length: 40 }, (_, i) => `t,l${i}`).join('\n')}\n`,
      {},
      'data/too-many-classes',
      '40 different labels',
    ],
    ['a column that is not there', 'words,label\na,x\nb,y\n', {}, 'data/no-such-column', 'no column "text"'],
  ])('%s', async (_, text, change, code, message) => {
    const error = await errorOf(text, change);
    expect(error.details.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.hint).not.toBe('');
  });
});

describe('weights of classes', () => {
  it('balance the training part', async () => {
    const text = 'text,label\na,x\nb,x\nc,x\nd,y\n';
    const training = { loss: 'categorical_crossentropy', classWeights: 'balanced' } as const;
    const balanced = filled(await prepared(text, classifyTexts({ training }), prepareTexts));
    expect(balanced.classWeights[0]).toBeCloseTo(4 / (2 * 3), 6);
    expect(balanced.classWeights[1]).toBe(2);
    expect([...filled(await prepared(text, classifyTexts(), prepareTexts)).classWeights]).toEqual([1, 1]);
  });
});
