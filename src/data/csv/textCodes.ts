import { ByteCache } from './byteCache';
import { GrowingInt32 } from './growing';
import { isMissing } from './missing';

/** How much text is kept of a column: beyond it, the column's texts are given up. */
interface Limits {
  readonly texts: number;
  readonly characters: number;
}

/** Where nobody asked for the texts, this is enough for categories and for a look at the data. */
const casual: Limits = { texts: 100_000, characters: 16_000_000 };
/** Texts that are learned from: what a few GB of memory hold, and within the 2^24 entries of a map. */
const wanted: Limits = { texts: 16_000_000, characters: 1_000_000_000 };

/** Rows after which a column gets a cache: a file of ten thousands of columns has few rows. */
const cacheAfterRows = 500;

/** Texts as numbers in order of appearance. */
export class TextCodes {
  missing = 0;
  #byText = new Map<string, number>();
  #texts: string[] = [];
  #characters = 0;
  #codes = new GrowingInt32();
  #rows = 0;
  #overflow = false;
  #cache: ByteCache | null = null;
  readonly #limits: Limits;

  /** @param fixed a column that is text by its role: all its texts are wanted, and only an empty cell is missing */
  constructor(private readonly fixed: boolean) {
    this.#limits = fixed ? wanted : casual;
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  /** @param text trimmed */
  add(text: string): void {
    this.#push(this.#codeOf(text));
  }

  addBytes(bytes: Buffer, from: number, to: number): void {
    if (this.#rows === cacheAfterRows) this.#cache = new ByteCache();
    const slot = this.#cache?.find(bytes, from, to) ?? 0;
    let code = this.#cache?.codeAt(slot) ?? null;
    if (code === null) {
      code = this.#codeOf(bytes.toString('utf8', from, to).trim());
      this.#cache?.remember(slot, bytes, from, to, code);
    }
    this.#push(code);
  }

  /** Texts of the rows from `first` on, empty where missing; none where there were too many different ones. */
  textsFrom(first: number): string[] {
    return this.#overflow ? [] : this.#codes.from(first).map((code) => this.#texts[code] ?? '');
  }

  /** Codes of all rows (-1 where missing), or null when there were too many different texts. Empties this. */
  take(): Int32Array | null {
    return this.#overflow ? null : this.#codes.take();
  }

  #codeOf(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    if (this.fixed ? text === '' : isMissing(text)) return -1;
    if (this.#overflow) return 0;
    const { texts, characters } = this.#limits;
    if (this.#texts.length === texts || this.#characters + text.length > characters) {
      this.#overflow = true;
      this.#codes = new GrowingInt32();
      return 0;
    }
    const code = this.#texts.length;
    // A slice would keep the whole chunk of the file alive; a copy does not.
    const copy = Buffer.from(text, 'utf8').toString('utf8');
    this.#texts.push(copy);
    this.#byText.set(copy, code);
    this.#characters += text.length;
    return code;
  }

  #push(code: number): void {
    if (code < 0) this.missing++;
    if (!this.#overflow) this.#codes.push(code);
    this.#rows++;
  }
}
