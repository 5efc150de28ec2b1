export type TokenLevel = 'word' | 'character';

/** Fixed, so that a text is cut the same on every machine, whatever its language settings. */
const locale = 'en';
const segmenters = {
  word: new Intl.Segmenter(locale, { granularity: 'word' }),
  character: new Intl.Segmenter(locale, { granularity: 'grapheme' }),
} as const;

/** `Intl.Segmenter` takes a time for each segment that grows with the text: 4 minutes for one of 100,000 words. */
const pieceLength = 1024;
/** How far the rules look ahead, generously: a segment that ends so near the end of a piece is looked at again. */
const lookAhead = 32;

/** The segments of a text, found piece by piece: the same as in one go, for no rule looks back beyond a boundary. */
function* segments(text: string, segmenter: Intl.Segmenter): Generator<string> {
  let from = 0;
  let length = pieceLength;
  while (from < text.length) {
    const piece = text.slice(from, from + length);
    const last = from + length >= text.length ? piece.length : piece.length - lookAhead;
    let end = 0;
    for (const { segment, index } of segmenter.segment(piece)) {
      if (index + segment.length > last) break;
      end = index + segment.length;
      yield segment;
    }
    length = end === 0 ? length * 2 : pieceLength;
    from += end;
  }
}

/**
 * No blank before these, and none after those: how words and punctuation are put together again. A hyphen stands within
 * a word (vas-y) more often than between two.
 */
const closing = /^[.,!?;:…%)\]}»”’、。，！？\-‐‑]+$/u;
const opening = /^[([{«“‘¿¡\-‐‑]+$/u;

const narrowBlank = '\u202f';

/**
 * Cuts texts into tokens by Unicode's rules (UAX #29, as `Intl.Segmenter` has them): words and punctuation marks without
 * the blanks between them, or characters as a reader counts them (an emoji of several code points, a letter with its
 * accents and a line break of two characters are one each).
 *
 * Texts are brought to Unicode's form NFC first, so that é is one token however it is written. The narrow blank before French
 * punctuation is a blank between words like others, which it is not in UAX #29: there "Va" and "Va " would be two words.
 */
export class Tokenizer {
  constructor(
    readonly level: TokenLevel,
    /** Upper and lower case are the same; by Unicode's rules, not by those of a language. */
    readonly lowercase = false,
  ) {}

  /**
   * The first tokens of a text, in order. Only as much of it is cut as is asked for.
   * @param most how many tokens at most
   */
  tokens(text: string, most = Infinity): string[] {
    const found: string[] = [];
    if (most <= 0) return found;
    for (const segment of segments(this.normalised(text), segmenters[this.level])) {
      if (this.level === 'word' && segment.trim() === '') continue;
      found.push(segment);
      if (found.length >= most) break;
    }
    return found;
  }

  /** A text of tokens: characters side by side; words with blanks between them, but for punctuation. */
  join(tokens: readonly string[]): string {
    if (this.level === 'character') return tokens.join('');
    let text = '';
    let glued = true;
    for (const token of tokens) {
      text += glued || closing.test(token) ? token : ` ${token}`;
      glued = opening.test(token);
    }
    return text;
  }

  private normalised(text: string): string {
    const written = this.level === 'word' ? text.replaceAll(narrowBlank, ' ') : text;
    const composed = written.normalize('NFC');
    return this.lowercase ? composed.toLowerCase() : composed;
  }
}
