import * as ops from './ops';
import { arg, at } from './tape';
import { madd } from './math';
import { activateRows } from './activations';
import { isMasked } from './cellMath';

// Luong's dot attention: a[t, s] = softmax over s of q[t]·k[s], context[t] = Σ a[t, s]·k[s]. Every row has its own keys,
// so that this is no product of matrices. Keys are 0 from their width on to the end of the panel, so that sums over
// whole panels are those over the real columns. Steps that the mask leaves out have weight 0 and are passed over: how
// many there are changes no bit.

const least: f32 = -3.4028234663852886e38;
/** Smaller weights count as 0, as in `flush`. */
const tiny: f32 = 1e-30;

/** Sum of four lanes, in one order. */
// @ts-ignore: decorator
@inline function sumOf(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** a·b of `bytes` bytes, a multiple of 32. */
// @ts-ignore: decorator
@inline function dot(a: usize, b: usize, bytes: usize): f32 {
  let x = f32x4.splat(0), y = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 32) {
    x = madd(v128.load(a + i), v128.load(b + i), x);
    y = madd(v128.load(a + i, 16), v128.load(b + i, 16), y);
  }
  return sumOf(f32x4.add(x, y));
}

/** out += s·a of `bytes` bytes, a multiple of 32. */
// @ts-ignore: decorator
@inline function addTimes(out: usize, s: f32, a: usize, bytes: usize): void {
  const factor = f32x4.splat(s);
  for (let i: usize = 0; i < bytes; i += 32) {
    v128.store(out + i, madd(factor, v128.load(a + i), v128.load(out + i)));
    v128.store(out + i, madd(factor, v128.load(a + i, 16), v128.load(out + i, 16)), 16);
  }
}

/**
 * Arguments: q, row stride, step stride; decoder steps; keys, row stride, step stride; encoder steps; floats of a key, a
 * multiple of 8; weights [decoder steps][rows][encoder steps], row stride, step stride; context, row stride, step stride;
 * mask of the encoder's steps, bytes a step. Where no step is real, weights and context are 0.
 */
export function attend(p: usize, from: i32, to: i32): void {
  const qs = at(p, 1), qStep = at(p, 2), queries = arg(p, 3), ks = at(p, 5), kStep = at(p, 6), steps = arg(p, 7);
  const width = at(p, 8) << 2, ws = at(p, 10), wStep = at(p, 11), cs = at(p, 13), cStep = at(p, 14);
  const mask = at(p, 15), maskStep = at(p, 16);
  const padded = ((<usize>steps + 7) & ~7) << 2;
  for (let r = from; r < to; r++) {
    const keys = at(p, 4) + ks * <usize>r;
    for (let t = 0; t < queries; t++) {
      const q = at(p, 0) + qStep * <usize>t + qs * <usize>r;
      const weights = at(p, 9) + wStep * <usize>t + ws * <usize>r, context = at(p, 12) + cStep * <usize>t + cs * <usize>r;
      memory.fill(weights, 0, padded);
      memory.fill(context, 0, width);
      let most = least;
      let key = keys;
      for (let s = 0; s < steps; s++, key += kStep) {
        if (isMasked(mask ? mask + maskStep * <usize>s : 0, r)) continue;
        const score = dot(q, key, width);
        store<f32>(weights + (<usize>s << 2), score);
        most = max(most, score);
      }
      for (let s: usize = 0; s < padded; s += 4) store<f32>(weights + s, load<f32>(weights + s) - most);
      activateRows(ops.EXP, weights, 0, 1, padded);
      let sum: f64 = 0;
      for (let s = 0; s < steps; s++) {
        if (!isMasked(mask ? mask + maskStep * <usize>s : 0, r)) sum += <f64>load<f32>(weights + (<usize>s << 2));
      }
      const scale = sum > 0 ? <f32>(1 / sum) : 0;
      key = keys;
      for (let s = 0; s < steps; s++, key += kStep) {
        const place = weights + (<usize>s << 2);
        if (isMasked(mask ? mask + maskStep * <usize>s : 0, r)) {
          store<f32>(place, 0);
          continue;
        }
        let weight = load<f32>(place) * scale;
        if (weight < tiny) weight = 0;
        store<f32>(place, weight);
        addTimes(context, weight, key, width);
      }
      memory.fill(weights + (<usize>steps << 2), 0, padded - (<usize>steps << 2));
    }
  }
}

/**
 * With g the gradient by the context: r[s] = g·k[s], e[s] = a[s]·(r[s] − Σ a·r), gradient by q += Σ e[s]·k[s], by k[s] =
 * Σ over t of a[t, s]·g[t] + e[t, s]·q[t], t from 0. Arguments: as in `attend`, with the gradient by the context in the
 * context's place; gradient by q, row stride, step stride, which holds something already; gradient by the keys, row
 * stride, step stride; room for r, row stride; 1 where the gradient by the keys begins with these steps.
 */
export function attendBack(p: usize, from: i32, to: i32): void {
  const qs = at(p, 1), qStep = at(p, 2), queries = arg(p, 3), ks = at(p, 5), kStep = at(p, 6), steps = arg(p, 7);
  const width = at(p, 8) << 2, ws = at(p, 10), wStep = at(p, 11), gs = at(p, 13), gStep = at(p, 14);
  const mask = at(p, 15), maskStep = at(p, 16);
  const dqs = at(p, 18), dqStep = at(p, 19), dks = at(p, 21), dkStep = at(p, 22);
  for (let r = from; r < to; r++) {
    const keys = at(p, 4) + ks * <usize>r, byKeys = at(p, 20) + dks * <usize>r, room = at(p, 23) + at(p, 24) * <usize>r;
    for (let s = 0; arg(p, 25) && s < steps; s++) memory.fill(byKeys + dkStep * <usize>s, 0, width);
    for (let t = 0; t < queries; t++) {
      const q = at(p, 0) + qStep * <usize>t + qs * <usize>r, g = at(p, 12) + gStep * <usize>t + gs * <usize>r;
      const weights = at(p, 9) + wStep * <usize>t + ws * <usize>r, byQ = at(p, 17) + dqStep * <usize>t + dqs * <usize>r;
      let mean: f64 = 0;
      let key = keys;
      for (let s: usize = 0; s < <usize>steps; s++, key += kStep) {
        if (isMasked(mask ? mask + maskStep * s : 0, r)) continue;
        const product = dot(g, key, width);
        store<f32>(room + (s << 2), product);
        mean += <f64>load<f32>(weights + (s << 2)) * <f64>product;
      }
      key = keys;
      let byKey = byKeys;
      for (let s: usize = 0; s < <usize>steps; s++, key += kStep, byKey += dkStep) {
        if (isMasked(mask ? mask + maskStep * s : 0, r)) continue;
        const weight = load<f32>(weights + (s << 2));
        const byScore = weight * <f32>(<f64>load<f32>(room + (s << 2)) - mean);
        addTimes(byQ, byScore, key, width);
        addTimes(byKey, weight, g, width);
        addTimes(byKey, byScore, q, width);
      }
    }
  }
}
