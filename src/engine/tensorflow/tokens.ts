import type { InputPart } from '../../spec/network';
import type { Extent } from './examples';

/** Tokens and categories, each a learned vector or a one at its place. */
export type TokenPart = Extract<InputPart, { kind: 'embedding' | 'one-hot' }>;

/** @throws RangeError for a token that there is not */
export function expectToken(token: number, row: number, limit: number): void {
  if (Number.isInteger(token) && token >= 0 && token < limit) return;
  throw new RangeError(`Token ${token} of row ${row} is not one of the ${limit}.`);
}

/**
 * Tokens of examples, time first.
 * @throws RangeError for a token that there is not
 */
export function gatherTokens(values: Int32Array, { first, steps }: Extent, limit: number): Int32Array {
  const tokens = new Int32Array(steps * first.length);
  first.forEach((row, b) => {
    for (let t = 0; t < steps; t++) {
      const token = values[row + t] ?? -1;
      expectToken(token, row + t, limit);
      tokens[t * first.length + b] = token;
    }
  });
  return tokens;
}

/**
 * Vectors of tokens, [tokens, width].
 * @param learned [vocabulary, width]; null: a one at the token's place
 */
export function tokenVectors(
  { width }: TokenPart,
  tokens: Int32Array | Float32Array,
  learned: Float32Array | null,
): Float32Array {
  const vectors = new Float32Array(tokens.length * width);
  tokens.forEach((token: number, place: number) => {
    if (learned) vectors.set(learned.subarray(token * width, (token + 1) * width), place * width);
    else vectors[place * width + token] = 1;
  });
  return vectors;
}

/**
 * Adds the gradient by each token's vector.
 * @param byInputs [tokens, total], of which the vectors are `width` columns from `from` on
 * @param gradient [vocabulary, width]
 */
export function addTokenGradient(
  tokens: Int32Array,
  byInputs: Float32Array,
  { from, width }: { readonly from: number; readonly width: number },
  gradient: Float32Array,
): void {
  const total = byInputs.length / tokens.length;
  tokens.forEach((token, place) => {
    for (let k = 0; k < width; k++) {
      const i = token * width + k;
      gradient[i] = (gradient[i] ?? NaN) + (byInputs[place * total + from + k] ?? NaN);
    }
  });
}
