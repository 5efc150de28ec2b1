import fs from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { asTable, asText } from '../../../src/runs/readme/markdown';
import { readmeText } from '../../../src/runs/readme/readme';
import { asTitle } from '../../../src/spec/asTitle';
import { runFiles, type Summary } from '../../../src/spec/run';
import { hostileNames } from '../../codegen/cases';
import { monthlyCsv, temporaryFolder, train } from '../training/series';
import { experiment, summary } from './helpers';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the README of a run', () => {
  it('says what was trained, on what, how good it is, what each file is and how programs are run', async () => {
    fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(120));
    const { run, summary: done } = await train(folder);
    const text = fs.readFileSync(run.file(runFiles.readme), 'utf8');
    const rmse = done.metrics.test?.rmse ?? NaN;
    const naive = done.baselines.naive.test?.rmse ?? NaN;
    expect(text).toContain('# sales\n\nPredicts Sales from the last 4 rows of Sales with GRU 3.');
    expect(text).toContain(asText(done.verdict, 1000));
    const cells = (line: string | undefined): string[] => (line ?? '').split('|').map((cell) => cell.trim());
    const lines = text.split('\n');
    const rmseColumn = cells(lines.find((line) => line.startsWith('| Part'))).indexOf('RMSE');
    const scoreOf = (who: string): number =>
      Number(cells(lines.find((line) => line.startsWith(`| test | ${who}`)))[rmseColumn]);
    // Four digits.
    expect(scoreOf('**network**')).toBeCloseTo(rmse, -Math.floor(Math.log10(rmse)) + 2);
    expect(scoreOf('repeat the last value')).toBeCloseTo(naive, -Math.floor(Math.log10(naive)) + 2);
    expect(text).toContain('- File: sales.csv, 120 rows');
    expect(text).toContain(done.sha256);
    const [needs] = /pip install .*/.exec(fs.readFileSync(run.file('code/keras_model.py'), 'utf8')) ?? [];
    expect(needs).toContain('keras');
    expect(text).toContain(`\n${needs}\npython keras_model.py`);
    expect(text).toMatch(/npm install\nnode tfjs_model\.ts/);
    expect(text).toContain('npx http-server\n```\n\nand open `http://localhost:8080/code/browser.html`');
    expect(text).not.toContain('There is no page');
    // Every file that is listed is there, and nothing of this machine is told.
    const listed = [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
    expect(listed).toEqual(expect.arrayContaining(['predictions.csv', 'code/keras_model.py', 'model/model.json']));
    expect(listed.filter((name) => !fs.existsSync(run.file(name)))).toEqual([]);
    expect(text).not.toContain(folder);
  });

  it('says what was not written, and why', () => {
    const notes = ['PyTorch code cannot express stateful training. The saved model is complete without it.'];
    const text = readmeText({
      experiment,
      summary: { ...summary, notes },
      files: ['code/keras_model.py', 'code/tfjs_model.ts'],
      programs: {},
    });
    expect(text).toContain('- PyTorch code cannot express stateful training.');
    expect(text).not.toContain('There is no program for PyTorch.');
    expect(text).toContain('- There is no program for Notebook.');
    expect(text).toContain('- There is no page for the browser: ');
  });

  it('is written of a run that failed, with what went wrong', async () => {
    fs.writeFileSync(path.join(folder, 'sales.csv'), 'Month,Sales,=Cost\n2000-01,x,y\n2000-02,1,2\n');
    const { run, summary: failed } = await train(folder);
    expect(failed.state).toBe('failed');
    const text = fs.readFileSync(run.file(runFiles.readme), 'utf8');
    expect(text).toContain('- The run failed: sales.csv has no column of numbers');
    expect(text).not.toContain(folder);
  });
});

const names = [
  ...hostileNames,
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](http://evil.example/x.png)',
  'a|b\\|c',
  '# heading',
  '- item',
  '1. item',
  '12) item',
  '12.',
  '3)',
  '5.2 % better',
  '28 % worse',
  '```',
  '`a``b`',
  '**bold** _it_ ~~s~~',
  '__proto__',
  'line\n\n# break',
  'a\r\nb\u2028c',
  '\u202egnirts',
  '&lt;&#60;&copy;',
  'https://evil.example www.evil.example me@evil.example',
  '$x^2$ $$y$$',
  ':smile: @user #1',
  'x'.repeat(5000),
  '',
];

describe('names that others have chosen', () => {
  const hostile = (name: string): string => {
    const summaryOf: Summary = {
      ...summary,
      name,
      file: `/data/${name}`,
      targets: [name, 'b'],
      verdict: `${name} is predicted.`,
      notes: [name],
      excluded: [{ reason: `rows of ${name}`, count: 2, examples: [name] }],
      metrics: { test: { rmse: 1 } },
      baselines: { naive: { test: { rmse: 2 } }, seasonalNaive: null },
      byTarget: { [`${name} `]: { metrics: { test: { rmse: 1 } }, naive: {}, seasonalNaive: null } },
      error: { message: name, hint: '', defect: false },
    };
    const { data } = experiment;
    const named = { ...experiment, data: { ...data, targets: [name], inputs: [name, 'b'], series: name } };
    return readmeText({ experiment: named, summary: summaryOf, files: ['code/keras_model.py'], programs: {} });
  };

  /** Lines without what is told of names: the structure of the document. */
  const structure = (text: string): string =>
    text
      .split('\n')
      .map((line) => /^(#+ |\| |- |```|$)/.exec(line)?.[0] ?? 'text')
      .join('\n');

  it.each(names.map((name) => [name.slice(0, 40), name]))('are text: %j', (_, name) => {
    const text = hostile(name);
    expect(text).not.toMatch(/[<>]/);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(structure(text)).toBe(structure(hostile('harmless')));
    // As many cells in each row of a table as in its head.
    for (const table of text.split('\n\n').filter((block) => block.startsWith('| '))) {
      const widths = new Set(table.split('\n').map((line) => line.split('|').length));
      expect([...widths], table).toHaveLength(1);
    }
  });

  // As VS Code and GitHub show it: HTML is taken for HTML, addresses become links.
  const renderer = new MarkdownIt({ html: true, linkify: true });

  it.each(names.map((name) => [name.slice(0, 40), name]))(
    'are shown as they are, and as nothing else: %j',
    (_, name) => {
      const html = renderer.render(
        `- before ${asText(name, 10_000)} behind\n\n${asTable([['h'], [asText(name, 10_000)]])}`,
      );
      const shown = name.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
      const escaped = renderer.utils.escapeHtml(shown);
      expect(html).toContain(`<li>before ${escaped} behind</li>`);
      expect(
        html.replace(/<\/?(ul|li|table|thead|tbody|tr|th|td)( style="text-align:(left|right)")?>/g, ''),
      ).not.toMatch(/[<>]/);
    },
  );

  it.each(names.map((name) => [name.slice(0, 40), name]))('are shown as they are in a heading: %j', (_, name) => {
    const shown = [...name.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()];
    const cut = (shown.length > 80 ? [...shown.slice(0, 79), '…'] : shown).join('');
    const heading = asTitle(name);
    expect(renderer.render(`# ${heading}\n`)).toBe(`<h1>${renderer.utils.escapeHtml(cut)}</h1>\n`);
    expect(heading).not.toMatch(/[<>\p{C}]/u);
    expect(heading.replace(/&#(60|62|38);/g, '')).not.toContain('&');
  });

  it('are read in the source of a heading too', () => {
    const shown = {
      'Prices in $, #1': 'Prices in $, #1',
      'C#': 'C#',
      'Größe [€/m²]': 'Größe \\[€/m²\\]',
      '##': '\\#\\#',
    };
    for (const [name, heading] of Object.entries(shown)) expect(asTitle(name)).toBe(heading);
    // Two would be taken for a formula.
    expect(asTitle('$x$')).toBe('\\$x\\$');
  });

  it('are nothing but the text of a heading, whatever they are', () => {
    const plain = new MarkdownIt({ html: true });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const shown = name.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
        expect(plain.render(`# ${asTitle(name)}\n`)).toBe(`<h1>${plain.utils.escapeHtml(shown)}</h1>\n`);
      }),
    );
  });

  it('make no element of their own in the whole README', () => {
    for (const name of names) {
      const tags = renderer.render(hostile(name)).match(/<[^>]*>/g) ?? [];
      expect(new Set(tags), name).toEqual(new Set(renderer.render(hostile('harmless')).match(/<[^>]*>/g)));
    }
  });

  it('are nothing but the text of a paragraph and of an item, numbers at the beginning too', () => {
    const plain = new MarkdownIt({ html: true });
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,11}[.)]{0,2}[ %a\d.)]{0,4}$/), (name) => {
        const shown = plain.utils.escapeHtml(name.replace(/ +/g, ' ').trim());
        const text = asText(name);
        expect(plain.render(text)).toBe(`<p>${shown}</p>\n`);
        expect(plain.render(`- ${text}`)).toBe(`<ul>\n<li>${shown}</li>\n</ul>\n`);
        // No more is changed than has to be.
        const list = /^\d+[.)](?: |$)/.test(shown);
        expect(text.includes('&#')).toBe(list);
      }),
    );
  });

  it('leave no character with a meaning in Markdown or HTML, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        // Its place is taken by what has no meaning, so that what stands beside it is not moved.
        const text = asText(name).replace(/&#\d+;/g, 'x');
        expect(text).not.toMatch(/[<>&`*[\]|\\#~$^@{}\p{C}]/u);
        expect(text).not.toMatch(/^[-+=_]|^\d+[.)](?: |$)|_$|\/\/|www\./i);
      }),
    );
  });

  it('stay readable where they are harmless', () => {
    for (const name of [
      'Monthly mean, 2 °C',
      '28 % worse (by 3)',
      '5.2 % better',
      '1.000',
      'monthly_sunspots-2.csv',
      'класс',
      '温度',
    ])
      expect(asText(name)).toBe(name);
  });
});

it('tables put numbers at the right', () => {
  expect(
    asTable([
      ['a', 'b'],
      ['x', '1.5'],
      ['y', '–'],
    ]),
  ).toBe('| a | b |\n| :-- | --: |\n| x | 1.5 |\n| y | – |');
});
