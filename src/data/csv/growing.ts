const chunkLength = 1 << 16;

/** Numbers that are pushed one by one and taken as one array at the end. Grows by chunks, so that nothing is copied twice. */
export class GrowingFloat64 {
  #full: Float64Array[] = [];
  #chunk = new Float64Array(chunkLength);
  #used = 0;

  get length(): number {
    return this.#full.length * chunkLength + this.#used;
  }

  push(value: number): void {
    if (this.#used === chunkLength) {
      this.#full.push(this.#chunk);
      this.#chunk = new Float64Array(chunkLength);
      this.#used = 0;
    }
    this.#chunk[this.#used++] = value;
  }

  /** All values; empties this, so that chunks are given back while they are copied. */
  take(): Float64Array {
    const all = new Float64Array(this.length);
    all.set(this.#chunk.subarray(0, this.#used), this.#full.length * chunkLength);
    for (let index = this.#full.length - 1; index >= 0; index--) {
      all.set(this.#full.pop()!, index * chunkLength);
    }
    this.#chunk = new Float64Array(chunkLength);
    this.#used = 0;
    return all;
  }
}

/** Short texts kept as one run of bytes: a tenth of the memory of a million strings. */
export class GrowingTexts {
  #bytes = Buffer.alloc(chunkLength);
  #ends = new Uint32Array(chunkLength);
  #count = 0;
  #used = 0;

  pushBytes(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.#reserve(length);
    // A loop is faster than set(subarray()) for the 7 to 25 bytes of a date.
    for (let index = 0; index < length; index++) this.#bytes[this.#used + index] = bytes[from + index]!;
    this.#finish(length);
  }

  push(text: string): void {
    this.#reserve(text.length * 3);
    this.#finish(this.#bytes.write(text, this.#used, 'utf8'));
  }

  at(index: number): string {
    if (index < 0 || index >= this.#count) return '';
    return this.#bytes.toString('utf8', index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }

  #reserve(length: number): void {
    if (this.#used + length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + length));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    if (this.#count === this.#ends.length) {
      const larger = new Uint32Array(this.#ends.length * 2);
      larger.set(this.#ends);
      this.#ends = larger;
    }
  }

  #finish(length: number): void {
    this.#used += length;
    this.#ends[this.#count++] = this.#used;
  }
}
