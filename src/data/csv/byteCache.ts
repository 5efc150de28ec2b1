const slotCount = 1 << 13;
const entryCount = 1 << 11;
const poolBytes = 1 << 17;

/**
 * Codes of texts, looked up by the texts' bytes, so that no string is made for a cell whose text is known. Open addressing
 * with a fixed room: what does not fit is not remembered.
 */
export class ByteCache {
  readonly #slots = new Int32Array(slotCount).fill(-1);
  readonly #codes = new Int32Array(entryCount);
  readonly #starts = new Int32Array(entryCount + 1);
  readonly #pool = new Uint8Array(poolBytes);
  #entries = 0;

  /** Slot that holds these bytes, or the free slot where they belong. */
  find(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5; // FNV-1a
    for (let index = from; index < to; index++) hash = Math.imul(hash ^ bytes[index]!, 0x01000193);
    let slot = (hash ^ (hash >>> 15)) & (slotCount - 1);
    for (;;) {
      const entry = this.#slots[slot]!;
      if (entry < 0 || this.#equal(entry, bytes, from, to)) return slot;
      slot = (slot + 1) & (slotCount - 1);
    }
  }

  /** The code in a slot, or null where it is free. */
  codeAt(slot: number): number | null {
    const entry = this.#slots[slot]!;
    return entry < 0 ? null : this.#codes[entry]!;
  }

  remember(slot: number, bytes: Uint8Array, from: number, to: number, code: number): void {
    const start = this.#starts[this.#entries]!;
    if (this.#entries === entryCount || start + to - from > poolBytes) return;
    this.#pool.set(bytes.subarray(from, to), start);
    this.#codes[this.#entries] = code;
    this.#slots[slot] = this.#entries++;
    this.#starts[this.#entries] = start + to - from;
  }

  #equal(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[entry]!;
    const length = to - from;
    if (this.#starts[entry + 1]! - start !== length) return false;
    for (let index = 0; index < length; index++) if (this.#pool[start + index] !== bytes[from + index]) return false;
    return true;
  }
}
