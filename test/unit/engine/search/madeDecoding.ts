import type { Decoding } from '../../../../src/engine/engine';

/** Probabilities of the next token after a text, its start included. */
export type Law = (text: readonly number[], columns: readonly number[]) => readonly number[];

/** A decoder whose state is the text so far, so that a search that mixes up rows is found out. */
export class MadeDecoding implements Decoding {
  steps = 0;
  private texts: number[][];

  constructor(
    rows: number,
    private readonly law: Law,
    private readonly attends = false,
  ) {
    this.texts = Array.from({ length: rows }, () => []);
  }

  step(inputs: Int32Array | Float32Array, columns: Float32Array = new Float32Array(0)): Float32Array {
    this.steps++;
    const rows = this.texts.length;
    const width = columns.length / rows;
    this.texts = this.texts.map((text, row) => [...text, inputs[row] ?? NaN]);
    return Float32Array.from(
      this.texts.flatMap((text, row) => this.law(text, [...columns.subarray(row * width, (row + 1) * width)])),
    );
  }

  reorder(parents: Int32Array): void {
    const { texts } = this;
    this.texts = Array.from(parents, (parent) => texts[parent] ?? []);
  }

  /** Two source steps; tells the sum of the text that the state stands for. */
  attention(): Float32Array | null {
    if (!this.attends) return null;
    return Float32Array.from(this.texts.flatMap((text) => [text.length, text.reduce((a, b) => a + b, 0)]));
  }
}

/** Probabilities that depend on the whole text, and look random. */
export function madeLaw(classes: number, seed: number, sharpness = 3): Law {
  return (text) => {
    const logits = Array.from({ length: classes }, (_, token) => {
      let hash = seed | 0;
      for (const part of [...text, token]) hash = Math.imul(hash ^ (part + 0x9e37), 0x85ebca6b) ^ (hash >>> 13);
      return (((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * sharpness;
    });
    const powers = logits.map((logit) => Math.exp(logit));
    const total = powers.reduce((a, b) => a + b, 0);
    // As an engine gives them: single precision.
    return powers.map((power) => Math.fround(power / total));
  };
}
