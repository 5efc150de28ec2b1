import fs from 'node:fs';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { RunFolder } from '../../../../src/runs/runFolder';
import { parseExperiment } from '../../../../src/spec/parse';
import { resolveExperiment } from '../../../../src/spec/resolve';
import { scoresFileSchema } from '../../../../src/spec/scores';
import { trainRun } from '../../../../src/training/trainRun';
import { temporaryFolder } from '../series';

/** The M4 competition's data may not be shipped; it lies beside the repository where the project is developed. */
const m4 = path.resolve(import.meta.dirname, '../../../../../shared/data');
const files = ['m4-hourly.csv', 'm4-hourly-future.csv'].map((name) => path.join(m4, name));
const missing = files.some((file) => !fs.existsSync(file));

describe.skipIf(missing)(`M4 Hourly: 414 series in one file (needs ${files.join(' and ')})`, () => {
  const folder = temporaryFolder();
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it(
    'trains, predicts each series, and gives the published figures of the naive methods',
    { timeout: 300_000 },
    async () => {
      const [past = '', future = ''] = files.map((file) => fs.readFileSync(file, 'utf8'));
      const csv = path.join(folder, 'm4.csv');
      fs.writeFileSync(csv, past.trimEnd() + future.slice(future.indexOf('\n')));
      const experiment = resolveExperiment(
        parseExperiment({
          version: 1,
          task: 'forecast',
          data: {
            file: 'm4.csv',
            time: 'hour',
            series: 'series',
            targets: ['value'],
            seasonalPeriod: 24,
            scale: 'standard',
            scaleBy: 'series',
            split: { testRows: 48 },
          },
          window: { timeSteps: 24, horizon: 48, stride: 48 },
          model: { layers: [{ cell: 'gru', units: 4 }] },
          training: { epochs: 1, batchSize: 256, optimizer: { learningRate: 0.01 } },
        }),
      );
      const run = RunFolder.create({ outputRoot: path.join(folder, 'runs'), csv, experiment });
      const summary = await trainRun({ run: run.path, threads: 2, generateCode: () => ({ files: [], refused: [] }) });
      expect(summary.error).toBeNull();
      expect(summary.rows).toEqual({ total: 373_372, used: 373_372, dropped: 0 });
      expect(summary.windows.test).toBe(414);
      expect(summary.excluded).toBeUndefined();
      const { naive, seasonalNaive } = summary.baselines;
      expect(naive.test?.smape?.toFixed(3)).toBe('43.003');
      expect(naive.test?.mase?.toFixed(3)).toBe('11.608');
      expect(seasonalNaive?.test?.smape?.toFixed(3)).toBe('13.912');
      expect(seasonalNaive?.test?.mase?.toFixed(3)).toBe('1.193');
      expect(summary.mainMetric).toBe('mase');

      const lines = (name: string) => fs.readFileSync(run.file(name), 'utf8').trimEnd().split('\n');
      expect(lines('predictions.csv').filter((line) => line.startsWith('test,'))).toHaveLength(414 * 48);
      const forecast = lines('forecast.csv');
      expect(forecast).toHaveLength(1 + 414 * 48);
      expect(forecast[1]).toMatch(/^H1,748,1,-?\d+(\.\d+)?$/);
      const scores = scoresFileSchema.parse(JSON.parse(fs.readFileSync(run.file('scores.json'), 'utf8')));
      expect(scores.test?.bySeries).toHaveLength(414);
      expect(scores.test?.byStep).toHaveLength(48);
      const mean = scores.test?.bySeries?.reduce((sum, { naive: own }) => sum + (own?.smape ?? NaN) / 414, 0);
      expect(mean?.toFixed(3)).toBe('43.003');
    },
  );
});
