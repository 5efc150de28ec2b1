import { describe, expect, it } from 'vitest';

import { isPlainText, pythonString, typescriptString } from '../../../src/codegen/literals';

describe('string literals', () => {
  it.each([
    ['plain', 'Sunspots', '"Sunspots"', '"Sunspots"'],
    ['letters of other scripts', 'класс größe 値', '"класс größe 値"', '"класс größe 値"'],
    ['the quote that needs fewer escapes', 'say "x"', `'say "x"'`, `'say "x"'`],
    ['both quotes', `'a' "b"`, `"'a' \\"b\\""`, `"'a' \\"b\\""`],
    ['line breaks and tabs', 'a\nb\r\tc', '"a\\nb\\r\\tc"', '"a\\nb\\r\\tc"'],
    ['backslashes', 'C:\\new', '"C:\\\\new"', '"C:\\\\new"'],
    ['controls', 'a\u0000\u001b', '"a\\x00\\x1b"', '"a\\x00\\x1b"'],
    ['line separators', '\u2028\u2029', '"\\u2028\\u2029"', '"\\u2028\\u2029"'],
    ['marks that turn the reading direction', '\u202ea\u2066', '"\\u202ea\\u2066"', '"\\u202ea\\u2066"'],
    ['other spaces', '1\u00a0000\u202f', '"1\\xa0000\\u202f"', '"1\\xa0000\\u202f"'],
    ['half a surrogate pair', 'a\ud800', '"a\\ud800"', '"a\\ud800"'],
    ['emoji', '🙂', '"🙂"', '"🙂"'],
    ['above the first plane and unseen', '\u{e0001}', '"\\U000e0001"', '"\\u{e0001}"'],
  ])('escapes %s', (_, text, python, typescript) => {
    expect(pythonString(text)).toBe(python);
    expect(typescriptString(text)).toBe(typescript);
  });
});

describe('text in comments', () => {
  it.each(['Sunspots', '#Passengers', 'Größe (m²)', 'oil temp.'])('takes %s', (text) => {
    expect(isPlainText(text)).toBe(true);
  });

  it.each(['', ' a', 'a ', '*/', '"""', 'a\nb', 'x\\', '${x}', 'n'.repeat(41), '\u202eabc', '-->'])(
    'refuses %j',
    (text) => {
      expect(isPlainText(text)).toBe(false);
    },
  );
});
