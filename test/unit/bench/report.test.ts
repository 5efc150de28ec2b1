import { describe, expect, it } from 'vitest';

import { digits, markdownTable } from '../../bench/speed/markdown';
import type { PeerResult } from '../../bench/speed/race';
import { fastestPeer, isDisturbed, judge, speedTable, waysTable } from '../../bench/speed/report';
import { rowName, rows, type Floor, type Row } from '../../bench/speed/shapes';

const quiet = { msPerStep: 1, foreign: 0, quiet: true };
const disturbed = { msPerStep: 1, foreign: 1, quiet: false };

const peer = (name: string, ms: number, more: Partial<PeerResult> = {}): PeerResult => ({
  name,
  label: name,
  variant: 'as it is',
  variants: { 'as it is': ms },
  info: null,
  ms,
  gflops: 12.345,
  samples: [quiet, quiet, quiet],
  apart: null,
  ...more,
});
const row = (...floors: Floor[]): Row => ({
  shape: { cell: 'lstm', units: 64, timeSteps: 24, features: 4, batchSize: 32 },
  purpose: 'train',
  floors,
});
const columns = ['fused', 'torch', 'keras'].map((name) => ({ name, label: name }));
const result = (floors: Floor[], ...peers: PeerResult[]) => ({
  name: 'LSTM 64',
  row: row(...floors),
  difference: 0,
  peers,
});

describe('markdownTable', () => {
  it('aligns text to the left and numbers to the right', () => {
    expect(
      markdownTable(
        ['Shape', 'ms'],
        [
          ['LSTM', '1.25'],
          ['SimpleRNN', '10'],
        ],
      ),
    ).toBe(['| Shape     |   ms |', '| --------- | ---: |', '| LSTM      | 1.25 |', '| SimpleRNN |   10 |'].join('\n'));
  });

  it('keeps a cell in its column and its line', () => {
    const lines = markdownTable(['a', 'b'], [['x | y', 'two\nlines'], ['short']]).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toBe('| x \\| y | two lines |');
    expect(lines[3]).toBe('| short  |           |');
  });
});

describe('digits', () => {
  it.each([
    [0.00322, '0.00322'],
    [0.1, '0.1'],
    [1.2345, '1.23'],
    [123.45, '123'],
    [1234.5, '1,230'],
    [0.0000321, '3.2e-5'],
    [0, '0'],
    [NaN, 'NaN'],
  ])('shows %d as %s', (value, text) => {
    expect(digits(value)).toBe(text);
  });
});

describe('judge', () => {
  it('compares with the fastest peer, and with a named one', () => {
    const floors = [{ ratio: 0.9 }, { ratio: 1.5, peer: 'keras' }];
    const judged = judge(result(floors, peer('fused', 2), peer('torch', 1.9), peer('keras', 2.8)), columns);
    expect(judged.map(({ ratio, met }) => [ratio, met])).toEqual([
      [0.95, true],
      [1.4, false],
    ]);
  });

  it('takes no floor for met where the engine or the peer is missing', () => {
    expect(judge(result([{ ratio: 1 }], peer('fused', 2)), columns)).toMatchObject([{ ratio: null, met: null }]);
    expect(judge(result([{ ratio: 1 }], peer('torch', 2)), columns)).toMatchObject([{ ratio: null, met: null }]);
    const onlyTorch = [peer('fused', 1), peer('torch', 9)];
    expect(judge(result([{ ratio: 1, peer: 'keras' }], ...onlyTorch), columns)).toMatchObject([
      { ratio: null, met: null },
    ]);
  });

  it('cannot tell that the fastest is beaten while one is missing, but that it is not', () => {
    const withoutKeras = [peer('fused', 1), peer('torch', 3)];
    expect(judge(result([{ ratio: 2 }], ...withoutKeras), columns)).toMatchObject([{ ratio: 3, met: null }]);
    expect(judge(result([{ ratio: 4 }], ...withoutKeras), columns)).toMatchObject([{ ratio: 3, met: false }]);
    const named = judge(result([{ ratio: 2, peer: 'torch' }], ...withoutKeras), columns);
    expect(named).toMatchObject([{ ratio: 3, met: true }]);
  });

  it('judges nothing by times that were taken beside other work', () => {
    const samples = [disturbed, disturbed, quiet];
    const met = (ours: PeerResult, torch: PeerResult, floor: Floor) =>
      judge(result([floor], ours, torch, peer('keras', 9)), columns).map((judged) => judged.met);
    expect(met(peer('fused', 1), peer('torch', 3, { samples }), { ratio: 2 })).toEqual([null]);
    expect(met(peer('fused', 1, { samples }), peer('torch', 3), { ratio: 4 })).toEqual([null]);
    // A quick peer that was disturbed is even quicker, and a disturbed engine that is quick enough is too.
    expect(met(peer('fused', 1), peer('torch', 3, { samples }), { ratio: 4 })).toEqual([false]);
    expect(met(peer('fused', 1, { samples }), peer('torch', 3), { ratio: 2 })).toEqual([true]);
  });

  it('does not race the engine with itself', () => {
    expect(fastestPeer([peer('fused', 1), peer('torch', 3), peer('keras', 2)])?.name).toBe('keras');
    expect(fastestPeer([peer('fused', 1)])).toBeNull();
  });
});

describe('speedTable', () => {
  it('names what is missing, below a floor, or measured on a busy machine', () => {
    const samples = [quiet, disturbed, disturbed];
    const table = speedTable([result([{ ratio: 4 }], peer('fused', 1), peer('torch', 3.5, { samples }))], columns);
    expect(table.split('\n')[2]?.replaceAll(/ +/g, ' ')).toBe(
      '| LSTM 64 | 1 | 3.5 * | missing | 12.3 | 3.50× | 4× | NO |',
    );
  });

  it('tolerates a disturbance in less than half of the rounds', () => {
    expect(isDisturbed({ samples: [quiet, quiet, disturbed] })).toBe(false);
  });
});

describe('waysTable', () => {
  it('shows the quickest way of engines that have several', () => {
    const torch = peer('torch', 1, { variant: 'fused Adam', variants: { 'fused Adam': 1, 'foreach Adam': 2 } });
    const table = waysTable([result([], peer('fused', 1), torch)], columns);
    expect(table.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '| Quickest way | torch |',
      '| ------------ | ---------: |',
      '| LSTM 64 | fused Adam |',
    ]);
  });
});

describe('a way that does not count', () => {
  const apart = { variant: 'whole epoch at once', ms: 0.1, samples: [quiet] };
  const keras = peer('keras', 2, { variant: 'fit', variants: { fit: 2, 'whole epoch at once': 0.1 }, apart });
  const raced = result([{ ratio: 1.5 }], peer('fused', 1), peer('torch', 3), keras);

  it('is shown, and decides nothing', () => {
    expect(judge(raced, columns)).toMatchObject([{ ratio: 2, met: true }]);
    expect(waysTable([raced], columns)).toContain('fit (not counted: whole epoch at once, 0.1 ms)');
  });
});

describe('rows', () => {
  it('have names of their own, by which --only finds them', () => {
    const names = rows.map(rowName);
    expect(new Set(names).size).toBe(rows.length);
    expect(names).toContain('bidirectional LSTM 64, 24, 4, 32');
    expect(names).toContain('2 × LSTM 128, 48, 8, 32');
    expect(names).toContain('prediction of 10,000 windows, LSTM 64, 24, 4');
  });
});
