import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import type { Browser } from 'playwright-core';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { library } from '../../src/codegen/tfjs/browser/library';
import { parseExperiment } from '../../src/spec/parse';
import { resolveExperiment } from '../../src/spec/resolve';
import { libraryFile, libraryVersion, openPage, withoutChromium } from './browserPage';
import { type ProofCase, proofCases } from './proof/experiments';
import { samplesOf } from '../../src/runs/samplesFile';
import { runFiles } from '../../src/spec/run';
import { type TrainedRun, predictionsOf, trained } from './proof/trained';

type Row = Readonly<Record<string, string>>;
const readCsv = (text: string): Row[] => Papa.parse<Row>(text, { header: true, skipEmptyLines: true }).data;

/** One experiment of every form, those of GRUs with resetAfter first: their cells are no layers of TensorFlow.js' own. */
const forms = new Map<string, ProofCase>();
for (const one of proofCases()) {
  const form = one.name.split(' · ')[0] ?? '';
  if (!forms.has(form) || one.name.includes('× gru ·')) forms.set(form, one);
}

/** Of the largest value: float32 keeps 7 digits, and so does the page. */
const tolerance = 1e-5;

describe('TensorFlow.js in the page', () => {
  it('is the release that is installed here, byte by byte', () => {
    expect(library.version).toBe(libraryVersion);
    expect(library.url).toContain(`@tensorflow/tfjs@${libraryVersion}/dist/tf.min.js`);
    expect(library.integrity).toBe(`sha384-${createHash('sha384').update(readFileSync(libraryFile)).digest('base64')}`);
  });
});

describe.skipIf(withoutChromium !== null)('the page in Chromium says what the run predicted', () => {
  let browser: Browser;
  const written: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  const answered = [...forms].filter(([form]) => !form.startsWith('write'));
  it.each(answered.map(([form, one], i) => [form, one, i] as const))(
    '%s',
    async (_, one, i) => {
      const run = await trained(one, `browser-${i}`);
      const file = path.join(run.folder, 'code/browser.html');
      if (!existsSync(file)) return;
      written.push(one.name);
      const text = readFileSync(file, 'utf8');
      expect(text).toBe(await format(text, { filepath: file }));

      const { ask, close } = await openPage(browser, run.folder);
      try {
        const questions = questionsOf(one, run);
        expect(questions.length).toBeGreaterThan(0);
        for (const { text: asked, series, answers } of questions) {
          const said = await ask(asked, series);
          expectSame(said.split('\n'), answers);
        }
      } finally {
        await close();
      }
    },
    120_000,
  );

  const writing = proofCases().filter(({ name }) => name.startsWith('write words'));

  /** What the page of a network makes of a beginning, beside the texts that the run wrote. */
  async function writtenOn(one: ProofCase, place: string, sampling: { temperature: number; topK: number | null }) {
    const changed = { ...one.experiment.sampling, ...sampling, length: 6, start: 'two' };
    const run = await trained({ ...one, experiment: { ...one.experiment, sampling: changed } }, place);
    const file = path.join(run.folder, 'code/browser.html');
    const text = readFileSync(file, 'utf8');
    expect(text).toBe(await format(text, { filepath: file }));
    const { ask, close } = await openPage(browser, run.folder);
    const said = await ask('two');
    // States of one text are none of the next.
    if (sampling.temperature === 0) expect(await ask('two')).toBe(said);
    expect(await ask('two zwei')).toBe('The network does not know all of this beginning.');
    await close();
    const [last] = samplesOf(readFileSync(path.join(run.folder, runFiles.samples), 'utf8')).slice(-1);
    return { said, texts: last?.texts };
  }

  it.each(writing.map((one, i) => [one.name, one, i] as const))('%s: writes the likeliest on', async (_, one, i) => {
    const { said, texts } = await writtenOn(one, `browser-writes-${i}`, { temperature: 0, topK: null });
    expect(said).toBe(texts?.[0]);
  });

  it('draws what it writes on where it is warm', async () => {
    const one = writing[0]!;
    const { said } = await writtenOn(one, 'browser-writes-warm', { temperature: 0.8, topK: 4 });
    const words = new Set(readCsv(one.csv).flatMap((row) => row['words']!.split(' ')));
    expect(said.split(' ').filter((word) => !words.has(word))).toEqual([]);
    expect(said).toMatch(/^two\b/);
  });

  it('is written for forecasts, texts and series', () => {
    const names = written.map((name) => name.split(' · ')[0]);
    for (const form of [
      'next step',
      'repeat',
      'recursive',
      'scaled by window',
      'quantiles',
      'many series',
      'classify words',
    ])
      expect(names).toContain(form);
    for (const form of [
      'classify characters, balanced',
      'classify series',
      'classify rows',
      'label classes',
      'label numbers',
    ])
      expect(names).toContain(form);
    expect(written.some((name) => name.includes('× gru ·'))).toBe(true);
  });
});

describe.skipIf(withoutChromium !== null)('the page with names that others have chosen', () => {
  const html = [
    '</script><img src=x onerror=hit()>',
    '<!--<script>',
    '"; hit() //',
    '${hit()}',
    '&lt;b&gt;',
    '__proto__',
  ];
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  /** Rows of numbers in a column of each name, or of categories with each name. */
  async function hostilePage(byCategory: boolean) {
    const header = [...html, 'sky'];
    const rows = Array.from({ length: 40 }, (_, t) => [...html.map((_name, k) => (t * (k + 3)) % 11), html[t % 5]]);
    const inputs = byCategory ? [...html.slice(0, 5), 'sky'] : html;
    const one: ProofCase = {
      name: 'hostile',
      csv: Papa.unparse([header, ...rows]),
      experiment: resolveExperiment(
        parseExperiment({
          version: 1,
          task: 'forecast',
          data: { file: 'data.csv', inputs, targets: html.slice(0, 2) },
          window: { timeSteps: 3 },
          model: { layers: [{ units: 2 }] },
          training: { epochs: 1 },
        }),
      ),
    };
    const run = await trained(one, `browser-hostile-${byCategory}`);
    const opened = await openPage(browser, run.folder);
    await opened.page.evaluate('globalThis.hits = 0; globalThis.hit = () => { hits++; }');
    const predictions = readCsv(readFileSync(predictionsOf(run), 'utf8')).filter(({ split }) => split === 'test');
    const at = Number(predictions[0]!['time']) - 1;
    const columns = byCategory ? [0, 1, 2, 3, 4, 6] : [0, 1, 2, 3, 4, 5];
    const text = Papa.unparse(rows.slice(at - 3, at).map((row) => columns.map((k) => row[k])));
    return { ...opened, text, predictions, inputs };
  }

  it.each([false, true])('neither becomes HTML nor runs, by category: %s', async (byCategory) => {
    const { page, ask, text, predictions, inputs, close } = await hostilePage(byCategory);
    expect(await page.locator('textarea').getAttribute('placeholder')).toBe(inputs.join(','));
    const said = (await ask(text)).split('\n');
    said.forEach((line, k) => {
      expect(line.startsWith(`${html[k]}: `)).toBe(true);
      const value = Number(line.slice(html[k]!.length + 2));
      expect(Math.abs(value / Number(predictions[k]!['predicted']) - 1)).toBeLessThan(tolerance);
    });
    expect(said.length).toBe(2);
    expect(await ask('<img src=x onerror=hit()>')).toMatch(/^(Each row has 6 values\.|"<img .*)$/);
    expect(await page.locator('img, b').count()).toBe(0);
    expect(await page.evaluate('hits')).toBe(0);
    await close();
  });

  it('says what is wrong with what is pasted, and goes on', async () => {
    const { ask, text, close } = await hostilePage(true);
    const [first = '', ...others] = text.split(/\r?\n/);
    expect(await ask('')).toBe('3 rows are needed.');
    expect(await ask(others.join('\n'))).toBe('3 rows are needed.');
    expect(await ask([first.replace(/^\d+/, ''), ...others].join('\n'))).toBe('"" is no number.');
    expect(await ask([first.replace(/^\d+/, '1e999'), ...others].join('\n'))).toBe('"1e999" is no number.');
    expect(await ask([`${first},1`, ...others].join('\n'))).toBe('Each row has 6 values.');
    expect(await ask(['1,2,3,4,5,snow', ...others].join('\n'))).toContain('"snow" is none of ');
    // More rows than are needed: the last ones count.
    expect(await ask(`${first}\n${text}\n\n`)).toBe(await ask(text));
    await close();
  }, 60_000);
});

/** What is put into the page, and what it should say, line by line: texts, and numbers that come up to them. */
interface Question {
  readonly text: string;
  readonly series?: string;
  readonly answers: readonly string[];
}

const most = 3;

function questionsOf(one: ProofCase, run: TrainedRun): Question[] {
  const { task, model, data, window, training } = one.experiment;
  const { timeSteps, horizon } = window;
  const predictions = readCsv(readFileSync(predictionsOf(run), 'utf8')).filter(({ split }) => split === 'test');
  const rows = readCsv(one.csv);
  const known = Object.keys(predictions[0] ?? {});
  const classes = known.slice(known.indexOf('predicted') + 1);
  const likeliest = (row: Row): string =>
    `${row['predicted']}  (${classes.map((name) => `${name} ${row[name]}`).join(', ')})`;
  const fed = [...new Set([...data.inputs, ...data.static])];
  const paste = (some: readonly Row[]): string => Papa.unparse(some.map((row) => fed.map((name) => row[name])));
  if (model.tokens)
    return predictions.slice(0, most).map((row) => ({ text: row['source']!, answers: [likeliest(row)] }));

  const inOrder = (series: string): Row[] => {
    const own = data.series === null ? rows : rows.filter((row) => row[data.series ?? ''] === series);
    const { time } = data;
    return time === null ? own : own.toSorted((a, b) => a[time]!.localeCompare(b[time]!, 'en', { numeric: true }));
  };
  const place = (row: Row): number => {
    const own = inOrder(row['series']!);
    return data.time === null
      ? own.indexOf(rows[Number(row['time']) - 1]!)
      : own.findIndex((other) => other[data.time!] === row['time']);
  };
  if (task === 'forecast') {
    // A page is given whole rows: who has gaps fills them beforehand.
    const isWhole = (start: Row): boolean => {
      const at = place(start);
      const given = inOrder(start['series']!).slice(at - timeSteps, at);
      return given.every((row) => fed.every((name) => row[name] !== ''));
    };
    const starts = predictions.filter(
      (row) => row['step'] === '1' && (!row['target'] || row['target'] === data.targets[0]) && isWhole(row),
    );
    return starts.slice(0, most).map((start) => {
      const at = place(start);
      const own = inOrder(start['series']!);
      const answers = Array.from({ length: horizon }, (_, step) =>
        data.targets.map((target) => {
          const found = predictions.filter(
            (row) =>
              row['series'] === start['series'] &&
              row['step'] === String(step + 1) &&
              (!row['target'] || row['target'] === target) &&
              place(row) === at + step,
          );
          expect(found.length).toBe(1);
          const { lower, predicted, upper } = found[0]!;
          const values = training.loss === 'quantile' ? [lower, predicted, upper].join('  ') : predicted;
          return `${horizon > 1 ? `${step + 1} ahead  ` : ''}${target}: ${values}`;
        }),
      ).flat();
      const text = paste(own.slice(at - timeSteps, at));
      return { text, ...(data.scaleBy === 'series' ? { series: start['series']! } : {}), answers };
    });
  }
  if (task === 'classify') {
    return predictions.slice(0, most).map((row) => {
      const own = data.series === null ? [rows[Number(row['time']) - 1]!] : inOrder(row['series']!);
      return { text: paste(own), answers: [likeliest(row)] };
    });
  }
  const names = [...new Set(predictions.map(({ series }) => series!))];
  return names.slice(0, most).map((name) => {
    const own = predictions.filter(({ series }) => series === name);
    const answers =
      classes.length > 0 ? own.map(likeliest) : own.map((row) => `${data.targets[0]}: ${row['predicted']}`);
    return { text: paste(inOrder(name)), answers };
  });
}

const number = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

/** The same texts, and the same numbers within the tolerance of the largest. */
function expectSame(said: readonly string[], answers: readonly string[]): void {
  expect(said.map((line) => line.replaceAll(number, '#'))).toEqual(answers.map((line) => line.replaceAll(number, '#')));
  const numbersOf = (lines: readonly string[]): number[] =>
    lines.flatMap((line) => (line.match(number) ?? []).map(Number));
  const expected = numbersOf(answers);
  const largest = Math.max(...expected.map(Math.abs));
  numbersOf(said).forEach((value, i) => {
    expect(Math.abs(value - expected[i]!) / largest, `${value}, not ${expected[i]}`).toBeLessThanOrEqual(tolerance);
  });
}
