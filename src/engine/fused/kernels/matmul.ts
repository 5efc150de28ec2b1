import * as ops from './ops';
import { arg, at } from './tape';
import { madd } from './math';

// Products of matrices in register tiles of up to 6×8 floats: 12 sums, two vectors of the panel and one broadcast value
// fill the 16 vector registers of x86-64. Right-hand matrices lie in panels of 8 columns, [n/8][k][8], so that a tile
// reads them in a row. Loops over k are not unrolled: V8 then puts loads and sums into another order and moves half of
// the sums to the stack (42 instead of 57 GFLOP/s). Every sum runs over k in order, whatever the tile: a row's result does not depend on the rows beside it.

/**
 * A tile of `m` rows: c[0..m) = start + a[0..m)[k] · panel, where `start` is the address of 8 floats, or 0 for what c
 * holds. `m` is a literal wherever this is called, so that the branches on it are decided by the compiler.
 */
// @ts-ignore: decorator
@inline function tile(
  m: i32,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  a4: usize,
  a5: usize,
  c0: usize,
  c1: usize,
  c2: usize,
  c3: usize,
  c4: usize,
  c5: usize,
  b: usize,
  k: i32,
  start: usize,
): void {
  let x0: v128, y0: v128, x1: v128, y1: v128, x2: v128, y2: v128;
  let x3: v128, y3: v128, x4: v128, y4: v128, x5: v128, y5: v128;
  if (start) {
    x0 = x1 = x2 = x3 = x4 = x5 = v128.load(start);
    y0 = y1 = y2 = y3 = y4 = y5 = v128.load(start, 16);
  } else {
    x0 = x1 = x2 = x3 = x4 = x5 = v128.load(c0);
    y0 = y1 = y2 = y3 = y4 = y5 = v128.load(c0, 16);
    if (m > 1) { x1 = v128.load(c1); y1 = v128.load(c1, 16); }
    if (m > 2) { x2 = v128.load(c2); y2 = v128.load(c2, 16); }
    if (m > 3) { x3 = v128.load(c3); y3 = v128.load(c3, 16); }
    if (m > 4) { x4 = v128.load(c4); y4 = v128.load(c4, 16); }
    if (m > 5) { x5 = v128.load(c5); y5 = v128.load(c5, 16); }
  }
  let p: v128, q: v128, s: v128;
  const end = b + (<usize>k << 5);
  while (b < end) {
    p = v128.load(b); q = v128.load(b, 16);
    s = v128.load32_splat(a0); x0 = madd(s, p, x0); y0 = madd(s, q, y0); a0 += 4;
    if (m > 1) { s = v128.load32_splat(a1); x1 = madd(s, p, x1); y1 = madd(s, q, y1); a1 += 4; }
    if (m > 2) { s = v128.load32_splat(a2); x2 = madd(s, p, x2); y2 = madd(s, q, y2); a2 += 4; }
    if (m > 3) { s = v128.load32_splat(a3); x3 = madd(s, p, x3); y3 = madd(s, q, y3); a3 += 4; }
    if (m > 4) { s = v128.load32_splat(a4); x4 = madd(s, p, x4); y4 = madd(s, q, y4); a4 += 4; }
    if (m > 5) { s = v128.load32_splat(a5); x5 = madd(s, p, x5); y5 = madd(s, q, y5); a5 += 4; }
    b += 32;
  }
  v128.store(c0, x0); v128.store(c0, y0, 16);
  if (m > 1) { v128.store(c1, x1); v128.store(c1, y1, 16); }
  if (m > 2) { v128.store(c2, x2); v128.store(c2, y2, 16); }
  if (m > 3) { v128.store(c3, x3); v128.store(c3, y3, 16); }
  if (m > 4) { v128.store(c4, x4); v128.store(c4, y4, 16); }
  if (m > 5) { v128.store(c5, x5); v128.store(c5, y5, 16); }
}

/** The address of row `r`: from a table of addresses (windows, read in place) or by a stride. */
// @ts-ignore: decorator
@inline function rowOf(base: usize, table: usize, stride: usize, r: i32): usize {
  return table ? <usize>load<u32>(table + (<usize>r << 2)) + base : base + stride * <usize>r;
}

function tile1(a: usize, table: usize, as: usize, r: i32, c: usize, cs: usize, b: usize, k: i32, start: usize): void {
  tile(1, rowOf(a, table, as, r), 0, 0, 0, 0, 0, c, 0, 0, 0, 0, 0, b, k, start);
}

function tile2(a: usize, table: usize, as: usize, r: i32, c: usize, cs: usize, b: usize, k: i32, start: usize): void {
  tile(2, rowOf(a, table, as, r), rowOf(a, table, as, r + 1), 0, 0, 0, 0, c, c + cs, 0, 0, 0, 0, b, k, start);
}

function tile3(a: usize, table: usize, as: usize, r: i32, c: usize, cs: usize, b: usize, k: i32, start: usize): void {
  tile(3, rowOf(a, table, as, r), rowOf(a, table, as, r + 1), rowOf(a, table, as, r + 2), 0, 0, 0, c, c + cs, c + cs * 2, 0, 0, 0, b, k, start);
}

function tile4(a: usize, table: usize, as: usize, r: i32, c: usize, cs: usize, b: usize, k: i32, start: usize): void {
  tile(4, rowOf(a, table, as, r), rowOf(a, table, as, r + 1), rowOf(a, table, as, r + 2), rowOf(a, table, as, r + 3), 0, 0, c, c + cs, c + cs * 2, c + cs * 3, 0, 0, b, k, start);
}

function tile5(a: usize, table: usize, as: usize, r: i32, c: usize, cs: usize, b: usize, k: i32, start: usize): void {
  tile(5, rowOf(a, table, as, r), rowOf(a, table, as, r + 1), rowOf(a, table, as, r + 2), rowOf(a, table, as, r + 3), rowOf(a, table, as, r + 4), 0, c, c + cs, c + cs * 2, c + cs * 3, c + cs * 4, 0, b, k, start);
}

function tile6(a: usize, table: usize, as: usize, r: i32, c: usize, cs: usize, b: usize, k: i32, start: usize): void {
  tile(6, rowOf(a, table, as, r), rowOf(a, table, as, r + 1), rowOf(a, table, as, r + 2), rowOf(a, table, as, r + 3), rowOf(a, table, as, r + 4), rowOf(a, table, as, r + 5), c, c + cs, c + cs * 2, c + cs * 3, c + cs * 4, c + cs * 5, b, k, start);
}

/** Rows [r, r + m) of one panel. */
function tileOf(
  m: i32,
  a: usize,
  table: usize,
  as: usize,
  r: i32,
  c: usize,
  cs: usize,
  b: usize,
  k: i32,
  start: usize,
): void {
  switch (m) {
    case 6:
      return tile6(a, table, as, r, c, cs, b, k, start);
    case 5:
      return tile5(a, table, as, r, c, cs, b, k, start);
    case 4:
      return tile4(a, table, as, r, c, cs, b, k, start);
    case 3:
      return tile3(a, table, as, r, c, cs, b, k, start);
    case 2:
      return tile2(a, table, as, r, c, cs, b, k, start);
    default:
      return tile1(a, table, as, r, c, cs, b, k, start);
  }
}

const zeros: usize = memory.data<f32>([0, 0, 0, 0, 0, 0, 0, 0], 16);

/** Bytes of A that stay in the first cache while all panels go over them. */
const blockBytes: i32 = 16384;

/**
 * C = start + A·B for the rows [from, to) of `steps` time steps. Arguments: A's address, table or 0, row stride, step
 * stride; B's panels, bytes from one panel to the next, k, panels; C's address, row stride, step stride; steps; start;
 * bias.
 */
export function matmul(p: usize, from: i32, to: i32): void {
  const table = at(p, 1), as = at(p, 2), aStep = at(p, 3);
  const panelBytes = at(p, 5), k = arg(p, 6), panels = arg(p, 7);
  const cs = at(p, 9), cStep = at(p, 10), steps = arg(p, 11), start = arg(p, 12), bias = at(p, 13);
  const rows = to - from;
  if (rows <= 0) return;
  // Tiles of nearly the same height: 16 rows as 6 + 5 + 5.
  const tiles = (rows + 5) / 6;
  const height = rows / tiles, taller = rows % tiles;
  const stepsAtOnce = max(1, blockBytes / max(1, rows * k * 4));
  for (let first = 0; first < steps; first += stepsAtOnce) {
    const last = min(first + stepsAtOnce, steps);
    let b = at(p, 4);
    let column = at(p, 8) + cs * <usize>from;
    for (let panel = 0; panel < panels; panel++) {
      const from8 = start == ops.FROM_BIAS ? bias + (<usize>panel << 5) : start == ops.FROM_ZERO ? zeros : 0;
      for (let t = first; t < last; t++) {
        const a = at(p, 0) + aStep * <usize>t;
        let c = column + cStep * <usize>t;
        let r = from;
        for (let i = 0; i < tiles; i++) {
          const m = i < taller ? height + 1 : height;
          tileOf(m, a, table, as, r, c, cs, b, k, from8);
          r += m;
          c += cs * <usize>m;
        }
      }
      b += panelBytes;
      column += 32;
    }
  }
}
