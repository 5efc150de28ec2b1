import { readFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import type { Scores, Summary } from '../../../src/spec/run';
import { runFiles } from '../../../src/spec/run';
import { compare } from '../proof/compare';
import { type TrainedRun, predictionsOf, trained } from '../proof/trained';
import { type Job, runScripts, withoutPython } from '../python';
import { forecastCases } from './cases';

/**
 * Programs of forecasts with the weights of a run: the same rows in the same parts with the same times as in `predictions.csv`,
 * predictions as near as float32 allows, and the figures of `summary.json`. What repeating the last value comes to depends on
 * reading, ordering, splitting and cutting alone, hence to the last printed digits.
 */
const tolerance = { predicted: 1e-5, naive: 1e-9, scores: 1e-5 };

const programs = { keras: 'keras_model.py', pytorch: 'pytorch_model.py' } as const;

describe.skipIf(withoutPython !== null)('programs of forecasts', () => {
  const runs: TrainedRun[] = [];

  beforeAll(async () => {
    for (const [i, one] of forecastCases.entries()) runs.push(await trained(one, `forecast-${i}`));
  }, 600_000);

  describe.each(Object.entries(programs))('%s', (library, program) => {
    let outputs: string[] = [];
    const saved = (run: TrainedRun): string => path.join(run.folder, `${library}.csv`);

    beforeAll(async () => {
      const jobs = runs.map((run): Job => {
        // One in three draws as well, so that each kind of plot is drawn.
        const plots = runs.indexOf(run) % 3 === 0 ? ['--plot'] : [];
        const script = path.join(run.folder, runFiles.code, program);
        return { script, arguments: ['--weights', '--save', saved(run), ...plots] };
      });
      outputs = await runScripts(jobs);
    }, 1_200_000);

    it.each(forecastCases.map(({ name }, i) => [name, i] as const))('%s', (_, i) => {
      const run = runs[i]!;
      const { rows, worst, otherTexts } = compare(predictionsOf(run), saved(run));
      expect(rows).toBe(readFileSync(saved(run), 'utf8').trimEnd().split('\n').length - 1);
      expect(otherTexts).toEqual([]);
      expect(worst).toBeLessThanOrEqual(tolerance.predicted);
      expectScores(run.summary, outputs[i]!);
    });
  });
});

/** Lines `train       RMSE 1.2  naive 3.4  pinball 0.1  coverage 0.8  'target'`. */
function expectScores(summary: Summary, output: string): void {
  const lines = output.split('\n').filter((line) => /^(train|validation|test) /.test(line));
  const expected = (['train', 'validation', 'test'] as const).flatMap((part) =>
    summary.targets.flatMap((target) => {
      const several = summary.targets.length > 1;
      const { metrics, naive } = several
        ? summary.byTarget[target]!
        : { metrics: summary.metrics, naive: summary.baselines.naive };
      const [own, repeated] = [metrics[part], naive[part]];
      return own && repeated ? [{ part, own, naive: repeated.rmse! }] : [];
    }),
  );
  expect(lines).toHaveLength(expected.length);
  lines.forEach((line, i) => {
    const { part, own, naive } = expected[i]!;
    const printed = (name: string): number => Number(new RegExp(`${name} (\\S+)`).exec(line)?.[1]);
    expect(line.split(' ')[0]).toBe(part);
    expect(Math.abs(printed('naive') / naive - 1), line).toBeLessThan(tolerance.naive);
    const scores: readonly (readonly [string, keyof Scores])[] = [
      ['RMSE', 'rmse'],
      ['pinball', 'pinball'],
    ];
    for (const [name, metric] of scores) {
      if (own[metric] === undefined) continue;
      expect(Math.abs(printed(name) / own[metric]! - 1), line).toBeLessThan(tolerance.scores);
    }
    // A share of values: one of them may lie on the border.
    if (own.coverage != null) expect(Math.abs(printed('coverage') - own.coverage), line).toBeLessThan(0.02);
    else expect(line).not.toContain('coverage');
  });
}
