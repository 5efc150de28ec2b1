import { statSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { activations, merges } from '../../src/spec/experiment';
import type { GridCase } from './gridVectors';
import { gridFiles, readGrid } from './gridVectors';
import { hashed } from './sharedNumbers';
import { caseExperiment } from './vectors';

/** What the vectors are there for: every cell meets every value of every axis. */
const axes: Record<string, { values: readonly unknown[]; of(vector: GridCase): unknown[] }> = {
  direction: { values: ['one', ...merges], of: (vector) => layers(vector).map(direction) },
  'stack depth': { values: [1, 2, 3], of: (vector) => [layers(vector).length] },
  activation: { values: activations, of: (vector) => layers(vector).map((layer) => layer.activation) },
  H: { values: [1, 2, 3, 5, 8, 17, 64], of: (vector) => layers(vector).map((layer) => layer.units) },
  F: { values: [1, 3, 7], of: (vector) => [vector.features] },
  T: { values: [1, 2, 12, 50], of: (vector) => [caseExperiment(vector).window.timeSteps] },
  B: { values: [1, 2, 7, 32, 33], of: (vector) => [vector.batch] },
};
const gates = { values: activations, of: (vector: GridCase) => layers(vector).map((one) => one.recurrentActivation) };

const layers = (vector: GridCase) => caseExperiment(vector).model.layers;
const direction = (layer: ReturnType<typeof layers>[number]): string => (layer.bidirectional ? layer.merge : 'one');
const cellOf = (vector: GridCase): string => {
  const [first] = layers(vector);
  return first?.cell === 'gru' ? `gru, resetAfter ${first.resetAfter}` : (first?.cell ?? '');
};
const cells = ['simple_rnn', 'lstm', 'gru, resetAfter true', 'gru, resetAfter false'];

describe('the grid', () => {
  const grid = readGrid('grid');

  test.each(cells.flatMap((cell) => Object.keys(axes).map((axis) => [cell, axis] as const)))(
    'has %s with every %s',
    (cell, axis) => {
      const { values = [], of } = axes[axis] ?? {};
      const met = grid.filter((vector) => cellOf(vector) === cell).flatMap((vector) => of?.(vector) ?? []);
      expect(values.filter((value) => !met.includes(value))).toEqual([]);
    },
  );

  test.each(cells.slice(1))('has %s with gates of every activation', (cell) => {
    const met = grid.filter((vector) => cellOf(vector) === cell).flatMap(gates.of);
    expect(gates.values.filter((value) => !met.includes(value))).toEqual([]);
  });

  test('has a smaller last batch wherever a batch can be smaller', () => {
    for (const { batches, batch } of grid) {
      expect(batches.some(({ length }) => length < batch)).toBe(batch > 1);
    }
  });
});

describe('the masks', () => {
  const masks = readGrid('masks');

  test.each(cells)('have %s with padding before, after and between, in one direction and both, stacked too', (cell) => {
    const cases = masks.filter((vector) => cellOf(vector) === cell);
    const kinds = new Set(
      cases.map((one) => `${one.padding} ${layers(one)[0]?.bidirectional} ${layers(one).length > 1}`),
    );
    for (const padding of ['left', 'right']) {
      for (const both of [true, false]) {
        expect([...kinds].some((kind) => kind.startsWith(`${padding} ${both}`))).toBe(true);
      }
      expect([...kinds].some((kind) => kind.startsWith(padding) && kind.endsWith('true'))).toBe(true);
    }
    expect(cases.some(({ padding }) => padding === 'holes')).toBe(true);
  });

  test('have windows of all lengths, from no real row to no padding', () => {
    const lengths = new Set<number>();
    for (const { data, starts, experiment } of masks) {
      const timeSteps = experiment.window?.timeSteps ?? NaN;
      for (const start of starts) {
        const real = data.mask?.subarray(start, start + timeSteps).reduce((sum, one) => sum + one, 0) ?? NaN;
        lengths.add(timeSteps === 12 ? real : NaN);
      }
    }
    for (let length = 0; length <= 12; length++) expect(lengths).toContain(length);
  });
});

test('the shared hash is that of Python', () => {
  expect([0, 1, 2, 10_000, 0xffffffff].map(hashed)).toEqual([0, 1753845952, 3507691905, 552809181, 1734902346]);
});

test('the vectors stay small', () => {
  const bytes = gridFiles.flatMap((file) =>
    ['json', 'bin'].map(
      (extension) => statSync(path.join(import.meta.dirname, 'vectors', `${file}.${extension}`)).size,
    ),
  );
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000);
});
