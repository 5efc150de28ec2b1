import { describe, expect, it } from 'vitest';

import { type Experiment, experimentSchema } from '../../../src/spec/experiment';
import {
  withInput,
  withShare,
  withTarget,
  withTargetChecked,
  withTimeSteps,
} from '../../../webview-ui/shared/draftEdits';
import {
  canMove,
  canRemove,
  withDenseAdded,
  withLayerDragged,
  withLayerMoved,
  withLayerRemoved,
  withRecurrentAdded,
} from '../../../webview-ui/shared/layerEdits';

const draft = (change: object = {}): Experiment =>
  experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'a.csv', targets: ['a'], inputs: ['a', 'b'] },
    ...change,
  });

describe('targets and inputs', () => {
  it('feeds a new target too', () => {
    const { targets, inputs } = withTarget(draft(), 'c').data;
    expect([targets, inputs]).toEqual([['c'], ['c', 'a', 'b']]);
  });

  it('gives a written output layer an output a target', () => {
    const before = draft({ model: { dense: [{ units: 8 }, { units: 1 }] } });
    const after = withTargetChecked(before, 'b', true);
    expect(after.data.targets).toEqual(['a', 'b']);
    expect(after.model.dense.map(({ units }) => units)).toEqual([8, 2]);
    expect(withTargetChecked(after, 'a', false).model.dense.map(({ units }) => units)).toEqual([8, 1]);
  });

  it('keeps the last target', () => {
    expect(withTargetChecked(draft(), 'a', false).data.targets).toEqual(['a']);
  });

  it('writes the inputs out when one is added to the default', () => {
    expect(withInput(draft({ data: { file: 'a.csv', targets: ['a'] } }), 'b', true).data.inputs).toEqual(['a', 'b']);
  });
});

describe('shares and steps', () => {
  it.each([
    ['validation', 0.3, [0.5, 0.3, 0.2]],
    ['test', 0.1, [0.9, 0, 0.1]],
    ['train', 0.6, [0.6, 0, 0.4]],
  ] as const)('%s %d leaves shares that add up to 1', (part, share, expected) => {
    const { split } = withShare(draft(), part, share).data;
    expect([split.train, split.validation, split.test]).toEqual(expected);
  });

  it('follows with the topology', () => {
    const one = withTimeSteps(draft(), 1);
    expect([one.model.topology, withTimeSteps(one, 5).model.topology]).toEqual(['one-to-one', 'many-to-one']);
  });
});

describe('layers', () => {
  const units = ({ model }: Experiment): number[] => model.layers.map((layer) => layer.units);
  const three = draft({ model: { layers: [{ units: 1 }, { units: 2 }, { units: 3 }] } });

  it('move by a place and by dragging', () => {
    expect(units(withLayerMoved(three, 'layers', 0, 1))).toEqual([2, 1, 3]);
    expect(units(withLayerDragged(three, 'layers', 2, 0))).toEqual([3, 1, 2]);
    expect([canMove(three, 'layers', 0, -1), canMove(three, 'layers', 2, 1), canMove(three, 'layers', 1, 1)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('are added like the last one, and one has to stay', () => {
    expect(units(withRecurrentAdded(three))).toEqual([1, 2, 3, 3]);
    expect(units(withLayerRemoved(three, 'layers', 1))).toEqual([1, 3]);
    expect(canRemove(draft(), 'layers', 0)).toBe(false);
  });

  it('keep the output layer last', () => {
    const dense = withDenseAdded(withDenseAdded(draft()));
    expect(dense.model.dense.map((layer) => layer.units)).toEqual([16, 16, 1]);
    expect([canMove(dense, 'dense', 1, 1), canRemove(dense, 'dense', 2), canRemove(dense, 'dense', 0)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
