import * as ops from './ops';
import { arg, at } from './tape';
import { flush, madd, unit } from './math';
import { activateRows } from './activations';
import { gateSlope, isMasked, outerSlope } from './cellMath';

// h' = z·h + (1 - z)·candidate. A row of gates holds z, r and the candidate, each as wide as the state.
// `inner` is what the candidate takes from the state: h·R + b, multiplied by r afterwards (reset after), or r·h,
// multiplied by R afterwards (reset before).

/**
 * Reset after, forward. Arguments: gates, row stride; inner, row stride; 1 where the state before is 0, so that inner
 * holds nothing yet; recurrent bias of all gates; state before, row stride; state, row stride; units; activation; gate
 * activation; mask.
 */
export function gruAfter(p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), is = at(p, 3), first = arg(p, 4), bias = at(p, 5), ps = at(p, 7), hs = at(p, 9);
  const width = at(p, 10) << 2, kind = arg(p, 11), gateKind = arg(p, 12), mask = at(p, 13);
  const gates = at(p, 0) + gs * <usize>from;
  for (let r = from; r < to; r++) {
    const s = at(p, 0) + gs * <usize>r, inner = at(p, 2) + is * <usize>r;
    if (first) memory.fill(inner, 0, width);
    for (let i: usize = 0; i < 2 * width; i += 16) {
      v128.store(s + i, f32x4.add(v128.load(s + i), v128.load(bias + i)));
    }
  }
  activateRows(gateKind, gates, gs, to - from, 2 * width);
  for (let r = from; r < to; r++) {
    const s = at(p, 0) + gs * <usize>r, inner = at(p, 2) + is * <usize>r;
    for (let i: usize = 0; i < width; i += 16) {
      const state = f32x4.add(v128.load(inner + i), v128.load(bias + 2 * width + i));
      v128.store(inner + i, state);
      v128.store(s + 2 * width + i, madd(v128.load(s + width + i), state, v128.load(s + 2 * width + i)));
    }
  }
  activateRows(kind, gates + 2 * width, gs, to - from, width);
  newStates(at(p, 0), gs, at(p, 6), ps, at(p, 8), hs, width, mask, from, to);
}

/** h' = z·h + (1 - z)·candidate. */
// @ts-ignore: decorator
@inline function newStates(
  gates: usize,
  gs: usize,
  states: usize,
  ps: usize,
  out: usize,
  hs: usize,
  width: usize,
  mask: usize,
  from: i32,
  to: i32,
): void {
  for (let r = from; r < to; r++) {
    const z = gates + gs * <usize>r, before = states + ps * <usize>r, h = out + hs * <usize>r;
    if (isMasked(mask, r)) {
      memory.copy(h, before, width);
      continue;
    }
    for (let i: usize = 0; i < width; i += 16) {
      const candidate = v128.load(z + 2 * width + i);
      v128.store(h + i, flush(madd(v128.load(z + i), f32x4.sub(v128.load(before + i), candidate), candidate)));
    }
  }
}

/**
 * Reset after, backward. Arguments: gates, row stride; inner, row stride; state before, row stride; gradient by h, row
 * stride; gradient by the state before (0: nobody asks), row stride; 1 where that already holds what comes from above;
 * units; activation; gate activation; mask. Gates and inner become the gradients by their sums.
 */
export function gruAfterBack(p: usize, from: i32, to: i32): void {
  if (arg(p, 12) == ops.TANH && arg(p, 13) == ops.SIGMOID) afterBack(true, p, from, to);
  else afterBack(false, p, from, to);
}

// @ts-ignore: decorator
@inline function afterBack(usual: bool, p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), is = at(p, 3), ps = at(p, 5), hs = at(p, 7), bs = at(p, 9), add = arg(p, 10);
  const width = at(p, 11) << 2, kind = arg(p, 12), gateKind = arg(p, 13), mask = at(p, 14);
  const one = unit();
  for (let r = from; r < to; r++) {
    let s = at(p, 0) + gs * <usize>r, inner = at(p, 2) + is * <usize>r, before = at(p, 4) + ps * <usize>r;
    let dh = at(p, 6) + hs * <usize>r;
    let back = at(p, 8) ? at(p, 8) + bs * <usize>r : 0;
    if (isMasked(mask, r)) {
      if (back) passOn(back, dh, width, add);
      memory.fill(s, 0, 3 * width);
      memory.fill(inner, 0, width);
      continue;
    }
    const end = dh + width;
    while (dh < end) {
      const z = v128.load(s), reset = v128.load(s + width), candidate = v128.load(s + 2 * width);
      const byH = v128.load(dh);
      const byCandidate = flush(
        f32x4.mul(f32x4.mul(byH, f32x4.sub(one, z)), outerSlope(usual, kind, candidate)),
      );
      const byZ = f32x4.mul(f32x4.mul(byH, f32x4.sub(v128.load(before), candidate)), gateSlope(usual, gateKind, z));
      const byReset = f32x4.mul(f32x4.mul(byCandidate, v128.load(inner)), gateSlope(usual, gateKind, reset));
      v128.store(s, flush(byZ));
      v128.store(s + width, flush(byReset));
      v128.store(s + 2 * width, byCandidate);
      v128.store(inner, flush(f32x4.mul(byCandidate, reset)));
      if (back) {
        v128.store(back, add ? madd(byH, z, v128.load(back)) : f32x4.mul(byH, z));
        back += 16;
      }
      s += 16; inner += 16; before += 16; dh += 16;
    }
  }
}

/** The gradient of a step that was stepped over goes to the state before as it is. */
function passOn(back: usize, dh: usize, width: usize, add: i32): void {
  if (!add) {
    memory.copy(back, dh, width);
    return;
  }
  for (let i: usize = 0; i < width; i += 16) {
    v128.store(back + i, f32x4.add(v128.load(back + i), v128.load(dh + i)));
  }
}

/**
 * Reset before, forward up to inner = r·h. Arguments: gates, row stride; inner, row stride; state before, row stride;
 * units; gate activation.
 */
export function gruBeforeGates(p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), is = at(p, 3), ps = at(p, 5), width = at(p, 6) << 2;
  activateRows(arg(p, 7), at(p, 0) + gs * <usize>from, gs, to - from, 2 * width);
  for (let r = from; r < to; r++) {
    const reset = at(p, 0) + gs * <usize>r + width, inner = at(p, 2) + is * <usize>r, before = at(p, 4) + ps * <usize>r;
    for (let i: usize = 0; i < width; i += 16) {
      v128.store(inner + i, f32x4.mul(v128.load(reset + i), v128.load(before + i)));
    }
  }
}

/** Reset before, the state. Arguments: gates, row stride; state before, row stride; state, row stride; units; activation; mask. */
export function gruBeforeState(p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), width = at(p, 6) << 2;
  activateRows(arg(p, 7), at(p, 0) + gs * <usize>from + 2 * width, gs, to - from, width);
  newStates(at(p, 0), gs, at(p, 2), at(p, 3), at(p, 4), at(p, 5), width, at(p, 8), from, to);
}

/**
 * Reset before, backward from h to the sums of z and of the candidate. Arguments: gates, row stride; state before, row
 * stride; gradient by h, row stride; gradient by the state before (0: nobody asks), row stride; 1 where that holds what
 * comes from above; units; activation; gate activation; mask.
 */
export function gruBeforeStateBack(p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), ps = at(p, 3), hs = at(p, 5), bs = at(p, 7), add = arg(p, 8);
  const width = at(p, 9) << 2, kind = arg(p, 10), gateKind = arg(p, 11), mask = at(p, 12);
  const one = unit();
  for (let r = from; r < to; r++) {
    const s = at(p, 0) + gs * <usize>r, before = at(p, 2) + ps * <usize>r, dh = at(p, 4) + hs * <usize>r;
    const back = at(p, 6) ? at(p, 6) + bs * <usize>r : 0;
    if (isMasked(mask, r)) {
      if (back) passOn(back, dh, width, add);
      memory.fill(s, 0, width);
      memory.fill(s + 2 * width, 0, width);
      continue;
    }
    for (let i: usize = 0; i < width; i += 16) {
      const z = v128.load(s + i), candidate = v128.load(s + 2 * width + i), byH = v128.load(dh + i);
      const byZ = f32x4.mul(
        f32x4.mul(byH, f32x4.sub(v128.load(before + i), candidate)),
        gateSlope(false, gateKind, z),
      );
      const byCandidate = f32x4.mul(f32x4.mul(byH, f32x4.sub(one, z)), outerSlope(false, kind, candidate));
      v128.store(s + i, flush(byZ));
      v128.store(s + 2 * width + i, flush(byCandidate));
      if (back) v128.store(back + i, add ? madd(byH, z, v128.load(back + i)) : f32x4.mul(byH, z));
    }
  }
}

/**
 * Reset before, backward from inner to r and the state before. Arguments: gates, row stride; gradient by inner, row
 * stride; state before, row stride; gradient by the state before (0: nobody asks), row stride; units; gate activation.
 */
export function gruBeforeGatesBack(p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), is = at(p, 3), ps = at(p, 5), bs = at(p, 7), width = at(p, 8) << 2, gateKind = arg(p, 9);
  for (let r = from; r < to; r++) {
    const s = at(p, 0) + gs * <usize>r, inner = at(p, 2) + is * <usize>r, before = at(p, 4) + ps * <usize>r;
    const back = at(p, 6) ? at(p, 6) + bs * <usize>r : 0;
    for (let i: usize = 0; i < width; i += 16) {
      const reset = v128.load(s + width + i), byInner = v128.load(inner + i);
      const slope = gateSlope(false, gateKind, reset);
      v128.store(s + width + i, flush(f32x4.mul(f32x4.mul(byInner, v128.load(before + i)), slope)));
      if (back) v128.store(back + i, madd(byInner, reset, v128.load(back + i)));
    }
  }
}
