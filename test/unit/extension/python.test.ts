import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { probe } from '../../../src/extension/python/probe';
import { programArguments } from '../../../src/extension/python/pythonTask';
import { neededModules, packageOf, shellLine } from '../../../src/extension/python/requirements';
import { temporaryFolder } from '../runs/helpers';

vi.mock('vscode', () => ({}));

const system = process.platform === 'win32' ? { command: 'py', args: ['-3'] } : { command: 'python3', args: [] };
const hasPython = spawnSync(system.command, [...system.args, '--version']).status === 0;

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Folders that a shell, or VS Code's variables, would take for something else. */
const hostileFolders = [
  'with blanks',
  `it's "mine"`,
  '$HOME `touch x` $(touch y)',
  '${env:HOME}',
  '${command:workbench.action.quit}',
  'класс & 温度 ; rm -rf %PATH%',
  '-c',
];

function write(name: string, text: string, below = '.'): string {
  const file = path.join(folder, below, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

describe('what a program needs', () => {
  it('is what its first lines say', () => {
    const needs = (line: string): string[] => neededModules(`"""Forecasts.\n\n${line}\nRun:    python x.py\n"""\n`);
    expect(needs('Needs:  pip install keras tensorflow pandas scikit-learn matplotlib')).toEqual([
      'keras',
      'tensorflow',
      'pandas',
      'sklearn',
      'matplotlib',
    ]);
    expect(needs('Nothing is needed.')).toEqual([]);
    expect(packageOf('sklearn')).toBe('scikit-learn');
    expect(packageOf('pandas')).toBe('pandas');
  });

  it.skipIf(!hasPython && process.env['CI'] !== 'true')('is asked of Python without running it', async () => {
    const text = [
      '"""A program.\n\nNeeds:  pip install no_such_package scikit-learn-not json',
      '"""',
      'import json, os.path as p',
      'from no_such_module.part import x',
      'from . import sibling',
      `open(${JSON.stringify(path.join(folder, 'ran'))}, "w").write("ran")`,
      'def f():',
      '    import another_missing_one',
      '',
    ].join('\n');
    for (const below of hostileFolders) {
      const file = write('program.py', text, below);
      const answer = await probe(system, file);
      expect(answer?.missing, below).toEqual([
        'another_missing_one',
        'no_such_module',
        'no_such_package',
        'scikit-learn-not',
      ]);
      expect(answer?.version).toMatch(/^3\.\d+\.\d+$/);
      expect(path.isAbsolute(answer?.executable ?? '')).toBe(true);
    }
    expect(fs.existsSync(path.join(folder, 'ran'))).toBe(false);
  });

  it('is not known without a Python that answers', async () => {
    const file = write('program.py', '');
    expect(await probe({ command: 'no-such-python', args: [] }, file)).toBeNull();
    expect(await probe({ command: process.execPath, args: [] }, file)).toBeNull();
  });

  it.skipIf(!hasPython && process.env['CI'] !== 'true')('is asked for of a program with a mistake, too', async () => {
    const broken = write('broken.py', '"""A program.\n\nNeeds:  pip install no_such_package\n"""\ndef (:\n');
    expect((await probe(system, broken))?.missing).toEqual(['no_such_package']);
  });
});

describe.skipIf(!hasPython && process.env['CI'] !== 'true')('arguments for Python', () => {
  it.each(hostileFolders)('run a program in a folder called %j', (below) => {
    const text =
      'import json, os, sys\nprint(json.dumps([sys.argv[1:], os.getcwd(), os.path.abspath(__file__), sys.path[0]]))\n';
    const file = write('program.py', `${text}import sibling\n`, below);
    write('sibling.py', 'print(__name__)\n', below);
    const { args, cwd } = programArguments(file, ['--weights']);
    expect([...args, cwd ?? ''].join(' ')).not.toContain('${');
    const { stdout, stderr } = spawnSync(system.command, [...system.args, ...args], { cwd, encoding: 'utf8' });
    expect(stderr).toBe('');
    const [first = '', second] = stdout.trim().split('\n');
    const [options, folderThen, program, searched] = JSON.parse(first) as [string[], string, string, string];
    expect(options).toEqual(['--weights']);
    expect(folderThen).toBe(path.dirname(file));
    expect(program).toBe(file);
    expect(path.resolve(searched)).toBe(path.dirname(file));
    expect(second).toBe('sibling');
  });
});

describe('a line for the shell', () => {
  it.skipIf(process.platform === 'win32').each(hostileFolders)('is read by sh as it was meant: %j', (name) => {
    const parts = ['echo', '-n', 'x', name, 'scikit-learn', "a'b'", ''];
    const line = shellLine(
      [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...parts],
      'linux',
    );
    const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(parts);
  });

  it('is left readable, and is one for PowerShell on Windows', () => {
    expect(shellLine(['/usr/bin/python3', '-m', 'pip', 'install', 'scikit-learn'], 'linux')).toBe(
      '/usr/bin/python3 -m pip install scikit-learn',
    );
    expect(shellLine(["C:\\it's\\python.exe", '-m', 'pip'], 'win32')).toBe("& 'C:\\it''s\\python.exe' -m pip");
  });
});
