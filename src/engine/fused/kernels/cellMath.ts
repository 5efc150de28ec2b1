import { activate, derivative, sigmoid, tanh, unit } from './math';

// The usual pair, tanh with sigmoid gates, is inlined into the cells' loops; any other goes through a call a vector.
// `usual` is a literal at every call.

// @ts-ignore: decorator
@inline export function outer(usual: bool, kind: i32, x: v128): v128 {
  return usual ? tanh(x) : activate(kind, x);
}

// @ts-ignore: decorator
@inline export function gate(usual: bool, kind: i32, x: v128): v128 {
  return usual ? sigmoid(x) : activate(kind, x);
}

/** Derivative of the activation by its sum, from its output. */
// @ts-ignore: decorator
@inline export function outerSlope(usual: bool, kind: i32, y: v128): v128 {
  return usual ? f32x4.sub(unit(), f32x4.mul(y, y)) : derivative(kind, y);
}

// @ts-ignore: decorator
@inline export function gateSlope(usual: bool, kind: i32, y: v128): v128 {
  return usual ? f32x4.mul(y, f32x4.sub(unit(), y)) : derivative(kind, y);
}

/** Whether row `r` is padding at this time step; `mask` is 0 where nothing is masked. */
// @ts-ignore: decorator
@inline export function isMasked(mask: usize, r: i32): bool {
  return mask != 0 && load<u8>(mask + <usize>r) == 0;
}
