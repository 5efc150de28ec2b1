import * as ops from './ops';
import { arg, at } from './tape';
import { activateRows } from './activations';
import { derivative, flush } from './math';
import { isMasked } from './cellMath';

/** out = activation(out). Arguments: out, row stride, width, activation. */
export function activate(p: usize, from: i32, to: i32): void {
  const stride = at(p, 1);
  activateRows(arg(p, 3), at(p, 0) + stride * <usize>from, stride, to - from, at(p, 2) << 2);
}

/** dy = dy · activation'. Arguments: dy, row stride; y, row stride; width; activation. */
export function activateBack(p: usize, from: i32, to: i32): void {
  const ds = at(p, 1), ys = at(p, 3), width = at(p, 4) << 2, kind = arg(p, 5);
  for (let r = from; r < to; r++) {
    const dy = at(p, 0) + ds * <usize>r, y = at(p, 2) + ys * <usize>r;
    for (let i: usize = 0; i < width; i += 16) {
      v128.store(dy + i, flush(f32x4.mul(v128.load(dy + i), derivative(kind, v128.load(y + i)))));
    }
  }
}

/**
 * out = a · b, or with `add` out += a · b. Arguments: out, row stride; a, table or 0, row stride; b, row stride; floats,
 * which need not be a multiple of 4 because windows lie side by side. What fills up the last panel of `out` becomes 0.
 */
export function multiply(p: usize, from: i32, to: i32, add: bool): void {
  const os = at(p, 1), table = at(p, 3), as = at(p, 4), bs = at(p, 6), width = at(p, 7) << 2;
  for (let r = from; r < to; r++) {
    const out = at(p, 0) + os * <usize>r, b = at(p, 5) + bs * <usize>r;
    const a = at(p, 2) + (table ? <usize>load<u32>(table + (<usize>r << 2)) : as * <usize>r);
    for (let i: usize = 0; i < width; i += 4) {
      const product = load<f32>(a + i) * load<f32>(b + i);
      store<f32>(out + i, add ? load<f32>(out + i) + product : product);
    }
    if (!add) fillPanel(out, width);
  }
}

/** Zeros from `width` bytes on to the end of the panel. */
function fillPanel(out: usize, width: usize): void {
  memory.fill(out + width, 0, ((width + 31) & ~31) - width);
}

/** Arguments: out, row stride; a, row stride; b, row stride; width; merge. */
export function merge(p: usize, from: i32, to: i32): void {
  const os = at(p, 1), as = at(p, 3), bs = at(p, 5), width = at(p, 6) << 2, mode = arg(p, 7);
  for (let r = from; r < to; r++) {
    const out = at(p, 0) + os * <usize>r, a = at(p, 2) + as * <usize>r, b = at(p, 4) + bs * <usize>r;
    for (let i: usize = 0; i < width; i += 16) {
      const x = v128.load(a + i), y = v128.load(b + i);
      let merged = mode == ops.MERGE_MUL ? f32x4.mul(x, y) : f32x4.add(x, y);
      if (mode == ops.MERGE_AVE) merged = f32x4.mul(merged, f32x4.splat(0.5));
      v128.store(out + i, merged);
    }
  }
}

/**
 * The gradients by both directions. Arguments: gradient, row stride; a, row stride; b, row stride; gradient by a, row
 * stride; gradient by b, row stride; width; merge.
 */
export function mergeBack(p: usize, from: i32, to: i32): void {
  const gs = at(p, 1), as = at(p, 3), bs = at(p, 5), das = at(p, 7), dbs = at(p, 9);
  const width = at(p, 10) << 2, mode = arg(p, 11);
  for (let r = from; r < to; r++) {
    const g = at(p, 0) + gs * <usize>r, a = at(p, 2) + as * <usize>r, b = at(p, 4) + bs * <usize>r;
    const da = at(p, 6) + das * <usize>r, db = at(p, 8) + dbs * <usize>r;
    for (let i: usize = 0; i < width; i += 16) {
      let x = v128.load(g + i), y = x;
      if (mode == ops.MERGE_MUL) {
        const first = v128.load(a + i);
        x = f32x4.mul(x, v128.load(b + i));
        y = f32x4.mul(y, first);
      } else if (mode == ops.MERGE_AVE) {
        x = y = f32x4.mul(x, f32x4.splat(0.5));
      }
      v128.store(da + i, x);
      v128.store(db + i, y);
    }
  }
}

/** Where a row is masked: out += a. Arguments: out, row stride; a, row stride; width; mask. */
export function addMasked(p: usize, from: i32, to: i32): void {
  const os = at(p, 1), as = at(p, 3), width = at(p, 4) << 2, mask = at(p, 5);
  for (let r = from; r < to; r++) {
    if (!isMasked(mask, r)) continue;
    const out = at(p, 0) + os * <usize>r, a = at(p, 2) + as * <usize>r;
    for (let i: usize = 0; i < width; i += 16) v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(a + i)));
  }
}

/**
 * The sum of each row's losses and its gradient by the outputs. Arguments: outputs, row stride; addresses of the rows'
 * targets; gradient (0: not wanted), row stride; sums of the rows (f64); outputs of a row; loss.
 */
export function loss(p: usize, from: i32, to: i32): void {
  const os = at(p, 1), gs = at(p, 4), width = at(p, 6) << 2, kind = arg(p, 7);
  const scale = load<f32>(ops.CONTROL + ops.LOSS_SCALE);
  for (let r = from; r < to; r++) {
    const y = at(p, 0) + os * <usize>r, target = <usize>load<u32>(at(p, 2) + (<usize>r << 2));
    const gradient = at(p, 3) ? at(p, 3) + gs * <usize>r : 0;
    let sum: f64 = 0;
    for (let i: usize = 0; i < width; i += 4) {
      const error = load<f32>(y + i) - load<f32>(target + i);
      let slope: f32;
      if (kind == ops.LOSS_MSE) {
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
      if (gradient) store<f32>(gradient + i, slope * scale);
    }
    if (gradient) fillPanel(gradient, width);
    store<f64>(at(p, 5) + (<usize>r << 3), sum);
  }
}
