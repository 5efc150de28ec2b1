import { arg, at } from './tape';

/**
 * out = a, or out += a, of some columns for some steps: states from where one layer keeps them to where another one
 * looks, beside each other where two directions are joined. Arguments: out, row stride, step stride; a, row stride, step
 * stride; floats, which need not be a multiple of 4; steps; 1 to add; floats behind them that become 0.
 */
export function copy(p: usize, from: i32, to: i32): void {
  const os = at(p, 1), oStep = at(p, 2), as = at(p, 4), aStep = at(p, 5);
  const width = at(p, 6) << 2, steps = arg(p, 7), add = arg(p, 8), fill = at(p, 9) << 2;
  for (let t = 0; t < steps; t++) {
    for (let r = from; r < to; r++) {
      const out = at(p, 0) + oStep * <usize>t + os * <usize>r, a = at(p, 3) + aStep * <usize>t + as * <usize>r;
      if (add) {
        for (let i: usize = 0; i < width; i += 4) store<f32>(out + i, load<f32>(out + i) + load<f32>(a + i));
      } else {
        memory.copy(out, a, width);
        if (fill) memory.fill(out + width, 0, fill);
      }
    }
  }
}
