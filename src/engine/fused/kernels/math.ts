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
@inline export function flush(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), splat(1e-30)));
}

/**
 * tanh as x·p(x²)/q(x²), the rational approximation of Eigen (Eigen/src/Core/MathFunctionsImpl.h, ptanh_float): relative
 * error below 4e-7 everywhere, also near 0. pmin and pmax in this order keep not-a-number.
 */
// @ts-ignore: decorator
@inline export function tanh(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, splat(7.90531110763549805)), splat(-7.90531110763549805));
  const x2 = f32x4.mul(x, x);
  let p = madd(x2, splat(-2.76076847742355e-16), splat(2.00018790482477e-13));
  p = madd(x2, p, splat(-8.60467152213735e-11));
  p = madd(x2, p, splat(5.12229709037114e-8));
  p = madd(x2, p, splat(1.48572235717979e-5));
  p = madd(x2, p, splat(6.37261928875436e-4));
  p = madd(x2, p, splat(4.89352455891786e-3));
  let q = madd(x2, splat(1.19825839466702e-6), splat(1.18534705686654e-4));
  q = madd(x2, q, splat(2.268434632439e-3));
  q = madd(x2, q, splat(4.89352518554385e-3));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** 1 / (1 + e^-x) = (1 + tanh(x/2)) / 2: cheaper than through exp, and as exact in absolute terms. */
// @ts-ignore: decorator
@inline export function sigmoid(x: v128): v128 {
  return madd(tanh(f32x4.mul(x, splat(0.5))), splat(0.5), splat(0.5));
}

/** e^x from 2^n·e^r, the polynomial of Cephes (expf.c); cut at e^-87 and e^88. */
// @ts-ignore: decorator
@inline export function exp(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, splat(88)), splat(-87));
  const magic = splat(12582912); // 1.5·2^23: adding it rounds to a whole number, which then stands in the low bits
  const shifted = f32x4.add(f32x4.mul(x, splat(1.44269504088896341)), magic);
  const n = f32x4.sub(shifted, magic);
  let r = f32x4.sub(x, f32x4.mul(n, splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, splat(-2.12194440e-4)));
  let p = madd(r, splat(1.9875691500e-4), splat(1.3981999507e-3));
  p = madd(p, r, splat(8.3334519073e-3));
  p = madd(p, r, splat(4.1665795894e-2));
  p = madd(p, r, splat(1.6666665459e-1));
  p = madd(p, r, splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), splat(1));
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** e^x - 1 for x up to 0, exact near 0 too: 2t / (1 - t) with t = tanh(x/2). */
// @ts-ignore: decorator
@inline export function expm1Negative(x: v128): v128 {
  const t = tanh(f32x4.mul(x, splat(0.5)));
  return f32x4.div(f32x4.add(t, t), f32x4.sub(splat(1), t));
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

/** An activation of Keras by its number in `ops.ts`; not-a-number stays so. */
export function activate(kind: i32, x: v128): v128 {
  const zero = splat(0);
  const one = splat(1);
  switch (kind) {
    case ops.TANH:
      return tanh(x);
    case ops.SIGMOID:
      return sigmoid(x);
    case ops.RELU:
      return f32x4.pmax(x, zero);
    case ops.HARD_SIGMOID: {
      const y = f32x4.div(f32x4.pmin(f32x4.pmax(f32x4.add(x, splat(3)), zero), splat(6)), splat(6));
      return y;
    }
    case ops.SOFTSIGN:
      return f32x4.div(x, f32x4.add(f32x4.abs(x), one));
    case ops.ELU:
      return v128.bitselect(expm1Negative(x), x, f32x4.lt(x, zero));
    case ops.SELU:
      return v128.bitselect(
        f32x4.mul(expm1Negative(x), splat(seluScaleAlpha)),
        f32x4.mul(x, splat(seluScale)),
        f32x4.lt(x, zero),
      );
    case ops.SOFTPLUS:
      return f32x4.add(f32x4.pmax(x, zero), log1p(exp(f32x4.neg(f32x4.abs(x)))));
    default:
      return x;
  }
}

/** The derivative by the sum, as a function of the output; TensorFlow's at the kinks. */
export function derivative(kind: i32, y: v128): v128 {
  const zero = splat(0);
  const one = splat(1);
  switch (kind) {
    case ops.TANH:
      return f32x4.sub(one, f32x4.mul(y, y));
    case ops.SIGMOID:
      return f32x4.mul(y, f32x4.sub(one, y));
    case ops.RELU:
      return v128.and(one, f32x4.gt(y, zero));
    case ops.HARD_SIGMOID:
      return v128.and(splat(1 / 6.0), v128.and(f32x4.gt(y, zero), f32x4.lt(y, one)));
    case ops.SOFTSIGN: {
      const s = f32x4.sub(one, f32x4.abs(y)); // 1 - |y| = 1 / (1 + |x|)
      return f32x4.mul(s, s);
    }
    case ops.ELU: // e^x = y + 1 below 0
      return f32x4.add(f32x4.pmin(y, zero), one);
    case ops.SELU: // scale above and at 0; scale·alpha·e^x = y + scale·alpha below
      return v128.bitselect(f32x4.add(y, splat(seluScaleAlpha)), splat(seluScale), f32x4.lt(y, zero));
    case ops.SOFTPLUS: // sigmoid(x) = 1 - e^-y
      return f32x4.neg(expm1Negative(f32x4.neg(y)));
    default:
      return one;
  }
}
