import { expect, it } from 'vitest';

import type { GradientTrace } from '../../../src/spec/inspection';
import { GradientHistory } from '../../../webview-ui/inspect/gradientHistory';
import { gradientSentence, layerWords, shareLeft } from '../../../webview-ui/inspect/gradientWords';

const falling = (ratio: number, steps = 96): number[] =>
  Array.from({ length: steps }, (_, t) => ratio ** (1 - t / (steps - 1)));

it.each([
  [falling(1e-6), 'The gradient at the first of 96 steps is 0.0001% of that at the last: it vanishes'],
  [falling(1e-9), 'is under 0.0001% of that at the last: it vanishes'],
  [falling(0.02), 'is 2% of that at the last: it fades'],
  [falling(0.8), 'is about that at the last: it reaches all steps.'],
  [falling(0.3), 'is 30% of that at the last: it reaches all steps.'],
  [falling(50), 'is 50 times that at the last: it grows'],
  [[0, 0, 1], 'Nothing of the gradient reaches the first of 3 steps'],
  [[1, 0], 'Over 2 steps no gradient could be measured.'],
  [[null, 1], 'Over 2 steps no gradient could be measured.'],
  [[1], 'With one step there is no way back'],
  [[], 'With one step there is no way back'],
])('%#: says what the norms mean', (norms, words) => {
  expect(gradientSentence(norms)).toContain(words);
});

it('calls layers as the form does', () => {
  expect(layerWords('simple_rnn', 0, 1)).toBe('SimpleRNN');
  expect(['lstm', 'bidirectional', 'gru'].map((name, i) => layerWords(name, i, 3))).toEqual([
    '1. LSTM',
    '2. Bidirectional',
    '3. GRU',
  ]);
});

it('compares the first step with the last', () => {
  expect(shareLeft([0.5, 3, 2])).toBe(0.25);
  expect(shareLeft([])).toBeNull();
});

const trace = (epoch: number): GradientTrace => ({ epoch, layers: [{ name: 'lstm', norms: [epoch] }] });
const epochs = ({ traces }: GradientHistory): number[] => traces.map(({ epoch }) => epoch);

it('puts what came while the file was read behind what stands in it', async () => {
  const history = new GradientHistory();
  let resolve: (traces: GradientTrace[]) => void = () => undefined;
  const promise = new Promise<GradientTrace[]>((done) => (resolve = done));
  let reads = 0;
  const read = (): Promise<GradientTrace[]> => {
    reads += 1;
    return promise;
  };
  const changed = new Promise<void>((done) => history.load(read, done));
  history.load(read, () => undefined);
  expect([reads, history.loading]).toEqual([1, true]);
  history.append(trace(3));
  history.append(trace(4));
  resolve([trace(1), trace(3)]);
  await changed;
  expect([epochs(history), history.loading]).toEqual([[1, 3, 4], false]);
});

it('forgets what was asked for another run', async () => {
  const history = new GradientHistory();
  let resolve: (traces: GradientTrace[]) => void = () => undefined;
  const promise = new Promise<GradientTrace[]>((done) => (resolve = done));
  history.load(
    () => promise,
    () => {
      throw new Error('told of another run');
    },
  );
  history.reset();
  resolve([trace(9)]);
  await promise;
  expect([epochs(history), history.loading]).toEqual([[], false]);
  const error = { message: 'The file is damaged.', hint: 'Train again.', defect: false };
  await new Promise<void>((done) => history.load(() => Promise.resolve({ error }), done));
  expect(history.error).toBe(error);
});
