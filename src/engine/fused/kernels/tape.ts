/** Argument `i` of the record at `p`; the first two words are the operation and the record's length. */
// @ts-ignore: decorator
@inline export function arg(p: usize, i: i32): i32 {
  return load<i32>(p + ((<usize>i + 2) << 2));
}

// @ts-ignore: decorator
@inline export function at(p: usize, i: i32): usize {
  return <usize>arg(p, i);
}
