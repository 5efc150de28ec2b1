import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// A small project beside the real one, linted with the project's own configuration. It lies inside the working tree, so
// that packages resolve as they do for the real sources.
const root = path.resolve(import.meta.dirname, '../../..');
let project: string;
let eslint: ESLint;

const files: Record<string, string> = {
  'src/spec/shape.ts': `import { z } from 'zod';\nexport const shape = z.string();\n`,
  'src/runs/folder.ts': `import { statSync } from 'node:fs';\nexport const size = (file: string): number => statSync(file).size;\n`,
  'src/engine/engine.ts': `export const engine = 1;\n`,
  'src/data/preview.ts': `export const preview = 1;\n`,
  'src/data/read.ts': `export const read = 1;\n`,
  'src/training/train.ts': `export const train = 1;\n`,
  'src/spec/left.ts': `import { right } from './right';\nexport const left = (): number => right();\n`,
  'src/spec/right.ts': `import { left } from './left';\nexport const right = (): number => left();\n`,
  'test/unit/helper.ts': `export const helper = 1;\n`,
};

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
  writeFileSync(path.join(project, file), text);
};

/** The rules that a file breaks, by the project's configuration. */
const brokenRules = async (file: string, text: string): Promise<string[]> => {
  write(file, text);
  const results = await eslint.lintFiles([file]);
  const messages = results.flatMap((result) => result.messages);
  return messages.map(({ ruleId, message }) => ruleId ?? message);
};

beforeAll(() => {
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  project = mkdtempSync(path.join(root, '.cache', 'lint-'));
  const config = JSON.stringify({ extends: path.join(root, 'tsconfig.base.json'), include: ['**/*.ts'] });
  for (const realm of ['src', 'webview-ui', 'test']) write(`${realm}/tsconfig.json`, config);
  for (const [file, text] of Object.entries(files)) write(file, text);
  eslint = new ESLint({
    cwd: project,
    overrideConfigFile: path.join(root, 'eslint.config.mjs'),
    overrideConfig: { settings: { 'boundaries/root-path': project } },
  });
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const table = 'boundaries/dependencies';

describe('the import table', () => {
  test.each([
    [
      'spec takes zod and its own files',
      'src/spec/good.ts',
      `import { shape } from './shape';\nexport const s = shape;\n`,
    ],
    ['runs takes Node', 'src/runs/good.ts', `import { size } from './folder';\nexport const s = size;\n`],
    ['the extension takes vscode', 'src/extension/good.ts', `import { Uri } from 'vscode';\nexport const u = Uri;\n`],
    ['the extension takes the preview', 'src/extension/preview.ts', `export { preview } from '../data/preview';\n`],
    ['training takes an engine', 'src/training/good.ts', `export { engine } from '../engine/engine';\n`],
    ['a test takes anything', 'test/unit/good.ts', `export { engine } from '../../src/engine/engine';\n`],
  ])('%s', async (_name, file, text) => {
    expect(await brokenRules(file, text)).toEqual([]);
  });

  test.each([
    ['vscode outside the extension', 'src/runs/bad1.ts', `import { Uri } from 'vscode';\nexport const u = Uri;\n`],
    ['vscode as a type', 'src/trainer/bad1.ts', `import type { Uri } from 'vscode';\nexport type U = Uri;\n`],
    ['vscode in the page', 'webview-ui/bad1.ts', `import { Uri } from 'vscode';\nexport const u = Uri;\n`],
    ['Node in the page', 'webview-ui/bad2.ts', `import { size } from 'node:fs';\nexport const s = size;\n`],
    ['Node in the page, by its old name', 'webview-ui/bad3.ts', `import fs from 'fs';\nexport const s = fs;\n`],
    ['Node in spec', 'src/spec/bad1.ts', `import { statSync } from 'node:fs';\nexport const s = statSync;\n`],
    ['Node in protocol', 'src/protocol/bad1.ts', `import { join } from 'node:path';\nexport const s = join;\n`],
    ['Node in codegen', 'src/codegen/bad1.ts', `import { statSync } from 'node:fs';\nexport const s = statSync;\n`],
    [
      'a package that the table does not name',
      'src/spec/bad2.ts',
      `import { LitElement } from 'lit';\nexport const l = LitElement;\n`,
    ],
    ['spec to another folder', 'src/spec/bad3.ts', `export { size } from '../runs/folder';\n`],
    ['the extension to an engine', 'src/extension/bad1.ts', `export { engine } from '../engine/engine';\n`],
    ['the extension to data beyond the preview', 'src/extension/bad2.ts', `export { read } from '../data/read';\n`],
    [
      'the extension to training, loaded late',
      'src/extension/bad3.ts',
      `export const t = () => import('../training/train');\n`,
    ],
    [
      'the extension to training, by require',
      'src/extension/bad4.ts',
      `export const t: unknown = require('../training/train');\n`,
    ],
    ['training to codegen', 'src/codegen/code.ts', `export { train } from '../training/train';\n`],
    ['the page to runs', 'webview-ui/bad4.ts', `export { size } from '../src/runs/folder';\n`],
    ['a source to a test', 'src/cli/bad1.ts', `export { helper } from '../../test/unit/helper';\n`],
  ])('%s fails', async (_name, file, text) => {
    expect(await brokenRules(file, text)).toContain(table);
  });

  test('a file in no folder of the table fails', async () => {
    expect(await brokenRules('src/elsewhere/file.ts', 'export const here = 1;\n')).toContain(
      'boundaries/no-unknown-files',
    );
  });

  test('a cycle fails', async () => {
    expect(await brokenRules('src/spec/left.ts', files['src/spec/left.ts'] ?? '')).toEqual(['import-x/no-cycle']);
  });
});

describe('the rules of the house', () => {
  test.each([
    ['@typescript-eslint/no-floating-promises', 'src/runs/a.ts', `const f = async () => Promise.resolve(1);\nf();\n`],
    [
      '@typescript-eslint/no-explicit-any',
      'src/runs/b.ts',
      `export const f = (value: any): number => Number(value);\n`,
    ],
    ['@typescript-eslint/no-unused-vars', 'src/runs/c.ts', `const one = 1;\nexport const two = 2;\n`],
    [
      '@typescript-eslint/switch-exhaustiveness-check',
      'src/runs/d.ts',
      `export const f = (v: 'a' | 'b'): number | null => {\n  switch (v) {\n    case 'a':\n      return 1;\n  }\n  return null;\n};\n`,
    ],
    [
      '@typescript-eslint/consistent-type-imports',
      'src/runs/e.ts',
      `import { PathLike } from 'node:fs';\nexport type P = PathLike;\n`,
    ],
    ['no-restricted-properties', 'src/engine/f.ts', `export const r = Math.random();\n`],
    [
      'no-restricted-syntax',
      'webview-ui/g.ts',
      `export const f = (e: { innerHTML: string }): void => {\n  e.innerHTML = 'x';\n};\n`,
    ],
    ['eqeqeq', 'src/runs/h.ts', `export const f = (a: number, b: number): boolean => a == b;\n`],
  ])('%s', async (rule, file, text) => {
    expect(await brokenRules(file, text)).toContain(rule);
  });
});
