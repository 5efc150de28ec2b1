import * as ops from './ops';
import { activate, madd } from './math';

// Activations of whole rows, in place. tanh and the sigmoid, on which a recurrent network spends nearly all its time
// besides products, have loops of their own: their constants are read before the loop, and then stay in the registers.

// prettier-ignore
const constants: usize = memory.data<f32>(
  [
    -1.4426950408889634, -1.4426950408889634, -1.4426950408889634, -1.4426950408889634, // -1 / ln(2)
    2.8853900817779268, 2.8853900817779268, 2.8853900817779268, 2.8853900817779268, // 2 / ln(2)
    // 1.5·2^23 + 127: adding it rounds to a whole number, whose low bits then are the exponent of that power of 2.
    12583039, 12583039, 12583039, 12583039,
    87, 87, 87, 87,
    -87, -87, -87, -87,
    10, 10, 10, 10,
    -0.0, -0.0, -0.0, -0.0, // the sign bit
    1, 1, 1, 1,
    2, 2, 2, 2,
    // 2^f = 1 + f·(…) for |f| up to 1/2: relative error 9.1e-8 at most (fitted: Lawson's iteration).
    0.6931470036506653, 0.6931470036506653, 0.6931470036506653, 0.6931470036506653,
    0.24022242426872253, 0.24022242426872253, 0.24022242426872253, 0.24022242426872253,
    0.05550733581185341, 0.05550733581185341, 0.05550733581185341, 0.05550733581185341,
    0.009671512991189957, 0.009671512991189957, 0.009671512991189957, 0.009671512991189957,
    0.001326472731307149, 0.001326472731307149, 0.001326472731307149, 0.001326472731307149,
    // 2^f - 1 = f·(…): relative error 1.1e-8 at most, near 0 too.
    0.6931471824645996, 0.6931471824645996, 0.6931471824645996, 0.6931471824645996,
    0.24022649228572845, 0.24022649228572845, 0.24022649228572845, 0.24022649228572845,
    0.05550357326865196, 0.05550357326865196, 0.05550357326865196, 0.05550357326865196,
    0.009618237614631653, 0.009618237614631653, 0.009618237614631653, 0.009618237614631653,
    0.0013390735257416964, 0.0013390735257416964, 0.0013390735257416964, 0.0013390735257416964,
    0.00015403512225020677, 0.00015403512225020677, 0.00015403512225020677, 0.00015403512225020677,
  ],
  16,
);

// @ts-ignore: decorator
@inline function constant(i: usize): v128 {
  return v128.load(constants + (i << 4));
}

/** 1 / (1 + 2^n·2^f) with -x / ln(2) = n + f. pmin and pmax in this order keep not-a-number. */
function sigmoids(first: usize, stride: usize, rows: i32, bytes: usize): void {
  const perLn2 = constant(0), magic = constant(2), most = constant(3), least = constant(4), one = constant(7);
  const c1 = constant(9), c2 = constant(10), c3 = constant(11), c4 = constant(12), c5 = constant(13);
  for (; rows > 0; rows--) {
    for (let i = first; i < first + bytes; i += 16) {
      const x = f32x4.pmax(f32x4.pmin(v128.load(i), most), least);
      const shifted = madd(x, perLn2, magic);
      const f = madd(x, perLn2, f32x4.sub(magic, shifted));
      const p = madd(madd(madd(madd(madd(c5, f, c4), f, c3), f, c2), f, c1), f, one);
      v128.store(i, f32x4.div(one, madd(p, i32x4.shl(shifted, 23), one)));
    }
    first += stride;
  }
}

/**
 * tanh|x| = u / (u + 2) with u = e^2|x| - 1 = 2^n·(2^f - 1) + (2^n - 1), which keeps its digits near 0 and is 1 from
 * |x| = 9.02 on.
 */
function tanhs(first: usize, stride: usize, rows: i32, bytes: usize): void {
  const perLn2 = constant(1), magic = constant(2), most = constant(5), sign = constant(6), one = constant(7);
  const c0 = constant(14), c1 = constant(15), c2 = constant(16), c3 = constant(17), c4 = constant(18), c5 = constant(19);
  for (; rows > 0; rows--) {
    for (let i = first; i < first + bytes; i += 16) {
      const x = v128.load(i);
      const size = f32x4.pmin(v128.andnot(x, sign), most);
      const shifted = madd(size, perLn2, magic);
      const f = madd(size, perLn2, f32x4.sub(magic, shifted));
      const p = madd(madd(madd(madd(madd(c5, f, c4), f, c3), f, c2), f, c1), f, c0);
      const power = i32x4.shl(shifted, 23);
      const u = madd(f32x4.mul(p, f), power, f32x4.sub(power, one));
      const t = f32x4.div(u, f32x4.add(u, constant(8)));
      v128.store(i, v128.or(t, v128.and(x, sign)));
    }
    first += stride;
  }
}

/** Replaces `bytes` bytes of each of `rows` rows by their activation (its number in `ops.ts`). */
export function activateRows(kind: i32, first: usize, stride: usize, rows: i32, bytes: usize): void {
  if (kind == ops.LINEAR) return;
  if (kind == ops.TANH) return tanhs(first, stride, rows, bytes);
  if (kind == ops.SIGMOID) return sigmoids(first, stride, rows, bytes);
  for (; rows > 0; rows--) {
    for (let i = first; i < first + bytes; i += 16) v128.store(i, activate(kind, v128.load(i)));
    first += stride;
  }
}
