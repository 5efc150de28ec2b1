import { describe, expect, it } from 'vitest';

import { keyRange } from '../../../webview-ui/shared/charts/zoomRange';

const whole = { from: 0, to: 1000 };

describe('keyRange', () => {
  it('zooms about the middle and back', () => {
    expect(keyRange('+', whole, whole)).toEqual({ from: 250, to: 750 });
    expect(keyRange('-', { from: 250, to: 750 }, whole)).toEqual(whole);
  });

  it('moves by a quarter and stops at the ends', () => {
    expect(keyRange('ArrowRight', { from: 0, to: 100 }, whole)).toEqual({ from: 25, to: 125 });
    expect(keyRange('ArrowRight', { from: 890, to: 990 }, whole)).toEqual({ from: 900, to: 1000 });
    expect(keyRange('ArrowLeft', { from: 10, to: 110 }, whole)).toEqual({ from: 0, to: 100 });
    expect(keyRange('End', { from: 0, to: 100 }, whole)).toEqual({ from: 900, to: 1000 });
  });

  it('does not zoom into nothing, shows all on 0, and leaves other keys alone', () => {
    expect(keyRange('+', { from: 100, to: 112 }, whole)).toEqual({ from: 101, to: 111 });
    expect(keyRange('0', { from: 100, to: 112 }, whole)).toBeNull();
    expect(keyRange('Tab', whole, whole)).toBeUndefined();
  });
});
