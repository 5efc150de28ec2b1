import type { Decoding } from '../engine';
import { unsupported } from '../engineData';
import type { EngineCore } from './core';

/** Runs the encoder on examples, each `copies` times in a row, and gives the decoder to step through. */
// eslint-disable-next-line require-yield
export function* decodingOf(_core: EngineCore, _examples: Int32Array, _copies: number): Generator<void, Decoding> {
  throw unsupported('fused', 'decoders');
}

/** A network that writes on, to be stepped from the zero state. */
export function generatingOf(_core: EngineCore, _rows: number): Decoding {
  throw unsupported('fused', 'networks that write on');
}
