import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { describe, expect, it } from 'vitest';

import { describePipeline, type Pipeline } from '../../src/codegen/pipeline';
import { pythonProgram, type PythonSection } from '../../src/codegen/python/program';
import { splitSection } from '../../src/codegen/python/split';
import { join } from '../../src/codegen/python/tokens/join';
import { tokensSection } from '../../src/codegen/python/tokens/tokens';
import { splitExamples } from '../../src/data/text/splitExamples';
import { Tokenizer } from '../../src/data/text/tokenizer';
import { seededGenerator } from '../../src/engine/random';
import { parseExperiment } from '../../src/spec/parse';
import { runPython, withoutPython } from './python';

/** Functions of generated programs beside our own, on what a file may hold. */
function pipelineOf(split: object, tokens: object): Pipeline {
  const experiment = parseExperiment({
    version: 1,
    task: 'classify',
    data: { file: 'x.csv', inputs: ['text'], targets: ['label'], split },
    model: { tokens },
    training: { loss: 'categorical_crossentropy' },
  });
  return describePipeline({
    experiment,
    preprocessing: {
      dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
      columns: ['text', 'label'],
      time: null,
      shapes: { timeSteps: 1, features: 0, horizon: 1, targets: 0, vocabulary: 5, classes: 2 },
    },
  });
}

/** What Python makes of a list: prints a JSON list. */
function inPython(sections: readonly PythonSection[], expression: string, values: unknown): unknown {
  const program = pythonProgram('A test.', [
    { imports: ['import json', 'import sys', 'import numpy as np'] },
    ...sections,
    { main: [`    print(json.dumps([${expression} for value in json.load(sys.stdin)]))`] },
  ]);
  return JSON.parse(runPython(['-X', 'utf8', '-c', program], JSON.stringify(values)));
}

/** Pieces that rules of words and characters are about; no script that needs a dictionary. */
const pieces = [
  ...[
    'a',
    'B',
    'é',
    'e\u0301',
    'ß',
    'İ',
    'ﬁ',
    'Σ',
    'Ⅷ',
    '①',
    '𝒳',
    '1',
    '9',
    '²',
    '٣',
    '.',
    ',',
    ':',
    ';',
    "'",
    '"',
    '’',
  ],
  ...[
    '_',
    '-',
    '@',
    '#',
    '$',
    '€',
    '%',
    '*',
    '/',
    '~',
    '·',
    '‧',
    '\u0387',
    '\u066b',
    '\u066c',
    '״',
    '׳',
    'א',
    'ב',
    'ש',
  ],
  ...['ع', 'ا', '\u0600', ' ', '  ', '\n', '\r\n', '\t', '\u00a0', '\u202f', '\u3000', '\u2028', '\u0085', '\u001c'],
  ...['\u200d', '\u00ad', '\u200f', '\u200e', '\ufeff', '\u2060', '\u180e', '\u0301', '\ufe0f', '\u20e3'],
  ...['👍', '🏽', '👩', '❤️', '❤', '🇫', '🇷', '🇩', '\u{1f3f4}', '\u{e0067}', '한', '국', 'ᄀ', 'ᅡ', 'ᆨ'],
  ...['क', '्', 'ष', 'ि', 'க', '\u0bcd', 'ক', '্', 'ක', '්', '\u0d4e', 'ა'],
];

function hostileTexts(count: number): string[] {
  const random = seededGenerator(5);
  const below = (n: number): number => uniformInt(random, 0, n - 1);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + below(8) }, () => pieces[below(pieces.length)]!).join(''),
  );
}

const realTexts = (): string[] =>
  ['english-french', 'irish-tunes', 'product-reviews'].flatMap((name) => {
    const file = path.resolve('../shared/data', `${name}.csv`);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  });

const samples = [
  "can't 3.14 1,000 a.b a..b a:b 'and l’eau l'eau x-y U+202f a@b.com #tag",
  'צה"ל ש\'א \u200fשלום עולם 👩‍👩‍👧 👍🏽 🇫🇷🇩🇪🇺 한국어 텍스트 नमस्ते',
  '',
  ' ',
];

describe.skipIf(withoutPython !== null)('functions of generated Python programs', () => {
  it.each([
    { level: 'word', lowercase: false },
    { level: 'word', lowercase: true },
    { level: 'character', lowercase: true },
  ] as const)(
    'cut texts as our tokenizer does, and put them together again: $level, lowercase $lowercase',
    (tokens) => {
      const pipeline = pipelineOf({}, { ...tokens, maxLength: 50 });
      const texts = [...samples, ...hostileTexts(20_000), ...realTexts()];
      const tokenizer = new Tokenizer(tokens.level, tokens.lowercase);
      const own = texts.map((text) => tokenizer.tokens(text));
      const section = tokensSection(pipeline);
      const found = inPython([section], 'tokenize(value)', texts) as string[][];
      texts.forEach((text, i) => expect(found[i], JSON.stringify(text)).toEqual(own[i]));
      const joined = inPython([section, join(pipeline)], 'join(value)', own) as string[];
      expect(joined).toEqual(own.map((one) => tokenizer.join(one)));
    },
  );

  it.each([
    { train: 0.8, validation: 0, test: 0.2 },
    { train: 0.7, validation: 0.1, test: 0.2 },
    { train: 0.9, validation: 0.1, test: 0 },
    { train: 1, validation: 0, test: 0 },
    { by: 'random', train: 0.8, validation: 0, test: 0.2, seed: 3 },
    { by: 'random', train: 0.8, validation: 0.1, test: 0.1, seed: 4294967295 },
    { by: 'random', train: 0.6, validation: 0.4, test: 0 },
  ])('share examples out as the run does: %o', (split) => {
    const pipeline = pipelineOf(split, {});
    const counts = [...Array.from({ length: 40 }, (_, i) => i + 3), 999, 12_345];
    const found = inPython(
      [splitSection(pipeline)],
      '{part: rows.tolist() for part, rows in split(value).items()}',
      counts,
    ) as Record<string, number[]>[];
    counts.forEach((count, i) => {
      const parts = splitExamples(count, pipeline.split);
      const own = Object.fromEntries(
        Object.keys(found[i]!).map((part) => [part, [...parts.keys()].filter((row) => parts[row] === part)]),
      );
      expect(found[i], `of ${count}`).toEqual(own);
      expect(Object.values(own).flat()).toHaveLength(count);
    });
  });
});
