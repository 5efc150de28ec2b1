import fs from 'node:fs';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { RunFolder } from '../../../src/runs/runFolder';
import { monthlyCsv, temporaryFolder } from '../training/series';
import { dist, finish, oneStep, sets, startIn } from './sequenceLab';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** The built command line with these files of the fused engine beside it, some of them other than they should be. */
function installed(kernels: Record<string, string | Buffer>): string {
  const folder = fs.mkdtempSync(path.join(root, 'dist-'));
  for (const name of fs.readdirSync(dist)) {
    if (/^cli.*\.js$|^tfjs-/.test(name)) fs.copyFileSync(path.join(dist, name), path.join(folder, name));
  }
  for (const [name, content] of Object.entries(kernels)) fs.writeFileSync(path.join(folder, name), content);
  return folder;
}

const built = (name: string): Buffer => fs.readFileSync(path.join(dist, name));
const both = () => ({
  'fused-relaxed.wasm': built('fused-relaxed.wasm'),
  'fused-simd.wasm': built('fused-simd.wasm'),
});

async function trained(cli: string, ...args: string[]) {
  const folder = fs.mkdtempSync(path.join(root, 'case-'));
  fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(120));
  const settings = [...sets('training.epochs=3', 'model.layers.0.units=5', 'window.timeSteps=6'), ...oneStep];
  const { code, stdout, stderr } = await finish(startIn(cli, folder, 'train', 'sales.csv', ...settings, ...args));
  expect(stderr).toContain('Done: 3 of 3 epochs');
  expect(code).toBe(0);
  const run = RunFolder.open(stdout.trim());
  const summary = run.readSummary();
  if (!summary) throw new Error('a run without a summary');
  return { stderr, summary };
}

describe('what computes', () => {
  it('is the fused engine, whose kernels, threads and speed are told', async () => {
    const { summary, stderr } = await trained(installed(both()), '--threads', '2');
    expect(summary.engine).toMatchObject({
      name: 'fused',
      backend: expect.stringMatching(/WebAssembly.*SIMD/) as string,
    });
    expect(summary.engine.threads).toBeGreaterThanOrEqual(1);
    expect(summary.engine.threads).toBeLessThanOrEqual(2);
    expect(summary.engine.gflops).toBeGreaterThan(0);
    expect(summary.notes).toEqual([]);
    expect(stderr).toMatch(/ on the fused engine \(WebAssembly.*SIMD\), [12] threads?, \d[\d.e-]* GFLOP\/s\n/);
  });

  it('takes plain SIMD where that is all there is, and TensorFlow.js where it is asked for, with the same result', async () => {
    const cli = installed({ 'fused-simd.wasm': built('fused-simd.wasm') });
    const plain = await trained(cli);
    expect(plain.summary.engine).toMatchObject({ name: 'fused', backend: 'WebAssembly, SIMD' });
    const tensorflow = await trained(cli, '--set', 'engine=tensorflow');
    expect(tensorflow.summary.engine.name).toBe('tensorflow');
    expect(tensorflow.summary.engine.gflops).toBeGreaterThan(0);
    expect(tensorflow.summary.notes).toEqual([]);
    const [a, b] = [plain.summary.metrics.test?.rmse ?? NaN, tensorflow.summary.metrics.test?.rmse ?? NaN];
    // Ten updates of sums of some hundred products, in another order.
    expect(Math.abs(a - b) / b).toBeLessThan(1e-5);
  });

  it.each([
    ['are missing', () => ({})],
    [
      'are damaged',
      () => ({ 'fused-relaxed.wasm': 'no wasm', 'fused-simd.wasm': built('fused-simd.wasm').subarray(0, 500) }),
    ],
    ['are empty', () => ({ 'fused-relaxed.wasm': '', 'fused-simd.wasm': '' })],
  ])('is TensorFlow.js where the kernels %s, and the run says so', async (_what, kernels) => {
    for (const engine of ['auto', 'fused']) {
      const { summary, stderr } = await trained(installed(kernels()), '--set', `engine=${engine}`);
      expect(summary.engine.name).toBe('tensorflow');
      expect(summary.state).toBe('done');
      expect(summary.notes).toEqual([
        expect.stringMatching(/^The fused engine could not be loaded, so TensorFlow\.js trained instead: .*wasm/),
      ]);
      expect(stderr).toContain('Note: The fused engine could not be loaded');
    }
  });

  it('is TensorFlow.js for decoders too: it trains, translates and says where it looked', async () => {
    const folder = fs.mkdtempSync(path.join(root, 'case-'));
    const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
    const pairs = Array.from(
      { length: 60 },
      (_, i) => `say ${words[i % 7]} and ${i},dire ${words[(i * 3) % 7]} et ${i}`,
    );
    fs.writeFileSync(path.join(folder, 'pairs.csv'), ['english,french', ...pairs, ''].join('\n'));
    const settings = ['task=translate', 'training.epochs=2', 'model.decoder.attention=luong', 'model.decoder.beam=2'];
    const train = ['train', 'pairs.csv', ...sets(...settings)];
    const { code, stderr, stdout } = await finish(startIn(installed({}), folder, ...train));
    expect(stderr).toContain('Done: 2 of 2 epochs');
    expect(code).toBe(0);
    const run = RunFolder.open(stdout.trim());
    expect(run.readSummary()).toMatchObject({ state: 'done', engine: { name: 'tensorflow' } });
    expect(fs.existsSync(path.join(stdout.trim(), 'attention.json'))).toBe(true);
    expect(fs.readFileSync(path.join(stdout.trim(), 'predictions.csv'), 'utf8').split('\n').length).toBeGreaterThan(5);
  });

  it('is nothing where the kernels are missing and TensorFlow.js has not what it takes', async () => {
    const folder = fs.mkdtempSync(path.join(root, 'case-'));
    fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(200));
    const windows = ['window.timeSteps=6', 'window.stride=6', 'training.shuffle=false', 'training.stateful=true'];
    const train = ['train', 'sales.csv', ...sets(...windows)];
    const { code, stderr } = await finish(startIn(installed({}), folder, ...train));
    expect(code).not.toBe(0);
    expect(stderr).toContain('The TensorFlow.js engine cannot compute states that last from batch to batch.');
    expect(stderr).toContain('it could not be loaded');
    expect(stderr).not.toContain('Set "engine"');
  });
});
