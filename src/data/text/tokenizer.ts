export type TokenLevel = 'word' | 'character';

/** Fixed, so that a text is cut the same on every machine, whatever its language settings. */
const locale = 'en';
const segmenters = {
  word: new Intl.Segmenter(locale, { granularity: 'word' }),
  character: new Intl.Segmenter(locale, { granularity: 'grapheme' }),
} as const;

/** No blank before these, and none after those: how words and punctuation are put together again. */
const closing = /^[.,!?;:…%)\]}»”’、。，！？]+$/u;
const opening = /^[([{«“‘¿¡]+$/u;

/**
 * Cuts texts into tokens by Unicode's rules (UAX #29, as `Intl.Segmenter` has them): words and punctuation marks without
 * the blanks between them, or characters as a reader counts them (an emoji of several code points, a letter with its
 * accents and a line break of two characters are one each).
 *
 * Texts are brought to Unicode's form NFC first, so that é is one token however it is written.
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
    for (const { segment } of segmenters[this.level].segment(this.normalised(text))) {
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
    const composed = text.normalize('NFC');
    return this.lowercase ? composed.toLowerCase() : composed;
  }
}
