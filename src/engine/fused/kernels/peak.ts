import { madd } from './math';

/** `rounds` times 24 multiply-adds of 4 floats that do not wait for each other: what the core can do at best. */
export function peak(rounds: i32, source: usize): f32 {
  const s = v128.load(source), t = v128.load(source, 16);
  let a = v128.load(source), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
  for (; rounds > 0; rounds--) {
    a = madd(s, t, a); b = madd(s, t, b); c = madd(s, t, c); d = madd(s, t, d);
    e = madd(s, t, e); f = madd(s, t, f); g = madd(s, t, g); h = madd(s, t, h);
    i = madd(s, t, i); j = madd(s, t, j); k = madd(s, t, k); l = madd(s, t, l);
    a = madd(s, t, a); b = madd(s, t, b); c = madd(s, t, c); d = madd(s, t, d);
    e = madd(s, t, e); f = madd(s, t, f); g = madd(s, t, g); h = madd(s, t, h);
    i = madd(s, t, i); j = madd(s, t, j); k = madd(s, t, k); l = madd(s, t, l);
  }
  a = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h)));
  a = f32x4.add(a, f32x4.add(f32x4.add(i, j), f32x4.add(k, l)));
  return f32x4.extract_lane(a, 0);
}
