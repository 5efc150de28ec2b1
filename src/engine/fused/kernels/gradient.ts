import { arg, at } from './tape';
import { madd } from './math';
import * as ops from './ops';

// Gradients of weights: the products Aᵀ·D over all time steps and windows, for some panels of 8 columns. Threads share
// panels and never a sum.

/**
 * c[0..m)[8] += Σ over rows of a[0..m) · d[8]. With `inTable`, `as` is a table of addresses to which `a` is added: rows
 * of windows, which lie anywhere. `m` and `inTable` are literals, as in `matmul.ts`.
 */
// @ts-ignore: decorator
@inline function outer(m: i32, inTable: bool, a: usize, as: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  const offset = a;
  let x0 = v128.load(c), y0 = v128.load(c, 16);
  let x1 = m > 1 ? v128.load(c, 32) : i64x2.splat(0), y1 = m > 1 ? v128.load(c, 48) : i64x2.splat(0);
  let x2 = m > 2 ? v128.load(c, 64) : i64x2.splat(0), y2 = m > 2 ? v128.load(c, 80) : i64x2.splat(0);
  let x3 = m > 3 ? v128.load(c, 96) : i64x2.splat(0), y3 = m > 3 ? v128.load(c, 112) : i64x2.splat(0);
  let x4 = m > 4 ? v128.load(c, 128) : i64x2.splat(0), y4 = m > 4 ? v128.load(c, 144) : i64x2.splat(0);
  let x5 = m > 5 ? v128.load(c, 160) : i64x2.splat(0), y5 = m > 5 ? v128.load(c, 176) : i64x2.splat(0);
  let p: v128, q: v128, s: v128;
  for (; rows > 0; rows--) {
    if (inTable) { a = <usize>load<u32>(as) + offset; as += 4; }
    p = v128.load(d); q = v128.load(d, 16);
    s = v128.load32_splat(a, 0); x0 = madd(s, p, x0); y0 = madd(s, q, y0);
    if (m > 1) { s = v128.load32_splat(a, 4); x1 = madd(s, p, x1); y1 = madd(s, q, y1); }
    if (m > 2) { s = v128.load32_splat(a, 8); x2 = madd(s, p, x2); y2 = madd(s, q, y2); }
    if (m > 3) { s = v128.load32_splat(a, 12); x3 = madd(s, p, x3); y3 = madd(s, q, y3); }
    if (m > 4) { s = v128.load32_splat(a, 16); x4 = madd(s, p, x4); y4 = madd(s, q, y4); }
    if (m > 5) { s = v128.load32_splat(a, 20); x5 = madd(s, p, x5); y5 = madd(s, q, y5); }
    if (!inTable) a += as;
    d += ds;
  }
  v128.store(c, x0); v128.store(c, y0, 16);
  if (m > 1) { v128.store(c, x1, 32); v128.store(c, y1, 48); }
  if (m > 2) { v128.store(c, x2, 64); v128.store(c, y2, 80); }
  if (m > 3) { v128.store(c, x3, 96); v128.store(c, y3, 112); }
  if (m > 4) { v128.store(c, x4, 128); v128.store(c, y4, 144); }
  if (m > 5) { v128.store(c, x5, 160); v128.store(c, y5, 176); }
}

function outer1(a: usize, as: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(1, false, a, as, d, ds, rows, c);
}

function outer1InTable(a: usize, table: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(1, true, a, table, d, ds, rows, c);
}

function outer2(a: usize, as: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(2, false, a, as, d, ds, rows, c);
}

function outer2InTable(a: usize, table: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(2, true, a, table, d, ds, rows, c);
}

function outer3(a: usize, as: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(3, false, a, as, d, ds, rows, c);
}

function outer3InTable(a: usize, table: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(3, true, a, table, d, ds, rows, c);
}

function outer4(a: usize, as: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(4, false, a, as, d, ds, rows, c);
}

function outer4InTable(a: usize, table: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(4, true, a, table, d, ds, rows, c);
}

function outer5(a: usize, as: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(5, false, a, as, d, ds, rows, c);
}

function outer5InTable(a: usize, table: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(5, true, a, table, d, ds, rows, c);
}

function outer6(a: usize, as: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(6, false, a, as, d, ds, rows, c);
}

function outer6InTable(a: usize, table: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  outer(6, true, a, table, d, ds, rows, c);
}

function outerOf(m: i32, inTable: bool, a: usize, as: usize, d: usize, ds: usize, rows: i32, c: usize): void {
  switch (inTable ? m + 6 : m) {
    case 2:
      return outer2(a, as, d, ds, rows, c);
    case 3:
      return outer3(a, as, d, ds, rows, c);
    case 4:
      return outer4(a, as, d, ds, rows, c);
    case 5:
      return outer5(a, as, d, ds, rows, c);
    case 6:
      return outer6(a, as, d, ds, rows, c);
    case 7:
      return outer1InTable(a, as, d, ds, rows, c);
    case 8:
      return outer2InTable(a, as, d, ds, rows, c);
    case 9:
      return outer3InTable(a, as, d, ds, rows, c);
    case 10:
      return outer4InTable(a, as, d, ds, rows, c);
    case 11:
      return outer5InTable(a, as, d, ds, rows, c);
    case 12:
      return outer6InTable(a, as, d, ds, rows, c);
    default:
      return outer1(a, as, d, ds, rows, c);
  }
}

/** This thread's own room, for panels of D. Every thread has an instance of the kernels. */
let scratch: usize = ops.SCRATCH;

export function useScratch(thread: i32): void {
  scratch = ops.SCRATCH + <usize>thread * ops.SCRATCH_BYTES;
}

/**
 * Puts `rows` rows of some panels' columns together, [panel][row][8]. Where rows are long, each lies in another page of
 * memory: read once for all panels, they cost a fraction.
 */
function pack(d: usize, ds: usize, rows: i32, panels: i32): void {
  const panelBytes = <usize>rows << 5;
  for (let r = 0; r < rows; r++) {
    let from = d, to = scratch + (<usize>r << 5);
    for (let panel = 0; panel < panels; panel++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += 32;
      to += panelBytes;
    }
    d += ds;
  }
}

/** Adds `rows` rows to the gradients of `panels` panels [k][8], `panelBytes` from one to the next. */
function addRows(
  a: usize,
  table: usize,
  as: usize,
  d: usize,
  ds: usize,
  rows: i32,
  c: usize,
  k: i32,
  panels: i32,
  panelBytes: usize,
): void {
  const tiles = (k + 5) / 6;
  const height = k / tiles, taller = k % tiles;
  const packs = panels > 1 && tiles > 2; // for one or two, that takes longer than it saves
  for (let first = 0; first < rows; first += ops.ROWS_TOGETHER) {
    const count = min(ops.ROWS_TOGETHER, rows - first);
    if (packs) pack(d, ds, count, panels);
    for (let panel = 0; panel < panels; panel++) {
      const from = packs ? scratch + (<usize>(panel * count) << 5) : d + (<usize>panel << 5);
      let column = a, out = c + panelBytes * <usize>panel;
      for (let i = 0; i < tiles; i++) {
        const m = i < taller ? height + 1 : height;
        outerOf(m, table != 0, column, table ? table : as, from, packs ? 32 : ds, count, out);
        column += <usize>m << 2;
        out += <usize>m << 5;
      }
    }
    if (table) table += <usize>count << 2;
    else a += as * <usize>count;
    d += ds * <usize>count;
  }
}

/**
 * The gradient of some panels. Arguments: A's address, table or 0, row stride, step stride; D's address (at the first
 * panel's columns), row stride, step stride; steps; k; the gradient's address; panels; bytes from one panel's gradient
 * to the next; 1 where the gradient holds the sum of earlier steps. Where steps follow each other without a gap they are
 * one run of rows; the sums are the same, in the same order.
 */
export function gradient(p: usize): void {
  const table = at(p, 1), as = at(p, 2), aStep = at(p, 3);
  const ds = at(p, 5), dStep = at(p, 6), steps = arg(p, 7), k = arg(p, 8), c = at(p, 9);
  const panels = arg(p, 10), panelBytes = at(p, 11);
  const rows = load<i32>(ops.CONTROL + ops.ROWS);
  if (!arg(p, 12)) {
    for (let panel = 0; panel < panels; panel++) memory.fill(c + panelBytes * <usize>panel, 0, <usize>k << 5);
  }
  let a = at(p, 0), d = at(p, 4);
  if (!table && aStep == as * <usize>rows && dStep == ds * <usize>rows) {
    addRows(a, 0, as, d, ds, rows * steps, c, k, panels, panelBytes);
    return;
  }
  for (let t = 0; t < steps; t++) {
    addRows(a, table, as, d, ds, rows, c, k, panels, panelBytes);
    a += aStep;
    d += dStep;
  }
}

/**
 * The sums of eight columns: step by step, of every fourth row together, because one addition after the other would wait
 * for the one before. Arguments: D's address, row stride, step stride; steps; the sums' address; 1 where they hold the sum
 * of earlier steps.
 */
export function columnSums(p: usize): void {
  const ds = at(p, 1), dStep = at(p, 2), steps = arg(p, 3), c = at(p, 4);
  const rows = load<i32>(ops.CONTROL + ops.ROWS);
  const zero = i64x2.splat(0);
  let x = arg(p, 5) ? v128.load(c) : zero, y = arg(p, 5) ? v128.load(c, 16) : zero;
  let step = at(p, 0);
  for (let t = 0; t < steps; t++) {
    let x0 = zero, y0 = zero, x1 = zero, y1 = zero, x2 = zero, y2 = zero, x3 = zero, y3 = zero;
    let d = step, r = 0;
    for (; r + 4 <= rows; r += 4) {
      x0 = f32x4.add(x0, v128.load(d)); y0 = f32x4.add(y0, v128.load(d, 16)); d += ds;
      x1 = f32x4.add(x1, v128.load(d)); y1 = f32x4.add(y1, v128.load(d, 16)); d += ds;
      x2 = f32x4.add(x2, v128.load(d)); y2 = f32x4.add(y2, v128.load(d, 16)); d += ds;
      x3 = f32x4.add(x3, v128.load(d)); y3 = f32x4.add(y3, v128.load(d, 16)); d += ds;
    }
    for (; r < rows; r++) {
      x0 = f32x4.add(x0, v128.load(d)); y0 = f32x4.add(y0, v128.load(d, 16)); d += ds;
    }
    x = f32x4.add(x, f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3)));
    y = f32x4.add(y, f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3)));
    step += dStep;
  }
  v128.store(c, x);
  v128.store(c, y, 16);
}
