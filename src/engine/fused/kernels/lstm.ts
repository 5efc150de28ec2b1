import * as ops from './ops';
import { arg, at } from './tape';
import { flush, madd } from './math';
import { gate, gateSlope, isMasked, outer, outerSlope } from './cellMath';

// c' = f·c + i·g, h' = o·a with a = activation(c'). A row of gates holds i, f, g, o, each as wide as the state.

/**
 * Arguments: gates, row stride; c before, h before, their row stride; c, a, h, row stride of the three; units;
 * activation; gate activation; mask. The gates' sums become their values in place.
 */
export function lstm(p: usize, from: i32, to: i32): void {
  if (arg(p, 10) == ops.TANH && arg(p, 11) == ops.SIGMOID) forward(true, p, from, to);
  else forward(false, p, from, to);
}

// @ts-ignore: decorator
@inline function forward(usual: bool, p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), ps = at(p, 4), ss = at(p, 8);
  const width = at(p, 9) << 2, kind = arg(p, 10), gateKind = arg(p, 11), mask = at(p, 12);
  for (let r = from; r < to; r++) {
    const z = at(p, 0) + gs * <usize>r, before = at(p, 2) + ps * <usize>r;
    const c = at(p, 5) + ss * <usize>r, a = at(p, 6) + ss * <usize>r, h = at(p, 7) + ss * <usize>r;
    if (isMasked(mask, r)) {
      memory.copy(c, before, width);
      memory.copy(h, at(p, 3) + ps * <usize>r, width);
      continue;
    }
    // Gate by gate, then the state: the processor looks some 300 instructions ahead, and in one loop over all of it that
    // is less than two rounds of a chain of 160 cycles.
    for (let i = z; i < z + 2 * width; i += 16) v128.store(i, gate(usual, gateKind, v128.load(i)));
    for (let i = z + 2 * width; i < z + 3 * width; i += 16) v128.store(i, outer(usual, kind, v128.load(i)));
    for (let i = z + 3 * width; i < z + 4 * width; i += 16) v128.store(i, gate(usual, gateKind, v128.load(i)));
    for (let i: usize = 0; i < width; i += 16) {
      const g = f32x4.mul(v128.load(z + i), v128.load(z + 2 * width + i));
      const state = flush(madd(v128.load(z + width + i), v128.load(before + i), g));
      const activated = outer(usual, kind, state);
      v128.store(c + i, state);
      v128.store(a + i, activated);
      v128.store(h + i, f32x4.mul(v128.load(z + 3 * width + i), activated));
    }
  }
}

/**
 * Arguments: gates, row stride; c before, its row stride; a, row stride; gradient by h, row stride; gradient by c from
 * the step after, row stride; 1 where there is none yet; units; activation; gate activation; mask. The gates become the
 * gradients by their sums, the gradient by c that by c before.
 */
export function lstmBack(p: usize, from: i32, to: i32): void {
  if (arg(p, 12) == ops.TANH && arg(p, 13) == ops.SIGMOID) backward(true, p, from, to);
  else backward(false, p, from, to);
}

// @ts-ignore: decorator
@inline function backward(usual: bool, p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), ps = at(p, 3), as = at(p, 5), hs = at(p, 7), cs = at(p, 9), last = arg(p, 10);
  const width = at(p, 11) << 2, kind = arg(p, 12), gateKind = arg(p, 13), mask = at(p, 14);
  for (let r = from; r < to; r++) {
    let z = at(p, 0) + gs * <usize>r;
    let before = at(p, 2) + ps * <usize>r;
    let a = at(p, 4) + as * <usize>r, dh = at(p, 6) + hs * <usize>r, dc = at(p, 8) + cs * <usize>r;
    if (last) memory.fill(dc, 0, width);
    if (isMasked(mask, r)) {
      memory.fill(z, 0, 4 * width);
      continue;
    }
    const end = a + width;
    while (a < end) {
      const i = v128.load(z), f = v128.load(z + width), g = v128.load(z + 2 * width), o = v128.load(z + 3 * width);
      const activated = v128.load(a), byH = v128.load(dh);
      const byC = madd(f32x4.mul(byH, o), outerSlope(usual, kind, activated), v128.load(dc));
      v128.store(z, flush(f32x4.mul(f32x4.mul(byC, g), gateSlope(usual, gateKind, i))));
      v128.store(z + width, flush(f32x4.mul(f32x4.mul(byC, v128.load(before)), gateSlope(usual, gateKind, f))));
      v128.store(z + 2 * width, flush(f32x4.mul(f32x4.mul(byC, i), outerSlope(usual, kind, g))));
      v128.store(z + 3 * width, flush(f32x4.mul(f32x4.mul(byH, activated), gateSlope(usual, gateKind, o))));
      v128.store(dc, flush(f32x4.mul(byC, f)));
      z += 16; before += 16; a += 16; dh += 16; dc += 16;
    }
  }
}
