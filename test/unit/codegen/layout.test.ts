import { describe, expect, it } from 'vitest';

import { black, call, layOut, list, prettier, textWidth } from '../../../src/codegen/layout';

describe('layOut', () => {
  it('keeps on one line what fits', () => {
    expect(layOut(black, 1, 'x = ', call('f', 'a', list(['1', '2'])))).toBe('    x = f(a, [1, 2])');
    const object = { open: 'f({', items: ['a: 1'], close: '})', padded: true };
    expect(layOut(prettier, 0, '', object, ';')).toBe('f({ a: 1 });');
    expect(layOut(black, 0, '', list([]))).toBe('[]');
  });

  it('breaks at the width, to the character', () => {
    const fits = 'a'.repeat(88 - 'f(, b)'.length);
    expect(layOut(black, 0, '', call('f', fits, 'b'))).toBe(`f(${fits}, b)`);
    expect(layOut(black, 0, '', call('f', `${fits}a`, 'b'))).toBe(`f(\n    ${fits}a,\n    b,\n)`);
  });

  it('breaks the outer brackets first', () => {
    const inner = call('g', 'b'.repeat(40), 'c'.repeat(30));
    expect(layOut(black, 0, '', call('f', 'a'.repeat(20), inner))).toBe(
      `f(\n    ${'a'.repeat(20)},\n    g(${'b'.repeat(40)}, ${'c'.repeat(30)}),\n)`,
    );
  });

  it('puts no comma after the only argument of a call that is itself in brackets', () => {
    expect(layOut(black, 0, '', call('f', { ...list(['1']), broken: true }))).toBe('f(\n    [\n        1,\n    ]\n)');
  });

  it('counts wide characters twice and marks not at all', () => {
    expect(textWidth('値段')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('größe')).toBe(5);
  });
});
