import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

import { UserError } from '../../../src/spec/errors';
import type { Column, NumericColumn, Table, TextColumn, TimeColumn } from '../../../src/data/table';

const folder = mkdtempSync(path.join(os.tmpdir(), 'sequence-lab-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

export const scratch = (name: string): string => path.join(folder, name);

/** Writes a file of its own for a test. */
export function fileWith(content: string | Uint8Array, name = `file-${++count}.csv`): string {
  const file = scratch(name);
  writeFileSync(file, content);
  return file;
}

/** The error that a user would see; anything else is thrown on. */
export async function userError(work: Promise<unknown> | (() => unknown)): Promise<UserError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('expected an error');
}

export function numbers(table: Table, name: string): number[] {
  return [...column(table, name, 'numeric').values];
}

export function times(table: Table, name: string): string[] {
  return Array.from(column(table, name, 'time').values, (ms) => (Number.isNaN(ms) ? '' : new Date(ms).toISOString()));
}

export function texts(table: Table, name: string): (string | null)[] {
  const found = column(table, name, 'text');
  return Array.from(found.codes ?? [], (code) => (code < 0 ? null : found.texts[code]!));
}

type Kinds = { numeric: NumericColumn; time: TimeColumn; text: TextColumn };

export function column<K extends keyof Kinds>(table: Table, name: string, kind: K): Kinds[K] {
  const found = table.columns.find((candidate: Column) => candidate.name === name);
  const matches = found !== undefined && (found.kind === kind || (kind === 'text' && found.kind === 'categorical'));
  if (!matches)
    throw new Error(`no ${kind} column "${name}" in ${table.columns.map((c) => `${c.name}: ${c.kind}`).join(', ')}`);
  return found as Kinds[K];
}
