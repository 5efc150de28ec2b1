import { describe, expect, it } from 'vitest';

import { UserError } from '../../../src/spec/errors';
import { setPath } from '../../../src/spec/setPath';

describe('setPath', () => {
  it('reads numbers, booleans, null and lists as JSON, the rest as text', () => {
    let value: unknown = {};
    for (const [path, text] of [
      ['training.epochs', '50'],
      ['training.shuffle', 'false'],
      ['data.time', 'null'],
      ['data.targets', '["a","b"]'],
      ['name', 'my run'],
    ] as const) {
      value = setPath(value, path, text);
    }
    expect(value).toEqual({
      training: { epochs: 50, shuffle: false },
      data: { time: null, targets: ['a', 'b'] },
      name: 'my run',
    });
  });

  it('replaces and extends lists, and leaves the original alone', () => {
    const before = { model: { layers: [{ cell: 'lstm' }] } };
    const after = setPath(setPath(before, 'model.layers.0.cell', 'gru'), 'model.layers.1.cell', 'lstm');
    expect(after).toEqual({ model: { layers: [{ cell: 'gru' }, { cell: 'lstm' }] } });
    expect(before.model.layers[0]?.cell).toBe('lstm');
  });

  it('makes a list where its first entry is asked for', () => {
    expect(setPath({}, 'model.layers.0.cell', 'gru')).toEqual({ model: { layers: [{ cell: 'gru' }] } });
    expect(setPath({ data: { inputs: null } }, 'data.inputs.0', 'x')).toEqual({ data: { inputs: ['x'] } });
  });

  it.each(['', 'a..b', '__proto__.x', 'a.constructor', 'layers.5', 'layers.x', 'name.x'])(
    'refuses the path "%s"',
    (path) => {
      expect(() => setPath({ layers: [1], name: 'n' }, path, '1')).toThrow(UserError);
    },
  );
});
