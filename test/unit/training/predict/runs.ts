import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';

import { RunFolder } from '../../../../src/runs/runFolder';
import type { ExperimentInput } from '../../../../src/spec/experiment';
import { parseExperiment } from '../../../../src/spec/parse';
import { resolveExperiment } from '../../../../src/spec/resolve';
import { predictFile } from '../../../../src/training/predict/predictFile';
import { trainRun } from '../../../../src/training/trainRun';

export type Row = Record<string, string>;

export type Change = { data: Partial<ExperimentInput['data']> & { targets: string[] } } & Omit<
  ExperimentInput,
  'data' | 'version'
>;

export const rowsOf = (file: string): Row[] =>
  Papa.parse<Row>(fs.readFileSync(file, 'utf8'), { header: true, skipEmptyLines: true }).data;

/** Writes a CSV into `folder` and trains on it. */
export async function trainOn(folder: string, csv: string, { data, ...rest }: Change): Promise<RunFolder> {
  const file = path.join(folder, 'data.csv');
  fs.writeFileSync(file, csv);
  const experiment = resolveExperiment(parseExperiment({ version: 1, ...rest, data: { file, ...data } }));
  const run = RunFolder.create({ outputRoot: path.join(folder, 'runs'), csv: file, experiment });
  const { error } = await trainRun({ run: run.path, threads: 1, generateCode: () => ({ files: [], refused: [] }) });
  if (error) throw new Error(`${error.message} ${error.hint}`);
  return run;
}

/** Predicts a CSV; null: that of the run. */
export async function predicted(run: RunFolder, data: string | null) {
  const out = path.join(fs.mkdtempSync(path.join(path.dirname(run.path), 'out-')), 'predictions.csv');
  const result = await predictFile(run.path, { data, out, threads: 1 });
  return { result, rows: rowsOf(out), text: fs.readFileSync(out, 'utf8') };
}

const keyOf = ({ series = '', time = '', step = '', target = '' }: Row): string =>
  JSON.stringify([series, time, step, target]);
const saidOf = ({ split: _, ...rest }: Row): Row => rest;

/** Rows of `some` that are not among `all` in the same words and digits, whatever their part is called. */
export function differing(all: readonly Row[], some: readonly Row[]): unknown[] {
  const byKey = new Map(all.map((row) => [keyOf(row), JSON.stringify(saidOf(row))]));
  return some.flatMap((row) => {
    const found = byKey.get(keyOf(row));
    return found === JSON.stringify(saidOf(row)) ? [] : [{ wanted: saidOf(row), found }];
  });
}
