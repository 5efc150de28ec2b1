import * as ops from './ops';
import { at, arg } from './tape';
import { flush, madd } from './math';

// One update of a block of parameters: Keras' rules (keras/src/optimizers), see `../../optimizers.ts` for the same in
// plain words. Arguments: offset of the block in bytes, and its length in floats, a multiple of 8.

// @ts-ignore: decorator
@inline function number(offset: usize): v128 {
  return v128.load32_splat(<usize>ops.CONTROL + offset);
}

// @ts-ignore: decorator
@inline function address(word: usize, p: usize): usize {
  return <usize>load<u32>(<usize>ops.CONTROL + word) + at(p, 0);
}

/**
 * Adam, and AdamW where `DECAY` (the learning rate times the decay) is above 0. `RATE` holds the learning rate with both
 * corrections. Both are subtracted together: 1 - decay would be rounded to a multiple of 6e-8, which is all of a small one.
 */
export function adam(p: usize): void {
  const rate = number(ops.RATE), decay = number(ops.DECAY), scale = number(ops.SCALE);
  const share1 = f32x4.splat(0.1), share2 = f32x4.splat(0.001), epsilon = f32x4.splat(1e-7);
  let w = address(ops.PARAMETERS, p), g = address(ops.GRADIENTS, p), m = address(ops.SLOT_1, p), v = address(ops.SLOT_2, p);
  const end = w + (<usize>arg(p, 1) << 2);
  while (w < end) {
    const slope = f32x4.mul(v128.load(g), scale);
    const m0 = v128.load(m), v0 = v128.load(v);
    const m1 = flush(madd(f32x4.sub(slope, m0), share1, m0));
    const v1 = flush(madd(f32x4.sub(f32x4.mul(slope, slope), v0), share2, v0));
    v128.store(m, m1);
    v128.store(v, v1);
    const step = f32x4.div(f32x4.mul(m1, rate), f32x4.add(f32x4.sqrt(v1), epsilon));
    const before = v128.load(w);
    v128.store(w, f32x4.sub(before, madd(before, decay, step)));
    w += 16; g += 16; m += 16; v += 16;
  }
}

export function rmsprop(p: usize): void {
  const rate = number(ops.RATE), scale = number(ops.SCALE);
  const rho = f32x4.splat(0.9), share = f32x4.splat(0.1), epsilon = f32x4.splat(1e-7);
  let w = address(ops.PARAMETERS, p), g = address(ops.GRADIENTS, p), v = address(ops.SLOT_1, p);
  const end = w + (<usize>arg(p, 1) << 2);
  while (w < end) {
    const slope = f32x4.mul(v128.load(g), scale);
    const v1 = flush(madd(f32x4.mul(slope, slope), share, f32x4.mul(v128.load(v), rho)));
    v128.store(v, v1);
    const step = f32x4.div(f32x4.mul(slope, rate), f32x4.sqrt(f32x4.add(v1, epsilon)));
    v128.store(w, f32x4.sub(v128.load(w), step));
    w += 16; g += 16; v += 16;
  }
}

/** Stochastic gradient descent; with momentum where there is a memory for it. */
export function sgd(p: usize): void {
  const rate = number(ops.RATE), scale = number(ops.SCALE), momentum = number(ops.MOMENTUM);
  const slot = <usize>load<u32>(ops.CONTROL + ops.SLOT_1);
  let w = address(ops.PARAMETERS, p), g = address(ops.GRADIENTS, p), m = address(ops.SLOT_1, p);
  const end = w + (<usize>arg(p, 1) << 2);
  while (w < end) {
    let step = f32x4.neg(f32x4.mul(f32x4.mul(v128.load(g), scale), rate));
    if (slot) {
      step = flush(madd(v128.load(m), momentum, step));
      v128.store(m, step);
    }
    v128.store(w, f32x4.add(v128.load(w), step));
    w += 16; g += 16; m += 16;
  }
}

/**
 * The sums of the squares of some panels of the gradient, in double precision: each panel's own, so that their sum is the
 * same whoever computes which. Arguments: the first panel's offset in the gradient, floats of a panel, panels, address
 * of the first one's sum (f64).
 */
export function squares(p: usize): void {
  let g = address(ops.GRADIENTS, p), sum = at(p, 3);
  const bytes = at(p, 1) << 2;
  for (let panel = arg(p, 2); panel > 0; panel--) {
    store<f64>(sum, squaresOf(g, g + bytes));
    g += bytes;
    sum += 8;
  }
}

/** Of a multiple of 8 floats, in four pairs of sums: one addition after the other would wait for the one before. */
function squaresOf(g: usize, end: usize): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  let low: v128, high: v128;
  while (g < end) {
    low = f64x2.promote_low_f32x4(v128.load64_zero(g)); high = f64x2.promote_low_f32x4(v128.load64_zero(g, 8));
    a = f64x2.add(a, f64x2.mul(low, low)); b = f64x2.add(b, f64x2.mul(high, high));
    low = f64x2.promote_low_f32x4(v128.load64_zero(g, 16)); high = f64x2.promote_low_f32x4(v128.load64_zero(g, 24));
    c = f64x2.add(c, f64x2.mul(low, low)); d = f64x2.add(d, f64x2.mul(high, high));
    g += 32;
  }
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * Writes rows [0, k) of a panel [k][8] as columns: element (row i, column j) to panel i/8, row `first + j`, column i%8.
 * Arguments: the panel's offset in the parameters, k, the transposed panels' address, bytes from one of them to the
 * next, `first`.
 */
export function transpose(p: usize): void {
  const k = arg(p, 1), panelBytes = at(p, 3);
  let from = address(ops.PARAMETERS, p);
  const to = at(p, 2) + (at(p, 4) << 5);
  let i = 0;
  for (; i + 4 <= k; i += 4) {
    const out = to + panelBytes * <usize>(i >> 3) + (<usize>(i & 7) << 2);
    turnFour(from, out);
    turnFour(from + 16, out + 128);
    from += 128;
  }
  for (; i < k; i++) {
    let out = to + panelBytes * <usize>(i >> 3) + (<usize>(i & 7) << 2);
    for (let j = 0; j < 8; j++) {
      store<f32>(out, load<f32>(from));
      from += 4;
      out += 32;
    }
  }
}

/** Four columns of four rows, both of panels: rows 32 bytes apart. */
// @ts-ignore: decorator
@inline function turnFour(from: usize, out: usize): void {
  const a = v128.load(from), b = v128.load(from, 32), c = v128.load(from, 64), d = v128.load(from, 96);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abEnd = v128.shuffle<f32>(a, b, 2, 6, 3, 7), cdEnd = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(out, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(out, v128.shuffle<f32>(abEnd, cdEnd, 0, 1, 4, 5), 64);
  v128.store(out, v128.shuffle<f32>(abEnd, cdEnd, 2, 3, 6, 7), 96);
}
