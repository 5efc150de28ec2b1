import * as ops from './ops';
import { arg, at } from './tape';
import { isMasked } from './cellMath';

// Tokens: vectors, which stand in panels of 8 columns as every matrix ([width/8][vocabulary][8], token x is row x), and
// ones at a token's place. Vectors are learned ones, or rows of the kernel that ones would be multiplied with. Tokens are
// read through a table of addresses; at a masked step none is, since what stands there is another example's.

/** The token of row `r`, `offset` bytes behind the row's first. */
// @ts-ignore: decorator
@inline function tokenOf(table: usize, r: i32, offset: usize): i32 {
  return load<i32>(<usize>load<u32>(table + (<usize>r << 2)) + offset);
}

/**
 * out = start + the vector of each row's token. Arguments: table of the tokens' addresses, bytes to the first step's; the
 * vectors' panels, bytes from one panel to the next, panels; out, row stride, step stride; steps; mask, its bytes a step;
 * start; bias. Masked steps become the start alone.
 */
export function embed(p: usize, from: i32, to: i32): void {
  const table = at(p, 0), panelBytes = at(p, 3), panels = arg(p, 4), os = at(p, 6), oStep = at(p, 7);
  const start = arg(p, 11), bias = at(p, 12), width = <usize>panels << 5;
  let offset = at(p, 1), step = at(p, 5), mask = at(p, 9);
  for (let t = arg(p, 8); t > 0; t--) {
    for (let r = from; r < to; r++) {
      const out = step + os * <usize>r;
      if (isMasked(mask, r)) {
        if (start == ops.FROM_ZERO) memory.fill(out, 0, width);
        else if (start == ops.FROM_BIAS) memory.copy(out, bias, width);
        continue;
      }
      const vector = at(p, 2) + (<usize>tokenOf(table, r, offset) << 5);
      if (start == ops.FROM_ZERO) copyVector(vector, panelBytes, out, out + width);
      else addVector(vector, panelBytes, start == ops.FROM_BIAS ? bias : out, out, out + width);
    }
    offset += 4;
    step += oStep;
    mask += at(p, 10);
  }
}

// @ts-ignore: decorator
@inline function copyVector(vector: usize, panelBytes: usize, out: usize, end: usize): void {
  while (out < end) {
    v128.store(out, v128.load(vector));
    v128.store(out, v128.load(vector, 16), 16);
    out += 32;
    vector += panelBytes;
  }
}

// @ts-ignore: decorator
@inline function addVector(vector: usize, panelBytes: usize, start: usize, out: usize, end: usize): void {
  while (out < end) {
    v128.store(out, f32x4.add(v128.load(start), v128.load(vector)));
    v128.store(out, f32x4.add(v128.load(start, 16), v128.load(vector, 16)), 16);
    out += 32;
    start += 32;
    vector += panelBytes;
  }
}

/**
 * Arguments: table of the tokens' addresses, bytes to the first step's; out, row stride, step stride, width; steps; mask,
 * its bytes a step. Masked steps become 0.
 */
export function oneHot(p: usize, from: i32, to: i32): void {
  const table = at(p, 0), os = at(p, 3), oStep = at(p, 4), bytes = at(p, 5) << 2;
  let offset = at(p, 1), step = at(p, 2), mask = at(p, 7);
  for (let t = arg(p, 6); t > 0; t--) {
    for (let r = from; r < to; r++) {
      const out = step + os * <usize>r;
      memory.fill(out, 0, bytes);
      if (!isMasked(mask, r)) store<f32>(out + (<usize>tokenOf(table, r, offset) << 2), 1);
    }
    offset += 4;
    step += oStep;
    mask += at(p, 8);
  }
}

/**
 * The gradient of some panels of the tokens' vectors: what was read at each row and step is added to its token's, step by
 * step and row by row, so that one order holds whatever the number of threads and of masked steps. Arguments: table of
 * the tokens' addresses; steps; D's address (at the first panel's columns), row stride, step stride; mask, its bytes a
 * step; the gradient's address, bytes from one panel to the next, panels, tokens.
 */
export function embedGradient(p: usize): void {
  const table = at(p, 0), steps = arg(p, 1), ds = at(p, 3), dStep = at(p, 4), maskStep = at(p, 6);
  const panelBytes = at(p, 8), panels = arg(p, 9);
  const rows = load<i32>(ops.CONTROL + ops.ROWS);
  for (let panel = 0; panel < panels; panel++) {
    const c = at(p, 7) + panelBytes * <usize>panel;
    memory.fill(c, 0, at(p, 10) << 5);
    let step = at(p, 2) + (<usize>panel << 5), mask = at(p, 5), offset: usize = 0;
    for (let t = 0; t < steps; t++) {
      for (let r = 0; r < rows; r++) {
        if (isMasked(mask, r)) continue;
        const d = step + ds * <usize>r;
        const out = c + (<usize>tokenOf(table, r, offset) << 5);
        v128.store(out, f32x4.add(v128.load(out), v128.load(d)));
        v128.store(out, f32x4.add(v128.load(out, 16), v128.load(d, 16)), 16);
      }
      step += dStep;
      mask += maskStep;
      offset += 4;
    }
  }
}
