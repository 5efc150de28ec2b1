import { expect, it } from 'vitest';

import { type PredictionQuery, type PredictionSeries, webviewMethods as methods } from '../../../src/protocol/webview';
import type { PageHost } from './pageHost';
import { servedPages } from './pages';
import { predictions, states } from './states';

/** Most points of a line that a chart is given, however many there are: what keeps a frame short on any machine. */
const mostPoints = 5_000;
const attempts = 3;

const pages = servedPages();

interface Load {
  readonly method: string;
  readonly epochs: number;
  readonly messages: number;
  readonly gapMs: number;
}

/** Measures and tells the longest frames; how quick the machine was does not decide, how much was drawn does. */
async function measured(what: string, host: PageHost, chart: string, measure: () => Promise<number>): Promise<void> {
  const gaps: number[] = [];
  while (gaps.length < attempts) gaps.push(await measure());
  console.log(`${what}: longest frame ${gaps.map((gap) => gap.toFixed(0)).join(', ')} ms (aim: under 50)`);
  const drawn = await host.page.evaluate((selector) => {
    const element = document.querySelector(selector) as unknown as {
      chart: { data: { datasets: { data: unknown[] }[] } };
    };
    return element.chart.data.datasets.map(({ data }) => data.length);
  }, chart);
  expect(Math.max(...drawn)).toBeGreaterThan(100);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(mostPoints);
}

async function openTraining(): Promise<PageHost> {
  const state = states['training'];
  if (!state) throw new Error('no state');
  return pages.open({ state, predictions });
}

/** Longest gap between two animation frames while 10,000 epochs arrive. */
async function longestGap(host: PageHost, load: Load): Promise<number> {
  const state = states['training'];
  if (!state?.draft) throw new Error('no state');
  const draft = { ...state.draft, training: { ...state.draft.training, epochs: load.epochs } };
  await host.send({ ...state, draft, phase: 'starting', history: [], progress: null });
  await host.settle();
  const gap = await host.page.evaluate(pushEpochs, load);
  expect(await host.page.textContent('#status')).toContain(`Epoch 10,000 of 10,000`);
  return gap;
}

it.each<[string, Omit<Load, 'method' | 'epochs'>]>([
  ['in 20 messages a second', { messages: 50, gapMs: 50 }],
  ['all at once, in bursts of 1,000', { messages: 10, gapMs: 0 }],
])('draws few points of 10,000 epochs that arrive %s', async (name, load) => {
  const host = await openTraining();
  await measured(`10,000 epochs ${name}`, host, 'lab-loss-chart', () =>
    longestGap(host, { method: methods.progress, epochs: 10_000, ...load }),
  );
  expect(host.errors).toEqual([]);
  await host.close();
});

it('draws few points of 1,000,000 predictions while it zooms and moves', async () => {
  const total = 1_000_000;
  const many = ({ split, target, step, series, from, to, points }: PredictionQuery): PredictionSeries => {
    const end = Math.min(to, total);
    const every = Math.max(1, Math.ceil((end - from) / points));
    const index = Array.from({ length: Math.ceil((end - from) / every) }, (_, i) => from + i * every);
    const actual = index.map((i) => Math.sin(i / 5000) + Math.sin(i * 12.9898) * 0.2);
    const predicted = actual.map((y) => y * 0.9);
    return { split, target, step, series, from, total, to: end, index, time: index.map(String), actual, predicted };
  };
  const done = states['done'];
  if (!done) throw new Error('no state');
  const series = many({ split: 'test', target: 'Sunspots', step: 1, series: null, from: 0, to: total, points: 20_000 });
  const host = await pages.open({
    state: { ...done, predictions: [series] },
    predictions: many,
  });
  await host.settle();
  await measured('zooming in 1,000,000 predictions', host, 'lab-prediction-chart', () => host.page.evaluate(pressKeys));
  expect(host.errors).toEqual([]);
  await host.close();
});

/** Runs in the page: 40 keys, one every second frame, and the longest gap between frames. */
async function pressKeys(): Promise<number> {
  const chart = document.querySelector('.zoomable');
  let longest = 0;
  let last = performance.now();
  for (let i = 0; i < 80; i++) {
    const key = ['+', '+', '+', 'ArrowRight', 'ArrowRight', 'ArrowLeft', '-', '-'][(i / 2) % 8];
    if (key) chart?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  chart?.dispatchEvent(new KeyboardEvent('keydown', { key: '0', bubbles: true }));
  return longest;
}

/** Runs in the page, so that the way through the test's own process does not count. */
async function pushEpochs({ method, epochs, messages, gapMs }: Load): Promise<number> {
  const each = epochs / messages;
  let longest = 0;
  let last = performance.now();
  let going = true;
  const frame = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (going) requestAnimationFrame(frame);
  };
  await new Promise((resolve) => requestAnimationFrame(resolve));
  last = performance.now();
  requestAnimationFrame(frame);
  for (let message = 0; message < messages; message++) {
    const finished = Array.from({ length: each }, (_, i) => {
      const epoch = message * each + i + 1;
      const loss = 0.1 + Math.exp(-epoch / 900) + Math.sin(epoch * 12.9898) * 0.02;
      return { epoch, loss, valLoss: loss * 1.1, learningRate: 0.001, gradientNorm: 0.1, seconds: 0.001 };
    });
    const progress = {
      phase: 'training',
      rows: 2820,
      epochs: finished,
      epoch: Math.min(epochs, (message + 1) * each),
      epochShare: 0.5,
      runningLoss: 0.2,
      windowsPerSecond: 100_000,
      secondsLeft: 1,
      engine: null,
    };
    window.postMessage({ jsonrpc: '2.0', method, params: progress }, '*');
    if (gapMs > 0) await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  going = false;
  return longest;
}
