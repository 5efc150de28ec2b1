import { describe, expect, test } from 'vitest';

import { readTable } from '../../../src/data/read';
import { experimentSchema, type ExperimentInput } from '../../../src/spec/experiment';
import { textColumns } from '../../../src/spec/roles';
import { column, fileWith, numbers, texts } from './files';

describe('columns that are text by their role', () => {
  test.each([
    ['numbers', ['85', '007', '1e3', '-0', 'NaN', 'Infinity']],
    ['what otherwise stands for no value', ['None', '?', '-', 'NA', 'null', 'NULL']],
    ['times', ['2024-01-01', '2024-01-02', '1/2/1981', '2024', '1700000000', '1990-05']],
    ['names that objects have', ['__proto__', 'constructor', 'toString', '<b>x</b>', "=cmd|' /C'!A0", '{}']],
  ])('stay as they are written: %s', async (_, cells) => {
    for (const quote of ['', '"']) {
      const rows = cells.map((cell, i) => `${i},${quote}${cell}${quote}`);
      const table = await readTable(fileWith(`n,t\n${rows.join('\n')}\n`), { text: ['t'] });
      expect(texts(table, 't')).toEqual(cells);
      expect(column(table, 't', 'text').missing).toBe(0);
      expect(numbers(table, 'n')).toEqual(cells.map((_cell, i) => i));
    }
  });

  test('are missing where the cell is empty or blank', async () => {
    const table = await readTable(fileWith('n,t\n1,\n2,7\n3,""\n4, \n5,"  "\n'), { text: ['t', 'not in the file'] });
    expect(texts(table, 't')).toEqual([null, '7', null, null, null]);
    expect(column(table, 't', 'text').missing).toBe(4);
  });

  test('may be empty throughout', async () => {
    const table = await readTable(fileWith('n,t\n1,\n2,\n'), { text: ['t'] });
    expect(column(table, 't', 'text')).toMatchObject({ missing: 2, texts: [] });
  });

  test('keep all their texts, however many and long', async () => {
    const many = Array.from({ length: 120_000 }, (_, i) => `text ${i}`);
    const table = await readTable(fileWith(`t,n\n${many.map((text) => `${text},1`).join('\n')}\n`), { text: ['t'] });
    expect(texts(table, 't')).toEqual(many);

    const long = [`"${'a "" b,\n'.repeat(1_000_000)}"`, `${'x'.repeat(9_000_000)}`, 'short'];
    const read = await readTable(fileWith(`t,n\n${long.map((text) => `${text},1`).join('\n')}\n`), { text: ['t'] });
    expect(texts(read, 't').map((text) => text?.length)).toEqual([7_000_000 - 1, 9_000_000, 5]);
    // As before where nobody asked for the texts.
    expect(column(await readTable(read.file), 't', 'text').codes).toBeNull();
  });

  test('are text in Windows-1252 too', async () => {
    const bytes = Buffer.from('n,t\n1,caf\u00e9\n2,12\n3,13\n4,14\n5,15\n', 'latin1');
    expect(texts(await readTable(fileWith(bytes), { text: ['t'] }), 't')).toEqual(['café', '12', '13', '14', '15']);
  });
});

describe('roles', () => {
  const rolesOf = (
    task: ExperimentInput['task'],
    change: Partial<ExperimentInput> = {},
    series: string | null = null,
  ) =>
    textColumns(
      experimentSchema.parse({
        version: 1,
        task,
        ...change,
        data: { file: 'a.csv', series, inputs: ['x', 'y'], targets: ['z'], static: ['k'] },
      }),
    );
  const tokens = { model: { tokens: {} } };

  test('say which columns are texts', () => {
    expect(rolesOf('forecast')).toEqual([]);
    expect(rolesOf('forecast', {}, 's')).toEqual(['s']);
    expect(rolesOf('classify', {}, 's')).toEqual(['s', 'z']);
    expect(rolesOf('classify', tokens)).toEqual(['x', 'y', 'z']);
    expect(rolesOf('label')).toEqual([]);
    expect(rolesOf('label', { training: { loss: 'categorical_crossentropy' } }, 's')).toEqual(['s', 'z']);
    expect(rolesOf('translate', tokens)).toEqual(['x', 'y', 'z']);
    expect(rolesOf('generate', tokens)).toEqual(['x', 'y', 'z', 'k']);
  });
});
