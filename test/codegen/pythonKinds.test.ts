import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { generateTarget } from '../../src/codegen/generate';
import { RunFolder } from '../../src/runs/runFolder';
import { parseExperiment } from '../../src/spec/parse';
import type { MetricName, Summary } from '../../src/spec/run';
import { trainRun } from '../../src/training/trainRun';
import { kindCases } from './cases/kinds';
import { compare } from './proof/compare';
import { runScripts, withoutPython } from './python';
import { workFolder } from './runFolder';

interface Done {
  readonly run: string;
  readonly saved: string;
  readonly summary: Summary;
  readonly output: string;
}

/** How programs call the scores of the summary. */
const names: Readonly<Record<string, MetricName>> = {
  accuracy: 'accuracy',
  F1: 'f1',
  AUC: 'auc',
  RMSE: 'rmse',
  exact: 'exactMatch',
  tokens: 'tokenAccuracy',
  BLEU: 'bleu',
  'bits per character': 'bitsPerCharacter',
};

describe.skipIf(withoutPython !== null)('Python programs of labels, texts and translations', () => {
  const done: Done[] = [];

  beforeAll(async () => {
    const runs = [];
    for (const [i, { csv, experiment: input }] of kindCases.entries()) {
      const folder = path.join(workFolder, 'kinds', String(i));
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      const file = path.join(folder, 'data.csv');
      writeFileSync(file, csv);
      const experiment = parseExperiment({ version: 1, ...input });
      const run = RunFolder.create({ experiment, csv: file, outputRoot: path.join(folder, 'runs') });
      const summary = await trainRun({ run: run.path, threads: 1, generateCode: () => ({ files: [], refused: [] }) });
      expect(summary.error, kindCases[i]!.name).toBeNull();
      const preprocessing = run.readPreprocessing()!;
      const [program] = generateTarget({ experiment: run.readExperiment(), preprocessing }, 'pytorch');
      const script = path.join(run.path, 'code', program!.path);
      mkdirSync(path.dirname(script), { recursive: true });
      writeFileSync(script, program!.text);
      runs.push({ run: run.path, summary, script, saved: path.join(folder, 'saved.csv') });
    }
    const outputs = await runScripts(
      runs.map(({ script, saved }) => ({ script, arguments: ['--weights', '--save', saved] })),
    );
    runs.forEach(({ run, summary, saved }, i) => done.push({ run, summary, saved, output: outputs[i]! }));
  }, 600_000);

  it.each(kindCases.map(({ name }, i) => [name, i] as const))('%s: scores of the summary', (_, i) => {
    const { output, summary } = done[i]!;
    const { metrics, baselines } = summary;
    let compared = 0;
    for (const [, part = '', line = ''] of output.matchAll(/^(train|validation|test) +(.*)$/gm)) {
      const split = part as 'train' | 'validation' | 'test';
      let metric: MetricName = 'rmse';
      for (const [, name = '', value] of line.matchAll(/(bits per character|\w+) ([-\d.e]+|nan)/g)) {
        metric = names[name] ?? metric;
        const own = (name === 'naive' ? baselines.naive : metrics)[split]?.[metric];
        if (own == null) continue;
        compared++;
        // float32 sums; what is counted is the same.
        expect(Number(value), `${part} ${name} ${metric}`).toBeCloseTo(own, 4);
      }
    }
    expect(compared).toBeGreaterThan(2);
  });

  it.each(kindCases.flatMap(({ name, experiment }, i) => (experiment.task === 'generate' ? [] : [[name, i] as const])))(
    '%s: the predictions of the run',
    (_, i) => {
      const { run, saved } = done[i]!;
      const { rows, worst, otherTexts } = compare(path.join(run, 'predictions.csv'), saved);
      expect(otherTexts).toEqual([]);
      expect(rows).toBeGreaterThan(10);
      expect(worst).toBeLessThan(1e-5);
      expect(readFileSync(saved, 'utf8').split('\n')[0]).toBe(
        readFileSync(path.join(run, 'predictions.csv'), 'utf8').split('\n')[0],
      );
    },
  );
});
