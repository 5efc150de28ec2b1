import { type Code, black, call, layOut, list } from '../layout';
import { pythonString } from '../literals';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from './program';
import { timeLines } from './time';

/** Reading the CSV with pandas: the columns that are used, in time order, NaN where a value is missing. */
export function readingSection(pipeline: Pipeline): PythonSection {
  const { dataFile, inputs, targets, selfFed, time } = pipeline;
  const names = (columns: readonly string[]): Code => list(columns.map(pythonString));
  const path = pythonString(dataFile);
  return {
    imports: ['import pandas as pd', 'from pathlib import Path'],
    constants: [
      dataFile.startsWith('../') ? `DATA = HERE / ${path}` : `DATA = Path(${path})`,
      ...(time ? [`TIME = ${pythonString(time.name)}`] : []),
      ...(selfFed ? [] : [layOut(black, 0, 'INPUTS = ', names(inputs))]),
      layOut(black, 0, 'TARGETS = ', names(targets)),
    ],
    functions: [readRows(pipeline)],
    main: ['    frame = read_rows(options.data)'],
  };
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
  const { dialect, columns, byHeader, missing, time } = pipeline;
  const { delimiter, thousands, decimal } = dialect;
  const encoding = pythonEncoding(dialect);
  const options: Code[] = ['path'];
  if (delimiter !== ',') options.push(`sep=${pythonString(delimiter)}`);
  if (encoding !== null) options.push(`encoding=${pythonString(encoding)}`);
  if (decimal !== '.') options.push(`decimal=${pythonString(decimal)}`);
  if (thousands !== null) options.push(`thousands=${pythonString(thousands)}`);
  // pandas' faster parser knows separators of one byte only.
  if (thousands !== null && thousands > '\x7f') options.push('engine="python"');
  if (byHeader) {
    options.push({ ...list(usedNames(pipeline)), open: 'usecols=[' });
  } else {
    options.push(dialect.header ? 'header=0' : 'header=None');
    options.push({ ...list(columns.map(({ index }) => String(index))), open: 'usecols=[' });
    options.push({ ...list(columns.map(({ name }) => pythonString(name))), open: 'names=[' });
  }
  // With a thousands separator, pandas would take 31.03.2001 for a number.
  if (time && thousands !== null) options.push('dtype={TIME: str}');
  options.push('skipinitialspace=True');
  // What pandas does not take for missing by itself.
  if (missing !== 'error') options.push('na_values=["?", "-", "NAN", "Null"]');
  return call('pd.read_csv', ...options);
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
