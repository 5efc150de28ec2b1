import * as ops from './ops';
import { arg, at } from './tape';
import { flush, leastSize, madd, signBits, unit } from './math';
import { activateRows } from './activations';
import { gateSlope, isMasked, outerSlope } from './cellMath';

// c' = f·c + i·g, h' = o·a with a = activation(c'). A row of gates holds i, f, g, o, each as wide as the state.

/**
 * Arguments: gates, row stride; c before, h before, their row stride; c, a, h, row stride of the three; units;
 * activation; gate activation; mask. The gates' sums become their values in place, also where a row is masked: nobody
 * looks at those.
 */
export function lstm(p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), ps = at(p, 4), ss = at(p, 8), rows = to - from;
  const width = at(p, 9) << 2, kind = arg(p, 10), gateKind = arg(p, 11), mask = at(p, 12);
  // Gate by gate, then the state: in one loop over all of it, its chain of 160 cycles is longer than the processor looks
  // ahead, and the constants do not fit the registers.
  const gates = at(p, 0) + gs * <usize>from, activated = at(p, 6) + ss * <usize>from;
  activateRows(gateKind, gates, gs, rows, 2 * width);
  activateRows(kind, gates + 2 * width, gs, rows, width);
  activateRows(gateKind, gates + 3 * width, gs, rows, width);
  for (let r = from; r < to; r++) {
    const z = at(p, 0) + gs * <usize>r, before = at(p, 2) + ps * <usize>r;
    const c = at(p, 5) + ss * <usize>r, a = at(p, 6) + ss * <usize>r;
    if (isMasked(mask, r)) {
      memory.copy(c, before, width);
      memory.fill(a, 0, width); // what others have left there
      continue;
    }
    for (let i: usize = 0; i < width; i += 16) {
      const g = f32x4.mul(v128.load(z + i), v128.load(z + 2 * width + i));
      const state = flush(madd(v128.load(z + width + i), v128.load(before + i), g));
      v128.store(c + i, state);
      v128.store(a + i, state);
    }
  }
  activateRows(kind, activated, ss, rows, width);
  for (let r = from; r < to; r++) {
    const o = at(p, 0) + gs * <usize>r + 3 * width;
    const a = at(p, 6) + ss * <usize>r, h = at(p, 7) + ss * <usize>r;
    if (isMasked(mask, r)) {
      memory.copy(h, at(p, 3) + ps * <usize>r, width);
      continue;
    }
    for (let i: usize = 0; i < width; i += 16) v128.store(h + i, f32x4.mul(v128.load(o + i), v128.load(a + i)));
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
  const one = unit(), signs = signBits(), least = leastSize();
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
      const byC = madd(f32x4.mul(byH, o), outerSlope(usual, kind, activated, one), v128.load(dc));
      const byI = f32x4.mul(f32x4.mul(byC, g), gateSlope(usual, gateKind, i, one));
      const byF = f32x4.mul(f32x4.mul(byC, v128.load(before)), gateSlope(usual, gateKind, f, one));
      const byG = f32x4.mul(f32x4.mul(byC, i), outerSlope(usual, kind, g, one));
      const byO = f32x4.mul(f32x4.mul(byH, activated), gateSlope(usual, gateKind, o, one));
      v128.store(z, flush(byI, signs, least));
      v128.store(z + width, flush(byF, signs, least));
      v128.store(z + 2 * width, flush(byG, signs, least));
      v128.store(z + 3 * width, flush(byO, signs, least));
      v128.store(dc, flush(f32x4.mul(byC, f), signs, least));
      z += 16; before += 16; a += 16; dh += 16; dc += 16;
    }
  }
}
