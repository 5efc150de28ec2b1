import * as ops from './ops';

/** a·b + c: one rounding with relaxed SIMD, two without. */
// @ts-ignore: decorator
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/**
 * Values too small to matter become 0. Below 1.2e-38 float32 loses digits and the processor many cycles a number:
 * gradients that fade over many steps, and the optimizer's memory of weights that no longer move, would get there.
 */
// @ts-ignore: decorator
@inline export function flush(x: v128, signs: v128 = signBits(), least: v128 = leastSize()): v128 {
  return v128.andnot(x, f32x4.lt(v128.andnot(x, signs), least));
}

// A constant vector costs the compiled code four to six instructions wherever it is used, a load from memory one.
const constants: usize = memory.data<f32>(
  [
    1.44269504088896341, 1.44269504088896341, 1.44269504088896341, 1.44269504088896341, // 1 / ln(2)
    -1.44269504088896341, -1.44269504088896341, -1.44269504088896341, -1.44269504088896341,
    12582912, 12582912, 12582912, 12582912, // 1.5·2^23: adding it rounds to a whole number, which stands in the low bits
    -0.69314718055994531, -0.69314718055994531, -0.69314718055994531, -0.69314718055994531, // -ln(2)
    1.98756915e-4, 1.98756915e-4, 1.98756915e-4, 1.98756915e-4, // the polynomial of Cephes (expf.c)
    1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3,
    8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3,
    4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2,
    1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1,
    5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1,
    1, 1, 1, 1,
    87, 87, 87, 87,
    -87, -87, -87, -87,
    -0.0, -0.0, -0.0, -0.0, // the sign bit
    1e-30, 1e-30, 1e-30, 1e-30,
    1.7796490496925177e-43, 1.7796490496925177e-43, 1.7796490496925177e-43, 1.7796490496925177e-43, // the bits of 127
  ],
  16,
);

// @ts-ignore: decorator
@inline function constant(i: i32): v128 {
  return v128.load(constants + (<usize>i << 4));
}

// @ts-ignore: decorator
@inline const perLn2 = 0, minusPerLn2 = 1, magic = 2, minusLn2 = 3, cephes = 4, one = 10, most = 11, least = 12, sign = 13, tiny = 14, bias = 15;

// Vectors that loops read once, and then keep in registers.

// @ts-ignore: decorator
@inline export function unit(): v128 {
  return constant(one);
}

// @ts-ignore: decorator
@inline export function signBits(): v128 {
  return constant(sign);
}

/** What counts as 0 is smaller. */
// @ts-ignore: decorator
@inline export function leastSize(): v128 {
  return constant(tiny);
}

/** e^r - 1 for |r| up to ln(2)/2. */
// @ts-ignore: decorator
@inline function expm1Reduced(r: v128): v128 {
  let p = madd(r, constant(cephes), constant(cephes + 1));
  p = madd(p, r, constant(cephes + 2));
  p = madd(p, r, constant(cephes + 3));
  p = madd(p, r, constant(cephes + 4));
  p = madd(p, r, constant(cephes + 5));
  return madd(p, f32x4.mul(r, r), r);
}

/** 2^n from n + magic. */
// @ts-ignore: decorator
@inline function powerOf2(shifted: v128): v128 {
  return i32x4.shl(i32x4.add(shifted, constant(bias)), 23);
}

/** e^-x = 2^n·e^r; cut at e^87 and e^-87. pmin and pmax in this order keep not-a-number. */
// @ts-ignore: decorator
@inline export function expNegative(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, constant(most)), constant(least));
  const shifted = madd(x, constant(minusPerLn2), constant(magic));
  const n = f32x4.sub(shifted, constant(magic));
  const r = f32x4.sub(f32x4.mul(n, constant(minusLn2)), x);
  return f32x4.mul(f32x4.add(expm1Reduced(r), constant(one)), powerOf2(shifted));
}

/** e^x - 1 = 2^n·(e^r - 1) + (2^n - 1), exact near 0 too; for x from -87 to 87. */
// @ts-ignore: decorator
@inline function expm1(x: v128): v128 {
  const shifted = madd(x, constant(perLn2), constant(magic));
  const n = f32x4.sub(shifted, constant(magic));
  const power = powerOf2(shifted);
  return madd(expm1Reduced(madd(n, constant(minusLn2), x)), power, f32x4.sub(power, constant(one)));
}

/** e^x - 1 for x up to 0. */
// @ts-ignore: decorator
@inline export function expm1Negative(x: v128): v128 {
  return expm1(f32x4.pmax(x, constant(least)));
}

/** ln(1 + u) for u from 0 to 1, as 2·artanh(u / (2 + u)): the series ends below float32 after nine terms. */
// @ts-ignore: decorator
@inline function log1p(u: v128): v128 {
  const s = f32x4.div(u, f32x4.add(u, splat(2)));
  const s2 = f32x4.mul(s, s);
  let p = madd(s2, splat(1 / 17.0), splat(1 / 15.0));
  p = madd(p, s2, splat(1 / 13.0));
  p = madd(p, s2, splat(1 / 11.0));
  p = madd(p, s2, splat(1 / 9.0));
  p = madd(p, s2, splat(1 / 7.0));
  p = madd(p, s2, splat(1 / 5.0));
  p = madd(p, s2, splat(1 / 3.0));
  p = madd(p, s2, splat(1));
  return f32x4.mul(f32x4.add(s, s), p);
}

const seluScale: f32 = 1.0507009873554805;
const seluScaleAlpha: f32 = 1.7580993408473766;

/** An activation of Keras by its number in `ops.ts`, tanh and the sigmoid excepted; not-a-number stays so. */
export function activate(kind: i32, x: v128): v128 {
  const zero = splat(0);
  const ones = unit();
  switch (kind) {
    case ops.RELU:
      return f32x4.pmax(x, zero);
    case ops.HARD_SIGMOID: {
      const y = f32x4.div(f32x4.pmin(f32x4.pmax(f32x4.add(x, splat(3)), zero), splat(6)), splat(6));
      return y;
    }
    case ops.SOFTSIGN:
      return f32x4.div(x, f32x4.add(f32x4.abs(x), ones));
    case ops.ELU:
      return v128.bitselect(expm1Negative(x), x, f32x4.lt(x, zero));
    case ops.SELU:
      return v128.bitselect(
        f32x4.mul(expm1Negative(x), splat(seluScaleAlpha)),
        f32x4.mul(x, splat(seluScale)),
        f32x4.lt(x, zero),
      );
    case ops.SOFTPLUS:
      return f32x4.add(f32x4.pmax(x, zero), log1p(expNegative(f32x4.abs(x))));
    case ops.EXP:
      return expNegative(f32x4.neg(x));
    default:
      return x;
  }
}

/** The derivative by the sum, as a function of the output; TensorFlow's at the kinks. */
export function derivative(kind: i32, y: v128): v128 {
  const zero = splat(0);
  const ones = unit();
  switch (kind) {
    case ops.TANH:
      return f32x4.sub(ones, f32x4.mul(y, y));
    case ops.SIGMOID:
      return f32x4.mul(y, f32x4.sub(ones, y));
    case ops.RELU:
      return v128.and(ones, f32x4.gt(y, zero));
    case ops.HARD_SIGMOID:
      return v128.and(splat(1 / 6.0), v128.and(f32x4.gt(y, zero), f32x4.lt(y, ones)));
    case ops.SOFTSIGN: {
      const s = f32x4.sub(ones, f32x4.abs(y)); // 1 - |y| = 1 / (1 + |x|)
      return f32x4.mul(s, s);
    }
    case ops.ELU: // e^x = y + 1 below 0
      return f32x4.add(f32x4.pmin(y, zero), ones);
    case ops.SELU: // scale above and at 0; scale·alpha·e^x = y + scale·alpha below
      return v128.bitselect(f32x4.add(y, splat(seluScaleAlpha)), splat(seluScale), f32x4.lt(y, zero));
    case ops.SOFTPLUS: // sigmoid(x) = 1 - e^-y
      return f32x4.neg(expm1Negative(f32x4.neg(y)));
    default:
      return ones;
  }
}
