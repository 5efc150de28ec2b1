import { derivative, unit } from './math';

// The slopes of the usual pair, tanh with sigmoid gates, are inlined into the cells' loops; any other goes through a call
// a vector. `usual` is a literal at every call.

/** Derivative of the activation by its sum, from its output. */
// @ts-ignore: decorator
@inline export function outerSlope(usual: bool, kind: i32, y: v128, one: v128 = unit()): v128 {
  return usual ? f32x4.sub(one, f32x4.mul(y, y)) : derivative(kind, y);
}

// @ts-ignore: decorator
@inline export function gateSlope(usual: bool, kind: i32, y: v128, one: v128 = unit()): v128 {
  return usual ? f32x4.mul(y, f32x4.sub(one, y)) : derivative(kind, y);
}

/** Whether row `r` is padding at this time step; `mask` is 0 where nothing is masked. */
// @ts-ignore: decorator
@inline export function isMasked(mask: usize, r: i32): bool {
  return mask != 0 && load<u8>(mask + <usize>r) == 0;
}
