import type { Awaitable } from '../engine';

/** What every search has to know of the tokens that it writes. */
export interface WritingLimits {
  /** Token that is fed first. */
  readonly start: number;
  /** Token that ends a text. */
  readonly end: number;
  /** Tokens that are never written: padding, start, unknown. */
  readonly never: readonly number[];
  /** Most tokens of a text, with its end. A text that does not end by then is cut. */
  readonly steps: number;
  /** Asked after every step: gives the event loop its turn, and ends all texts where they stand by answering false. */
  goOn?(): Awaitable<boolean>;
}

/** A text as numbers of tokens. */
export interface Written {
  /** Without start and end. */
  readonly tokens: readonly number[];
  /** Whether the network ended it; false where it was cut. */
  readonly ended: boolean;
  /** Sum of log p of its tokens (with the end) divided by their number. */
  readonly score: number;
  /** Where the decoder looked for each token (with the end): [source steps] each. Empty without attention. */
  readonly attention: readonly Float32Array[];
}

/** Which of `classes` tokens may be written. */
export function allowedTokens(classes: number, { never }: WritingLimits): Uint8Array {
  const allowed = new Uint8Array(classes).fill(1);
  for (const token of never) if (token < classes) allowed[token] = 0;
  return allowed;
}

/** The likeliest token that may be written; of equally likely ones the first. */
export function likeliest(probabilities: Float32Array, allowed: Uint8Array, otherwise: number): number {
  let best = otherwise;
  let most = 0;
  for (let token = 0; token < probabilities.length; token++) {
    const p = probabilities[token] ?? 0;
    if (p > most && allowed[token] === 1) {
      most = p;
      best = token;
    }
  }
  return best;
}
