/** Small at first, since a file may have ten thousands of columns; large later, since it may have millions of rows. */
const firstLength = 1 << 8;
const largestLength = 1 << 16;

/** Numbers that are pushed one by one and taken as one array at the end. Grows by chunks, so that nothing is copied twice. */
export class GrowingFloat64 {
  #full: Float64Array[] = [];
  #chunk = new Float64Array(firstLength);
  #used = 0;
  #before = 0;

  get length(): number {
    return this.#before + this.#used;
  }

  push(value: number): void {
    if (this.#used === this.#chunk.length) this.#grow();
    this.#chunk[this.#used++] = value;
  }

  /** Copies of the values from `first` on; few of many. */
  from(first: number): number[] {
    const found: number[] = [];
    let end = this.length;
    for (const chunk of [this.#chunk.subarray(0, this.#used), ...this.#full.toReversed()]) {
      const start = end - chunk.length;
      found.unshift(...chunk.subarray(Math.max(0, first - start)));
      if (start <= first) break;
      end = start;
    }
    return found;
  }

  /** All values; empties this, so that chunks are given back while they are copied. */
  take(): Float64Array {
    const all = new Float64Array(this.length);
    let end = this.#before;
    all.set(this.#chunk.subarray(0, this.#used), end);
    this.#chunk = new Float64Array(firstLength);
    for (let chunk = this.#full.pop(); chunk !== undefined; chunk = this.#full.pop()) {
      end -= chunk.length;
      all.set(chunk, end);
    }
    this.#before = 0;
    this.#used = 0;
    return all;
  }

  #grow(): void {
    this.#full.push(this.#chunk);
    this.#before += this.#chunk.length;
    this.#chunk = new Float64Array(Math.min(this.#chunk.length * 2, largestLength));
    this.#used = 0;
  }
}

/** The same for whole numbers. Two classes, so that each stays fast on its own kind of array. */
export class GrowingInt32 {
  #full: Int32Array[] = [];
  #chunk = new Int32Array(firstLength);
  #used = 0;
  #before = 0;

  get length(): number {
    return this.#before + this.#used;
  }

  push(value: number): void {
    if (this.#used === this.#chunk.length) this.#grow();
    this.#chunk[this.#used++] = value;
  }

  /** Copies of the values from `first` on; few of many. */
  from(first: number): number[] {
    const found: number[] = [];
    let end = this.length;
    for (const chunk of [this.#chunk.subarray(0, this.#used), ...this.#full.toReversed()]) {
      const start = end - chunk.length;
      found.unshift(...chunk.subarray(Math.max(0, first - start)));
      if (start <= first) break;
      end = start;
    }
    return found;
  }

  /** All values; empties this, so that chunks are given back while they are copied. */
  take(): Int32Array {
    const all = new Int32Array(this.length);
    let end = this.#before;
    all.set(this.#chunk.subarray(0, this.#used), end);
    this.#chunk = new Int32Array(firstLength);
    for (let chunk = this.#full.pop(); chunk !== undefined; chunk = this.#full.pop()) {
      end -= chunk.length;
      all.set(chunk, end);
    }
    this.#before = 0;
    this.#used = 0;
    return all;
  }

  #grow(): void {
    this.#full.push(this.#chunk);
    this.#before += this.#chunk.length;
    this.#chunk = new Int32Array(Math.min(this.#chunk.length * 2, largestLength));
    this.#used = 0;
  }
}

/** Short texts kept as one run of bytes: a tenth of the memory of a million strings. */
export class GrowingTexts {
  #bytes = Buffer.alloc(firstLength);
  #ends = new Uint32Array(firstLength);
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
