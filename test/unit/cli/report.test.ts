import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { printable, report } from '../../../src/cli/report';
import { listedScore, scoreCell, scoreHeading, scoreText, scoresTable } from '../../../src/cli/scores';
import type { Summary } from '../../../src/spec/run';
import { emptySummary } from '../../../src/training/summary';
import { lastSamples, samplesText } from '../../../src/training/sampleWriter';

const done = (change: Partial<Summary>): Summary => ({
  ...emptySummary(),
  state: 'done',
  name: 'x',
  targets: ['y'],
  windows: { train: 80, validation: 0, test: 2_000 },
  ...change,
});

const forecast = done({
  metrics: { test: { rmse: 12.345, mae: 9, smape: 3.21, mase: null, r2: 0.5 } },
  baselines: { naive: { test: { rmse: 20, mae: 15, smape: 6, mase: 1, r2: 0 } }, seasonalNaive: null },
});
const classify = done({
  task: 'classify',
  mainMetric: 'accuracy',
  targets: ['sentiment'],
  metrics: { test: { accuracy: 0.8765, f1: 0.871, auc: 0.93 } },
  baselines: { naive: { test: { accuracy: 0.5, f1: 1 / 3 } }, seasonalNaive: null },
});
const generate = done({
  task: 'generate',
  mainMetric: 'bitsPerCharacter',
  metrics: { test: { bitsPerCharacter: 2.0412 } },
  baselines: { naive: {}, seasonalNaive: null },
});

describe('scores of a task', () => {
  it('stand with their units beside those of the naive answer', () => {
    expect(scoresTable(forecast)).toBe(
      [
        'y, test part (2,000 windows)   RMSE  MAE  sMAPE %  MASE   R²',
        'network                       12.35    9     3.21     –  0.5',
        'repeat the last value            20   15        6     1    0',
      ].join('\n'),
    );
    expect(scoresTable(classify)).toBe(
      [
        'sentiment, test part (2,000 examples)  Accuracy %      F1   AUC',
        'network                                     87.65   0.871  0.93',
        'the most frequent label                        50  0.3333     –',
      ].join('\n'),
    );
    expect(scoresTable(generate)).toBe(
      ['y, test part (2,000 pieces)  Bits per character', 'network                                   2.041'].join('\n'),
    );
  });

  it('stay readable where the network went astray', () => {
    const lost = { test: { rmse: 9.8453e38, mae: 1_234_567.8, smape: 200, r2: -4.766e75 } };
    const [, network] = scoresTable({ ...forecast, metrics: lost }).split('\n');
    expect(network).toMatch(/^network +9\.845e\+38 +1,234,568 +200 +-4\.766e\+75$/);
  });

  it('are of the validation part where there is no test part, and none of a run without', () => {
    const { test } = forecast.metrics;
    expect(scoresTable({ ...forecast, metrics: { ...(test ? { validation: test } : {}) } })).toContain(
      'validation part',
    );
    expect(scoresTable(done({}))).toBe('y, train part (80 windows)');
  });

  it('are listed by what the task is judged by', () => {
    expect(listedScore(classify, true)).toEqual(['Accuracy 87.65 %', '50']);
    expect(listedScore(forecast, false)).toEqual(['12.35', '20']);
    expect(listedScore(done({}), false)).toEqual(['–', '–']);
    expect(scoreHeading('coverage')).toBe('Coverage %');
    expect(scoreCell('smape', 12.3)).toBe('12.3');
    expect(scoreText('bleu', 31.25)).toBe('BLEU 31.25');
  });
});

describe('the report', () => {
  it('names what was left out, and counts it', () => {
    const excluded = [{ reason: 'rows without a text in "review"', count: 1234, examples: ['line 3', 'line 9'] }];
    const text = report('/runs/x', done({ ...classify, excluded }), []);
    expect(text).toContain('Left out: 1,234 rows without a text in "review" (line 3, line 9, …)');
    const one = [{ reason: 'rows without a text in "review"', count: 1, examples: ['line 3'] }];
    const single = report('/runs/x', done({ ...classify, excluded: one }), []);
    expect(single).toContain('Left out: 1 row without a text in "review" (line 3)');
  });

  it('shows what the network writes, and how to write more', () => {
    const texts = samplesText('Epoch 5', ['X:1']) + samplesText('Epoch 10', ['X:1\nK:D\n|abc|', 'X:2']);
    const text = report('/runs/x', generate, ['samples.txt', 'predictions.csv'], lastSamples(texts));
    expect(text).toContain('Epoch 10\n========\n\n[1]\nX:1\nK:D\n|abc|\n\n[2]\nX:2');
    expect(text).not.toContain('Epoch 5');
    expect(text).toMatch(/generate \/runs\/x/);
    expect(text).toMatch(/samples\.txt +texts that the network wrote/);
    expect(text).not.toContain('backtest');
  });

  it('names all that was written to take away, each with what it is', () => {
    const code = ['keras_model.py', 'pytorch_model.py', 'tfjs_model.ts', 'notebook.ipynb', 'browser.html'];
    const files = ['README.md', 'trainer.log', ...[...code, 'package.json'].map((name) => path.join('code', name))];
    const lines = report('/runs/x', forecast, files).split('\n');
    const listed = lines.slice(lines.indexOf('/runs/x') + 1, lines.indexOf('Next:') - 1);
    expect(listed.map((line) => /^ {2}(\S+) {2,}\S/.exec(line)?.[1])).toEqual([
      ...code.map((name) => path.join('code', name)),
      'README.md',
    ]);
    expect(report('/runs/x', forecast, ['predictions.csv'])).not.toMatch(/code|README/);
  });

  it('offers a backtest of a forecast with a test part', () => {
    expect(report('/runs/a b', { ...forecast, task: 'forecast' }, [])).toContain("backtest '/runs/a b'");
  });

  it('says how to train longer than it did', () => {
    expect(report('/runs/x', { ...forecast, epochs: 600 }, [])).toContain('--set training.epochs=1200 ');
  });

  it('lets no text move the cursor', () => {
    expect(printable('a\u001b[2Jb\r\nc\rd\te\u0007')).toBe('a\uFFFD[2Jb\nc\nd\te\uFFFD');
    expect(report('/runs/x', generate, [], 'x\u001b]0;title\u0007')).not.toContain('\u001b');
  });
});

describe('the last samples', () => {
  it.each([
    ['', ''],
    ['no heading', 'no heading'],
    [`${samplesText('Epoch 1', ['a'])}${samplesText('Epoch 2', [])}`, 'Epoch 2\n=======\n\n\n'],
  ])('of %j', (text, last) => {
    expect(lastSamples(text)).toBe(last);
  });
});
