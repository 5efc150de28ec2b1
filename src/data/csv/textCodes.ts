import { isMissing } from './missing';

/** More different texts, or longer ones together, are not kept: such a column is text that nothing here reads. */
const maxTexts = 100_000;
const maxCharacters = 16_000_000;

const cacheSlots = 1 << 13;
const cacheEntries = 1 << 11;
const cacheBytes = 1 << 17;

/**
 * Texts as numbers in order of appearance. A small table keyed by the bytes themselves spares categories the making
 * of a string for every cell.
 */
export class TextCodes {
  missing = 0;
  /** Cells that read as plain numbers, counted once texts are no longer kept. */
  #byText = new Map<string, number>();
  #texts: string[] = [];
  #characters = 0;
  #chunks: Int32Array[] = [];
  #rows = 0;
  #overflow = false;

  readonly #slots = new Int32Array(cacheSlots).fill(-1);
  readonly #codes = new Int32Array(cacheEntries);
  readonly #starts = new Int32Array(cacheEntries + 1);
  readonly #pool = new Uint8Array(cacheBytes);
  #entries = 0;

  /** True when there were too many different texts: `take` gives no codes. */
  get overflow(): boolean {
    return this.#overflow;
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  /** @param text trimmed */
  add(text: string): void {
    this.#push(this.#codeOf(text));
  }

  addBytes(bytes: Buffer, from: number, to: number): void {
    const slot = this.#find(bytes, from, to);
    const entry = this.#slots[slot]!;
    if (entry >= 0) {
      this.#push(this.#codes[entry]!);
      return;
    }
    const code = this.#codeOf(bytes.toString('utf8', from, to).trim());
    this.#remember(slot, bytes, from, to, code);
    this.#push(code);
  }

  /** Codes of all rows (-1 where missing), or null after an overflow. Empties this. */
  take(): Int32Array | null {
    if (this.#overflow) return null;
    const all = new Int32Array(this.#rows);
    this.#chunks.forEach((chunk, index) => {
      const from = index * chunk.length;
      all.set(chunk.subarray(0, Math.min(chunk.length, this.#rows - from)), from);
    });
    this.#chunks = [];
    return all;
  }

  #codeOf(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    if (isMissing(text)) return -1;
    if (this.#overflow) return 0;
    if (this.#texts.length === maxTexts || this.#characters + text.length > maxCharacters) {
      this.#overflow = true;
      this.#chunks = [];
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
    if (!this.#overflow) {
      const at = this.#rows & 0xffff;
      if (at === 0) this.#chunks.push(new Int32Array(1 << 16));
      this.#chunks[this.#rows >> 16]![at] = code;
    }
    this.#rows++;
  }

  /** Slot that holds these bytes, or the free slot where they belong. */
  #find(bytes: Buffer, from: number, to: number): number {
    let hash = 0x811c9dc5; // FNV-1a
    for (let index = from; index < to; index++) hash = Math.imul(hash ^ bytes[index]!, 0x01000193);
    let slot = (hash ^ (hash >>> 15)) & (cacheSlots - 1);
    for (;;) {
      const entry = this.#slots[slot]!;
      if (entry < 0 || this.#equal(entry, bytes, from, to)) return slot;
      slot = (slot + 1) & (cacheSlots - 1);
    }
  }

  #equal(entry: number, bytes: Buffer, from: number, to: number): boolean {
    const start = this.#starts[entry]!;
    const length = to - from;
    if (this.#starts[entry + 1]! - start !== length) return false;
    for (let index = 0; index < length; index++) if (this.#pool[start + index] !== bytes[from + index]) return false;
    return true;
  }

  #remember(slot: number, bytes: Buffer, from: number, to: number, code: number): void {
    const start = this.#starts[this.#entries]!;
    if (this.#entries === cacheEntries || start + to - from > cacheBytes || this.#overflow) return;
    this.#pool.set(bytes.subarray(from, to), start);
    this.#codes[this.#entries] = code;
    this.#slots[slot] = this.#entries++;
    this.#starts[this.#entries] = start + to - from;
  }
}
