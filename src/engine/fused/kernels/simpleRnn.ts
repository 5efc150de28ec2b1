import { arg, at } from './tape';
import { activateRows } from './activations';
import { derivative, flush } from './math';
import { isMasked } from './cellMath';

/**
 * h = activation(h), where h holds the sums. Arguments: h, row stride; the state before, its row stride; units;
 * activation; mask.
 */
export function simpleRnn(p: usize, from: i32, to: i32): void {
  const hs = at(p, 1), ps = at(p, 3), width = at(p, 4) << 2, mask = at(p, 6);
  activateRows(arg(p, 5), at(p, 0) + hs * <usize>from, hs, to - from, width);
  for (let r = from; r < to; r++) {
    const h = at(p, 0) + hs * <usize>r;
    if (isMasked(mask, r)) {
      memory.copy(h, at(p, 2) + ps * <usize>r, width);
      continue;
    }
    for (let i: usize = 0; i < width; i += 16) v128.store(h + i, flush(v128.load(h + i)));
  }
}

/** Arguments: h, row stride; gradient by h, row stride; gradient by the sums, row stride; units; activation; mask. */
export function simpleRnnBack(p: usize, from: i32, to: i32): void {
  const hs = at(p, 1), gs = at(p, 3), zs = at(p, 5), mask = at(p, 8);
  const width = at(p, 6) << 2, kind = arg(p, 7);
  for (let r = from; r < to; r++) {
    const h = at(p, 0) + hs * <usize>r, dh = at(p, 2) + gs * <usize>r, dz = at(p, 4) + zs * <usize>r;
    if (isMasked(mask, r)) {
      memory.fill(dz, 0, width);
      continue;
    }
    for (let i: usize = 0; i < width; i += 16) {
      v128.store(dz + i, flush(f32x4.mul(v128.load(dh + i), derivative(kind, v128.load(h + i)))));
    }
  }
}
