import { spawnSync } from 'node:child_process';
import path from 'node:path';

import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { generateCode } from '../../src/codegen/generate';
import { parseExperiment } from '../../src/spec/parse';
import { resolveExperiment } from '../../src/spec/resolve';
import { hostileNames } from './cases';
import { python } from './python';

/**
 * Names and paths of the user are data in generated code: whatever they are, the program parses, is the same program as with
 * harmless names, and its literals are the names themselves.
 */
interface Names {
  readonly file: string;
  readonly time: string;
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
}

const harmless: Names = { file: 'f', time: 't', inputs: ['a', 'b'], targets: ['c', 'd'] };

function generate({ file, time, inputs, targets }: Names): Record<string, string> {
  const experiment = resolveExperiment(
    parseExperiment({ version: 1, task: 'forecast', data: { file, time, inputs: [...inputs], targets: [...targets] } }),
  );
  const { files } = generateCode({
    experiment,
    preprocessing: {
      dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
      columns: [time, ...inputs, ...targets],
      time: null,
    },
  });
  return Object.fromEntries(files.map(({ path: name, text }) => [name, text]));
}

const anyText = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  // Single UTF-16 units: halves of surrogate pairs, controls, separators.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom('"', "'", '\\', '`', '$', '{', '}', '\n', '#', '/', '*', ' '), minLength: 1 }),
);

const anyNames: fc.Arbitrary<Names> = fc
  .record({ file: anyText, names: fc.uniqueArray(anyText, { minLength: 5, maxLength: 5 }) })
  // A name like `x (2)` beside `x` was mended on reading, and is then looked up by position.
  .filter(({ names }) => !names.some((name) => / \(\d+\)$|^column \d+$/.test(name)) && names.length === 5)
  // Absolute paths are written as they are; they have a test of their own.
  .filter(({ file }) => !/^([/\\]|[A-Za-z]:)/.test(file))
  .map(({ file, names: [time = '', a = '', b = '', c = '', d = ''] }) => ({
    file,
    time,
    inputs: [a, b],
    targets: [c, d],
  }));

describe('names in the generated TypeScript', () => {
  const parse = (text: string): ts.SourceFile => ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2023, true);

  /** Kinds of all nodes in order: the program without its literals' texts. */
  function shape(source: ts.SourceFile): string {
    const kinds: number[] = [];
    const visit = (node: ts.Node): void => {
      kinds.push(node.kind);
      ts.forEachChild(node, visit);
    };
    visit(source);
    return kinds.join();
  }

  /** String literals in the initial value of a top-level constant. */
  function literals(source: ts.SourceFile, name: string): string[] {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteral(node)) found.push(node.text);
      ts.forEachChild(node, visit);
    };
    for (const statement of source.statements.filter(ts.isVariableStatement)) {
      for (const { name: declared, initializer } of statement.declarationList.declarations) {
        if (ts.isIdentifier(declared) && declared.text === name && initializer) visit(initializer);
      }
    }
    return found;
  }

  const expected = shape(parse(generate(harmless)['tfjs_model.ts'] ?? ''));

  it('are literals that equal them, in the same program', () => {
    fc.assert(
      fc.property(anyNames, (names) => {
        const source = parse(generate(names)['tfjs_model.ts'] ?? '');
        expect((source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([]);
        expect(shape(source)).toBe(expected);
        expect(literals(source, 'DATA')).toEqual([`../${names.file}`]);
        expect(literals(source, 'TIME')).toEqual([names.time]);
        expect(literals(source, 'INPUTS')).toEqual(names.inputs);
        expect(literals(source, 'TARGETS')).toEqual(names.targets);
      }),
      { numRuns: 500 },
    );
  });
});

const anyPython = python ?? 'python3';
const hasPython = spawnSync(anyPython, ['--version']).status === 0;

describe.skipIf(!hasPython && process.env['CI'] !== 'true')('names in the generated Python', () => {
  it('are literals that equal them, in the same program', () => {
    const samples = fc.sample(anyNames, 500);
    const jobs = [harmless, ...samples].map((names) => ({ ...names, text: generate(names)['keras_model.py'] ?? '' }));
    const { stdout, stderr, status } = spawnSync(anyPython, [path.join(import.meta.dirname, 'parse_scripts.py')], {
      input: JSON.stringify(jobs),
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout.trim()).toBe('501 scripts');
  });
});

it('leaves an absolute path as it is', () => {
  for (const file of ['/data/x.csv', 'C:\\data\\x.csv', 'c:/x.csv', '\\\\server\\x.csv']) {
    const { 'keras_model.py': script = '', 'tfjs_model.ts': program = '' } = generate({ ...harmless, file });
    expect(script).toContain(`DATA = Path(${JSON.stringify(file)})\n`);
    expect(program).toContain(`const DATA = ${JSON.stringify(file)};\n`);
  }
});
