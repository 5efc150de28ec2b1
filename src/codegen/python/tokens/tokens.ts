import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';

/** Cutting texts into tokens, and numbers for these. */
export function tokensSection({ experiment: { model }, kind }: Pipeline): PythonSection {
  const { level, vocabulary, maxLength } = model.tokens ?? unreachable();
  const word = level === 'word';
  return {
    imports: ['from collections import Counter', 'import numpy as np', 'import regex', 'import unicodedata'],
    constants: [
      `VOCABULARY = ${vocabulary}`,
      `MAX_LENGTH = ${maxLength}`,
      'SPECIAL = ["<pad>", "<unknown>", "<start>", "<end>"]',
      kind === 'texts' ? 'UNKNOWN = 1' : 'PAD, UNKNOWN, START, END = range(4)',
      ...(word ? wordConstants : []),
    ],
    functions: [tokenize(model.tokens ?? unreachable()), makeVocabulary],
  };
}

/** The rules themselves: `\b` of the package breaks after apostrophes, and not after marks at the beginning of a line. */
const wordConstants: string[] = [
  String.raw`MARKS = r"[\p{WB=Extend}\p{WB=Format}\p{WB=ZWJ}]*+"
LETTER = rf"[[\p{{WB=ALetter}}\p{{WB=HebrewLetter}}]--[가-힣]]{MARKS}"
HEBREW = rf"\p{{WB=HebrewLetter}}{MARKS}"
DIGIT = rf"\p{{WB=Numeric}}{MARKS}"
# Boundaries of words (UAX #29); Korean syllables stand apart, as in CLDR.
WORD = regex.compile(
    rf"""(?:
        (?:
            {LETTER} (?: [\p{{WB=MidLetter}}\p{{WB=MidNumLet}}'] {MARKS} (?={LETTER}) )?
            | {DIGIT} (?: [\p{{WB=MidNum}}\p{{WB=MidNumLet}}'] {MARKS} (?={DIGIT}) )?
            | \p{{WB=ExtendNumLet}} {MARKS}
            | (?<={HEBREW}) " {MARKS} (?={HEBREW})
        )+
        (?: (?<={HEBREW}) ' {MARKS} )?
        | [가-힣]+ {MARKS}
        | \p{{WB=RegionalIndicator}} {MARKS} \p{{WB=RegionalIndicator}} {MARKS}
        | \p{{WB=WSegSpace}}+ {MARKS}
        | \r\n
        | [\r\n\v\f\x85\u2028\u2029]
        | . {MARKS}
    )
    (?: (?<=\u200d) \p{{ExtPict}} {MARKS} )*""",
    regex.V1 | regex.VERBOSE | regex.DOTALL,
)
BLANK = regex.compile(r"[\s\ufeff--\x85]+", regex.V1)`,
];

function tokenize({ level, lowercase }: NonNullable<Pipeline['experiment']['model']['tokens']>): string {
  const lower = lowercase ? '.lower()' : '';
  if (level === 'character') {
    return `def tokenize(text):
    """Characters as a reader counts them: letters with their accents, whole emoji."""
    return regex.findall(r"\\X", unicodedata.normalize("NFC", text)${lower})`;
  }
  return `def tokenize(text):
    """Words and punctuation marks, as Unicode's rules (UAX #29) have them."""
    text = unicodedata.normalize("NFC", text.replace("\\u202f", " "))${lower}
    return [word for word in WORD.findall(text) if not BLANK.fullmatch(word)]`;
}

const makeVocabulary = `def make_vocabulary(texts):
    """Numbers of the special and the most frequent tokens."""
    counts = Counter(token for text in texts for token in text)
    tokens = [token for token, _ in counts.most_common(VOCABULARY)]
    return {token: number for number, token in enumerate([*SPECIAL, *tokens])}`;

export const encode = `def encode(texts, vocabulary):
    """Numbers of the tokens of each text, 0 after its end: [N, T]."""
    numbers = np.zeros((len(texts), max(map(len, texts))), np.int32)
    for row, text in zip(numbers, texts, strict=True):
        row[: len(text)] = [vocabulary.get(token, UNKNOWN) for token in text]
    return numbers`;

function unreachable(): never {
  throw new Error('texts are read as tokens');
}
