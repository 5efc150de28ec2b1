import * as ops from './ops';
import { arg, at } from './tape';
import { activateRows } from './activations';
import { isMasked } from './cellMath';
import { expNegative } from './math';

// What stands behind the last dense layer: probabilities, and losses of one step or of many. Sums over classes go over
// the real columns alone (what fills up a panel would count as e^0), and are in double precision.

/** 2·artanh(f) = ln((1 + f) / (1 - f)); for |f| up to 1/3 the series ends below double precision. */
function twiceArtanh(f: f64): f64 {
  const f2 = f * f;
  let sum: f64 = 0;
  for (let n: f64 = 33; n > 0; n -= 2) sum = sum * f2 + 1 / n;
  return 2 * f * sum;
}

/** ln(x) for x from 1 on: x = m·2^k with m from 1 to 2, halved above 4/3. */
function ln(x: f64): f64 {
  if (!(x < Infinity)) return x;
  const bits = reinterpret<u64>(x);
  let k = <i32>(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 4 / 3.0) {
    m *= 0.5;
    k++;
  }
  return <f64>k * 0.6931471805599453 + twiceArtanh((m - 1) / (m + 1));
}

/** The largest of `width` numbers; not-a-number if one is. */
function largest(z: usize, width: i32): f32 {
  const whole = z + (<usize>(width & ~3) << 2);
  const end = z + (<usize>width << 2);
  let most: f32 = -Infinity;
  if (width >= 4) {
    let four = v128.load(z);
    for (let i = z + 16; i < whole; i += 16) four = f32x4.max(four, v128.load(i));
    most = max(max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)), max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)));
  }
  for (let i = whole; i < end; i += 4) most = max(most, load<f32>(i));
  return most;
}

/** Lanes [0, count) of four. */
// @ts-ignore: decorator
@inline function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/**
 * out = e^(z - most) of `width` numbers, and zeros up to the end of the last four; `out` may be `z`, or 0 where the sum
 * alone is wanted.
 * @returns the sum
 */
function exponentials(z: usize, most: f32, out: usize, width: i32): f64 {
  const top = f32x4.splat(most);
  let sum = f64x2.splat(0);
  for (let left = width; left > 0; left -= 4) {
    let e = expNegative(f32x4.sub(top, v128.load(z)));
    if (left < 4) e = v128.and(e, firstLanes(left));
    if (out) {
      v128.store(out, e);
      out += 16;
    }
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(e));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f64>(e, e, 1, 0)));
    z += 16;
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** out = out · factor for all vectors of four that `width` numbers take. */
function scale(out: usize, width: i32, factor: f32): void {
  const four = f32x4.splat(factor);
  for (let left = width; left > 0; left -= 4) {
    v128.store(out, f32x4.mul(v128.load(out), four));
    out += 16;
  }
}

/** Zeros behind `width` numbers, up to the end of the last panel. */
// @ts-ignore: decorator
@inline function fillPanel(out: usize, width: i32): void {
  memory.fill(out + (<usize>width << 2), 0, <usize>(((width + 7) & ~7) - width) << 2);
}

/** Arguments: outputs, row stride, step stride; steps; width; loss (softmax or sigmoid); mask, its bytes a step. */
export function probabilities(p: usize, from: i32, to: i32): void {
  const os = at(p, 1), width = arg(p, 4), kind = arg(p, 5);
  let step = at(p, 0), mask = at(p, 6);
  for (let t = arg(p, 3); t > 0; t--) {
    if (kind == ops.LOSS_SIGMOID) {
      activateRows(ops.SIGMOID, step + os * <usize>from, os, to - from, <usize>((width + 3) & ~3) << 2);
    } else {
      for (let r = from; r < to; r++) {
        if (isMasked(mask, r)) continue;
        const z = step + os * <usize>r;
        const sum = exponentials(z, largest(z, width), z, width);
        scale(z, width, <f32>(1 / sum));
      }
    }
    step += at(p, 2);
    mask += at(p, 7);
  }
}

/** -ln softmax(z)[label], and its gradient by z, times `weight` · `scaled`, which may take z's place. */
function softmaxLoss(z: usize, gradient: usize, width: i32, label: i32, weight: f32, scaled: f32): f64 {
  const most = largest(z, width);
  const ofLabel = load<f32>(z + (<usize>label << 2));
  const sum = exponentials(z, most, gradient, width);
  if (gradient) {
    scale(gradient, width, <f32>(<f64>(weight * scaled) / sum));
    const own = gradient + (<usize>label << 2);
    store<f32>(own, load<f32>(own) - weight * scaled);
    fillPanel(gradient, width);
  }
  return <f64>weight * (ln(sum) + (<f64>most - <f64>ofLabel));
}

/** -ln sigmoid(z) for label 1, -ln(1 - sigmoid(z)) for label 0, and the gradient. */
function sigmoidLoss(z: usize, gradient: usize, label: i32, weight: f32, scaled: f32): f64 {
  const x = load<f32>(z);
  const u = f32x4.extract_lane(expNegative(f32x4.splat(abs(x))), 0);
  if (gradient) {
    // sigmoid(|x|), and 1 - sigmoid(|x|) with all its digits.
    const likely: f32 = <f32>1 / (<f32>1 + u), unlikely: f32 = u / (<f32>1 + u);
    let slope: f32; // sigmoid(x) - label
    if (label) slope = x > 0 ? -unlikely : -likely;
    else slope = x > 0 ? likely : unlikely;
    store<f32>(gradient, slope * (weight * scaled));
    fillPanel(gradient, 1);
  }
  const base: f32 = label ? -x : x;
  return <f64>weight * ((base != base ? <f64>base : base > 0 ? <f64>base : 0) + twiceArtanh(<f64>u / (2 + <f64>u)));
}

/** Arguments as of `sequenceLoss`; of numbers [targets][quantiles]. */
function numbersLoss(y: usize, target: usize, gradient: usize, width: i32, kind: i32, quantiles: usize, count: i32, scaled: f32): f64 {
  let sum: f64 = 0;
  let quantile = 0;
  for (let i = 0; i < width; i++) {
    const error = load<f32>(y) - load<f32>(target);
    let slope: f32;
    if (kind == ops.LOSS_QUANTILE) {
      const q = load<f32>(quantiles + (<usize>quantile << 2));
      slope = error > 0 ? 1 - q : error < 0 ? -q : error;
      sum += <f64>slope * <f64>error;
    } else if (kind == ops.LOSS_MSE) {
      sum += <f64>error * <f64>error;
      slope = 2 * error;
    } else if (kind == ops.LOSS_MAE) {
      sum += <f64>abs(error);
      slope = error > 0 ? 1 : error < 0 ? -1 : error;
    } else {
      const size = <f64>abs(error);
      sum += size <= 1 ? 0.5 * size * size : size - 0.5;
      slope = max<f32>(-1, min<f32>(1, error));
    }
    if (gradient) {
      store<f32>(gradient, slope * scaled);
      gradient += 4;
    }
    y += 4;
    if (++quantile >= count) {
      quantile = 0;
      target += 4;
    }
  }
  if (gradient) fillPanel(gradient - (<usize>width << 2), width);
  return sum;
}

/**
 * The sum of each row's losses over all steps, and its gradient by the outputs. Arguments: outputs, row stride, step
 * stride; steps; table of the addresses of the rows' targets (numbers, or labels), bytes to those of the first step,
 * bytes a step; gradient (0: not wanted; it may take the outputs' place), row stride, step stride; sums of the rows (f64);
 * width; loss; mask, its bytes a step; weights of the classes; quantiles, how many stand for a target (1 for other
 * losses); 1 where the sums hold those of earlier steps. Masked steps have no loss and the gradient 0.
 */
export function sequenceLoss(p: usize, from: i32, to: i32): void {
  const os = at(p, 1), oStep = at(p, 2), steps = arg(p, 3), table = at(p, 4), tStep = at(p, 6), gs = at(p, 8);
  const width = arg(p, 11), kind = arg(p, 12), maskStep = at(p, 14), classWeights = at(p, 15);
  const scaled = load<f32>(ops.CONTROL + ops.LOSS_SCALE);
  const padded = <usize>((width + 7) & ~7) << 2;
  for (let r = from; r < to; r++) {
    let y = at(p, 0) + os * <usize>r;
    let gradient = at(p, 7) ? at(p, 7) + gs * <usize>r : 0;
    let target = <usize>load<u32>(table + (<usize>r << 2)) + at(p, 5);
    let mask = at(p, 13);
    const losses = at(p, 10) + (<usize>r << 3);
    let sum: f64 = arg(p, 18) ? load<f64>(losses) : 0;
    for (let t = 0; t < steps; t++) {
      if (isMasked(mask, r)) {
        if (gradient) memory.fill(gradient, 0, padded);
      } else if (kind >= ops.LOSS_SOFTMAX) {
        const label = load<i32>(target);
        const weight = load<f32>(classWeights + (<usize>label << 2));
        sum += kind == ops.LOSS_SOFTMAX
          ? softmaxLoss(y, gradient, width, label, weight, scaled)
          : sigmoidLoss(y, gradient, label, weight, scaled);
      } else {
        sum += numbersLoss(y, target, gradient, width, kind, at(p, 16), arg(p, 17), scaled);
      }
      y += oStep;
      if (gradient) gradient += at(p, 9);
      target += tStep;
      mask += maskStep;
    }
    store<f64>(losses, sum);
  }
}
