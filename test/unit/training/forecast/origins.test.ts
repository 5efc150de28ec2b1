import { describe, expect, it } from 'vitest';

import { prepare } from '../../../../src/data/prepare';
import { readTable } from '../../../../src/data/read';
import { experimentSchema, type ExperimentInput } from '../../../../src/spec/experiment';
import { predictedWindows, thinningNote } from '../../../../src/training/tasks/forecast/origins';
import { fileWith } from '../../data/files';

async function windowsOf(csv: string, data: Partial<ExperimentInput['data']>, window: ExperimentInput['window']) {
  const file = fileWith(csv);
  const split = { train: 0.5, validation: 0.2, test: 0.3 };
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file, targets: ['v'], split, ...data },
    window,
  });
  const prepared = prepare(experiment, await readTable(file, { text: ['s'] }));
  return {
    prepared,
    experiment,
    of: (part: 'train' | 'validation' | 'test') => predictedWindows(prepared, experiment, part),
  };
}

describe('windows whose predictions are kept', () => {
  it('are a horizon apart in training and validation, in each series anew, and all of the test part', async () => {
    const rows = ['a', 'b', 'c'].flatMap((name) => Array.from({ length: 40 }, (_, i) => `${name},${i}`));
    const { prepared, experiment, of } = await windowsOf(
      `s,v\n${rows.join('\n')}\n`,
      { series: 's' },
      { timeSteps: 2, horizon: 5 },
    );
    // 20 training rows give 14 windows, 8 for validation 4.
    expect([...of('train')]).toEqual([0, 5, 10, 40, 45, 50, 80, 85, 90]);
    expect([...of('validation')]).toEqual([18, 58, 98]);
    expect(of('test')).toEqual(prepared.windows.test);
    expect(thinningNote(prepared, experiment)).toMatchObject([
      {
        code: 'data/thinned-predictions',
        message:
          'Predictions and scores are those of 9 of 42 windows of the training part and of 3 of 12 windows of the validation part, at least a horizon apart.',
      },
    ]);
  });

  it('are all where one step is predicted of a short series, which needs no note', async () => {
    const csv = `v\n${Array.from({ length: 40 }, (_, i) => i).join('\n')}\n`;
    const { prepared, experiment, of } = await windowsOf(csv, {}, { timeSteps: 3 });
    expect(of('train')).toEqual(prepared.windows.train);
    expect(thinningNote(prepared, experiment)).toEqual([]);
  });

  it('are at most 200,000 rows, evenly over the part', async () => {
    const rows = 700_000;
    const csv = `v,w\n${Array.from({ length: rows }, (_, i) => `${i},${-i}`).join('\n')}\n`;
    const { of } = await windowsOf(csv, { targets: ['v', 'w'] }, { timeSteps: 1 });
    const train = of('train');
    expect(train).toHaveLength(100_000);
    expect(new Set(train).size).toBe(100_000);
    expect(train.at(-1)).toBeGreaterThan(0.5 * rows - 10);
    expect(of('test')).toHaveLength(0.3 * rows);
  });
});
