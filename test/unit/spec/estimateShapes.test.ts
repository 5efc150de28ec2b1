import { describe, expect, it } from 'vitest';

import { estimateShapes } from '../../../src/spec/estimateShapes';
import { type Experiment, experimentSchema } from '../../../src/spec/experiment';
import { countParameters } from '../../../src/spec/layers';
import { type DataProfile, dataProfileSchema } from '../../../src/spec/profile';

const column = (name: string, index: number, kind: string, distinct: number | null): object => ({
  name,
  index,
  kind,
  missing: 0,
  distinct,
  numeric: null,
  time: null,
  misfits: [],
});

const profile = (columns: object[], head: string[][] = [], rows = 1000): DataProfile =>
  dataProfileSchema.parse({
    file: 'a.csv',
    bytes: 1,
    sha256: null,
    complete: true,
    rows,
    dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
    columns,
    head,
    plots: [],
    plotTimes: null,
    warnings: [],
  });

const experiment = (task: Experiment['task'], change: object): Experiment =>
  experimentSchema.parse({ version: 1, task, ...change });

describe('estimated sizes', () => {
  it('of numbers are exact', () => {
    const draft = experiment('forecast', {
      data: { file: 'a', targets: ['a'], inputs: ['a', 'b'], calendar: ['hour'] },
    });
    const { shapes, about } = estimateShapes(
      draft,
      profile([column('a', 0, 'numeric', null), column('b', 1, 'numeric', 3)]),
    );
    expect(shapes).toMatchObject({ features: 4, horizon: 1, targets: 1, known: 2 });
    expect(about).toBe(false);
  });

  it('count a static category by its values', () => {
    const draft = experiment('forecast', { data: { file: 'a', targets: ['a'], static: ['town'] } });
    const columns = [column('a', 0, 'numeric', null), column('town', 1, 'categorical', 7)];
    expect(estimateShapes(draft, profile(columns))).toMatchObject({ shapes: { features: 8 }, about: true });
  });

  it('count a category that is a vector by itself, with one value more', () => {
    const draft = experiment('forecast', {
      data: { file: 'a', targets: ['a'], static: ['town'] },
      model: { embedding: { units: 3 } },
    });
    const columns = [column('a', 0, 'numeric', null), column('town', 1, 'categorical', 7)];
    expect(estimateShapes(draft, profile(columns))).toMatchObject({
      shapes: { features: 1, categories: [8] },
      about: true,
    });
  });

  it('take classes from the column', () => {
    const draft = experiment('classify', {
      data: { file: 'a', targets: ['label'], inputs: ['text'] },
      model: { tokens: { vocabulary: 300 }, embedding: { units: 8 } },
      training: { loss: 'categorical_crossentropy' },
    });
    const columns = [column('text', 0, 'text', null), column('label', 1, 'categorical', 4)];
    const { shapes, about } = estimateShapes(draft, profile(columns, [['one two three four', 'x']]));
    // The vocabulary is capped: 20·√4,000 words would be 1,265.
    expect(shapes).toMatchObject({ vocabulary: 304, classes: 4, horizon: 1 });
    expect(about).toBe(true);
    expect(countParameters(draft, shapes)).toBe(304 * 8 + 4 * 32 * (8 + 32 + 1) + 32 * 4 + 4);
  });

  it('of a translation have a vocabulary for each language', () => {
    const draft = experiment('translate', {
      data: { file: 'a', targets: ['french'], inputs: ['english'] },
      model: { topology: 'encoder-decoder', tokens: {}, decoder: { layers: [{ units: 32 }], mode: 'autoregressive' } },
    });
    const columns = [column('english', 0, 'text', null), column('french', 1, 'text', null)];
    const { shapes } = estimateShapes(draft, profile(columns, [['Go.', 'Il faut y aller.']]));
    expect(shapes.vocabulary).toBe(Math.round(20 * Math.sqrt(1000)) + 4);
    expect(shapes.classes).toBe(Math.round(20 * Math.sqrt(4000)) + 4);
  });

  it('are there for columns that are not, and before the file is read', () => {
    const draft = experiment('classify', { data: { file: 'a', targets: ['__proto__'], inputs: ['gone'] } });
    expect(estimateShapes(draft, profile([])).shapes.classes).toBe(1000);
    expect(estimateShapes(draft, null).about).toBe(true);
  });
});
