import { describe, expect, it } from 'vitest';

import { checkExperiment } from '../../../src/spec/checks';
import { topologiesOf } from '../../../src/spec/checks/topology';
import { type Experiment, experimentSchema, tasks } from '../../../src/spec/experiment';
import { dataProfileSchema, type DataProfile } from '../../../src/spec/profile';
import {
  otherRole,
  withHorizon,
  withOnlyInput,
  withOtherRole,
  withTarget,
  withTimeSteps,
} from '../../../webview-ui/shared/draftEdits';
import { exampleCounts } from '../../../webview-ui/shared/exampleCounts';
import { inAndOut, stepsOf } from '../../../webview-ui/shared/taskWords';
import { followEncoder, withTopology } from '../../../src/spec/topologyEdits';

const forecast = (change: object = {}): Experiment =>
  experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'a.csv', targets: ['a'], inputs: ['a', 'b'] },
    ...change,
  });

const texts = (task: 'classify' | 'translate' | 'generate', change: object = {}): Experiment =>
  experimentSchema.parse({
    version: 1,
    task,
    data: { file: 'a.csv', targets: ['to'], inputs: task === 'generate' ? [] : ['from'] },
    model: {
      topology: topologiesOf[task][0],
      tokens: { level: task === 'generate' ? 'character' : 'word', maxLength: 20 },
      ...(task === 'translate'
        ? { layers: [{ units: 8, bidirectional: true }], decoder: { layers: [{ units: 16 }], mode: 'autoregressive' } }
        : {}),
    },
    training: { loss: 'categorical_crossentropy' },
    ...change,
  });

const profile = (rows: number, distinct: number | null = null): DataProfile =>
  dataProfileSchema.parse({
    file: 'a.csv',
    bytes: 1,
    sha256: null,
    complete: true,
    rows,
    dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
    columns: [
      { name: 'shop', index: 0, kind: 'categorical', missing: 0, distinct, numeric: null, time: null, misfits: [] },
    ],
    head: [],
    plots: [],
    plotTimes: null,
    warnings: [],
  });

const wrong = (draft: Experiment): string[] => checkExperiment(draft).map(({ path, message }) => `${path}: ${message}`);

describe('topologies', () => {
  const from = topologiesOf.forecast.flatMap((first) =>
    topologiesOf.forecast.map((second) => [first, second] as const),
  );
  it.each(from)('of a forecast change from %s to %s without leaving anything that does not fit', (first, second) => {
    const before = withTopology(forecast({ window: { horizon: 4 } }), first);
    expect(wrong(before)).toEqual([]);
    const after = withTopology(before, second);
    expect(wrong(after)).toEqual([]);
    expect(after.model.topology).toBe(second);
    expect(after.model.decoder !== null).toBe(second === 'encoder-decoder' || second === 'one-to-many');
  });

  it.each([
    [1, 1, 'one-to-one'],
    [1, 6, 'one-to-many'],
    [9, 1, 'many-to-one'],
    [9, 6, 'many-to-one'],
  ])('follow %i steps in and %i out, in whatever order they are typed', (timeSteps, horizon, topology) => {
    for (const start of [1, 12]) {
      const first = withTimeSteps(forecast({ window: { timeSteps: start, horizon: 1 } }), start);
      const one = withHorizon(withTimeSteps(first, timeSteps), horizon);
      expect(wrong(one)).toEqual([]);
      expect(one.window).toMatchObject({ timeSteps, horizon });
      const other = withTimeSteps(withHorizon(first, horizon), timeSteps);
      expect(wrong(other)).toEqual([]);
      expect(other.window).toMatchObject({ timeSteps, horizon });
      if (start > 1) expect([one.model.topology, other.model.topology]).toEqual([topology, topology]);
    }
  });

  it('keep a written head as wide as what is predicted', () => {
    const written = forecast({ model: { dense: [{ units: 1 }] } });
    expect(wrong(withHorizon(written, 5))).toEqual([]);
    expect(withHorizon(written, 5).model.dense.map(({ units }) => units)).toEqual([5]);
    expect(wrong(withTimeSteps(written, 1))).toEqual([]);
  });

  it('keep a decoder fitting the encoder, and leave alone what a person chose', () => {
    const before = texts('translate');
    const wider = {
      ...before,
      model: { ...before.model, layers: before.model.layers.map((l) => ({ ...l, units: 5 })) },
    };
    expect(followEncoder(before, wider).model.decoder?.layers.map(({ units }) => units)).toEqual([10]);
    expect(wrong(followEncoder(before, wider))).toEqual([]);
    const own = structuredClone(before);
    const [layer] = own.model.decoder?.layers ?? [];
    if (layer) layer.units = 99;
    const after = { ...own, model: { ...own.model, layers: wider.model.layers } };
    expect(followEncoder(own, after).model.decoder?.layers.map(({ units }) => units)).toEqual([99]);
  });
});

describe('roles of columns', () => {
  it.each(['known', 'static', 'series', 'time'] as const)('are one a column: %s', (role) => {
    const series = role === 'static' ? 'shop' : null;
    const draft = withOtherRole(
      forecast({ data: { file: 'a.csv', targets: ['a'], inputs: ['a', 'b'], series } }),
      'b',
      role,
    );
    expect(otherRole(draft, 'b')).toBe(role);
    expect(draft.data.inputs).toEqual(['a']);
    expect(wrong(draft)).toEqual([]);
    const again = withOtherRole(draft, 'b', 'none');
    expect(otherRole(again, 'b')).toBe('none');
  });

  it('never take away the last target', () => {
    expect(withOtherRole(forecast(), 'a', 'known').data.targets).toEqual(['a']);
  });

  it('go back to one scaling for all where there are no series any more', () => {
    const draft = forecast({ data: { file: 'a.csv', targets: ['a'], series: 'b', scaleBy: 'series' } });
    expect(withOtherRole(draft, 'b', 'none').data.scaleBy).toBe('all');
  });

  it('change places where the target of a translation is chosen as its source', () => {
    expect(withTarget(texts('translate'), 'from').data).toMatchObject({ targets: ['from'], inputs: ['to'] });
    expect(withOnlyInput(texts('translate'), 'to').data).toMatchObject({ targets: ['from'], inputs: ['to'] });
  });

  it('never feed what is to be told', () => {
    expect(withTarget(texts('classify'), 'other').data).toMatchObject({ targets: ['other'], inputs: ['from'] });
  });
});

describe('words', () => {
  it.each(tasks)('name steps for every topology of the task %s', (task) => {
    const draft = task === 'forecast' || task === 'label' ? { ...forecast(), task } : texts(task);
    for (const topology of topologiesOf[task]) {
      const steps = stepsOf(draft, topology);
      expect(steps.in === 1, topology).toBe(topology.startsWith('one-'));
      expect(steps.out === 1, topology).toBe(topology.endsWith('-to-one') && draft.window.horizon === 1);
    }
  });

  it('say what goes in and what comes out', () => {
    expect(inAndOut(forecast({ window: { timeSteps: 96, horizon: 24 } }), null)).toBe(
      'Predict a for the next 24 rows from the last 96 rows of a and b.',
    );
    expect(inAndOut(forecast({ window: { timeSteps: 1, horizon: 1 } }), null)).toBe(
      'Predict a for the next row from the last row of a and b.',
    );
    const monthly = forecast({
      data: { file: 'a.csv', targets: ['a'], inputs: ['a'], known: ['sale'], calendar: ['month'] },
    });
    expect(inAndOut(monthly, null)).toMatch(/ rows?, knowing sale and the month beforehand\.$/);
    expect(inAndOut(texts('classify'), null)).toBe('Tell to from from, up to 20 words.');
    const given = texts('generate', { data: { file: 'a.csv', targets: ['abc'], static: ['key', 'meter', 'mode'] } });
    expect(inAndOut(given, null)).toBe('Write texts like abc, character by character, given key, meter and 1 more.');
  });
});

describe('examples', () => {
  it('of one series are its windows', () => {
    const draft = forecast({
      window: { timeSteps: 10, horizon: 2 },
      data: { file: 'a.csv', targets: ['a'], split: { train: 0.7, validation: 0.1, test: 0.2 } },
    });
    expect(exampleCounts(draft, profile(100))).toEqual({ train: 59, validation: 9, test: 19, about: false });
  });

  it('of the last rows of each series are those that were asked for', () => {
    const split = { train: 1, validation: 0, test: 0, testRows: 8 };
    const draft = forecast({
      window: { timeSteps: 10, horizon: 8 },
      data: { file: 'a.csv', targets: ['a'], series: 'shop', split },
    });
    // Five series of 40 rows: 32 − 10 − 8 + 1 windows to learn from, and one to judge, in each.
    expect(exampleCounts(draft, profile(200, 5))).toEqual({ train: 75, validation: 0, test: 5, about: true });
  });

  it('of texts are rows, and of labelled series their pieces', () => {
    const split = { train: 0.8, validation: 0.1, test: 0.1, by: 'random' };
    const data = { file: 'a.csv', targets: ['to'], inputs: ['from'], split };
    expect(exampleCounts(texts('classify', { data }), profile(200))).toMatchObject({
      train: 160,
      test: 20,
      about: true,
    });
    const label = { ...forecast({ window: { timeSteps: 7 } }), task: 'label' as const };
    const draft = { ...label, data: { ...label.data, series: 'shop', split: texts('classify', { data }).data.split } };
    expect(exampleCounts(draft, profile(200, 10))).toMatchObject({ train: 24, validation: 3, test: 3 });
  });
});
