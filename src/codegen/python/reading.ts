import { type Code, black, call, layOut, list } from '../layout';
import { pythonString } from '../literals';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from './program';
import { timeLines } from './time';

/** Reading the CSV with pandas: the columns that are used, in time order, NaN where a value is missing. */
export function readingSection(pipeline: Pipeline): PythonSection {
  const { inputs, targets, selfFed } = pipeline;
  const names = (columns: readonly string[]): Code => list(columns.map(pythonString));
  return {
    imports: ['import pandas as pd', 'from pathlib import Path'],
    constants: [
      ...dataConstants(pipeline),
      ...(selfFed ? [] : [layOut(black, 0, 'INPUTS = ', names(inputs))]),
      layOut(black, 0, 'TARGETS = ', names(targets)),
    ],
    functions: [readRows(pipeline)],
    main: ['    frame = read_rows(options.data)'],
  };
}

/** Where the CSV is, and what orders its rows. */
export function dataConstants({ dataFile, time }: Pipeline): string[] {
  const path = pythonString(dataFile);
  return [
    dataFile.startsWith('../') ? `DATA = HERE / ${path}` : `DATA = Path(${path})`,
    ...(time ? [`TIME = ${pythonString(time.name)}`] : []),
  ];
}

function readRows(pipeline: Pipeline): string {
  const { time } = pipeline;
  const checks = missingChecks(pipeline);
  const lines = [...(time ? timeLines(time) : []), ...checks];
  const read = readCsv(pipeline);
  return [
    'def read_rows(path):',
    `    """Reads the columns that are used${time ? ', in order of time' : ''}."""`,
    ...(lines.length === 0
      ? [layOut(black, 1, 'return ', read)]
      : [layOut(black, 1, 'frame = ', read), ...lines, '    return frame']),
  ].join('\n');
}

function readCsv(pipeline: Pipeline): Code {
  const { dialect, missing, time } = pipeline;
  return csvCall(pipeline, usedNames(pipeline), [
    // With a thousands separator, pandas would take 31.03.2001 for a number.
    ...(time && dialect.thousands !== null ? ['dtype={TIME: str}'] : []),
    'skipinitialspace=True',
    // What pandas does not take for missing by itself.
    ...(missing === 'error' ? [] : ['na_values=["?", "-", "NAN", "Null"]']),
  ]);
}

/**
 * `pd.read_csv(path, …)` for the file's dialect.
 * @param names expressions of the columns that are read, where they are looked up by header
 * @param options how cells are taken
 */
export function csvCall({ dialect, columns, byHeader }: Pipeline, names: readonly string[], options: Code[]): Code {
  const { delimiter, thousands, decimal } = dialect;
  const encoding = pythonEncoding(dialect);
  const found: Code[] = ['path'];
  if (delimiter !== ',') found.push(`sep=${pythonString(delimiter)}`);
  if (encoding !== null) found.push(`encoding=${pythonString(encoding)}`);
  if (decimal !== '.') found.push(`decimal=${pythonString(decimal)}`);
  if (thousands !== null) found.push(`thousands=${pythonString(thousands)}`);
  // pandas' faster parser knows separators of one byte only.
  if (thousands !== null && thousands > '\x7f') found.push('engine="python"');
  if (byHeader) {
    found.push({ ...list(names), open: 'usecols=[' });
  } else {
    found.push(dialect.header ? 'header=0' : 'header=None');
    found.push({ ...list(columns.map(({ index }) => String(index))), open: 'usecols=[' });
    found.push({ ...list(columns.map(({ name }) => pythonString(name))), open: 'names=[' });
  }
  return call('pd.read_csv', ...found, ...options);
}

/** Every used column once, by the constants that hold their names. */
function usedNames(pipeline: Pipeline): string[] {
  return [...(pipeline.time ? ['TIME'] : []), ...valueNames(pipeline)];
}

function valueNames({ inputs, targets, selfFed }: Pipeline): string[] {
  if (selfFed) return ['*TARGETS'];
  const others = targets.filter((name) => !inputs.includes(name));
  if (others.length === targets.length) return ['*INPUTS', '*TARGETS'];
  return ['*INPUTS', ...others.map(pythonString)];
}

function pythonEncoding({ encoding, bom }: Pipeline['dialect']): string | null {
  switch (encoding) {
    case 'utf-8':
      return bom ? 'utf-8-sig' : null;
    case 'utf-16le':
    case 'utf-16be':
      return bom ? 'utf-16' : encoding;
    case 'windows-1252':
      return 'cp1252';
  }
}

function missingChecks({ missing, time }: Pipeline): string[] {
  switch (missing) {
    case 'error':
      return ['    if frame.isna().to_numpy().any():', '        raise SystemExit(f"{path} has missing values")'];
    case 'drop':
      return [];
    case 'forward-fill':
    case 'interpolate':
      return time
        ? ['    if frame[TIME].isna().any():', '        raise SystemExit(f"{path} has rows without a time")']
        : [];
  }
}
