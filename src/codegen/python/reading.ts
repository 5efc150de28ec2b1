import { type Code, call, list } from '../layout';
import { pythonString } from '../literals';
import type { Pipeline } from '../pipeline';

/** Where the CSV is, and what orders its rows. */
export function dataConstants({ dataFile, time }: Pipeline): string[] {
  const path = pythonString(dataFile);
  return [
    dataFile.startsWith('../') ? `DATA = HERE / ${path}` : `DATA = Path(${path})`,
    ...(time ? [`TIME = ${pythonString(time.name)}`] : []),
  ];
}

/** The end of `read_rows`: gives `frame` as the last of the lines leaves it. */
export function returning(lines: readonly string[]): string[] {
  const made = /^ {4}frame = (.*)$/.exec(lines.at(-1) ?? '')?.[1];
  return made === undefined ? [...lines, '    return frame'] : [...lines.slice(0, -1), `    return ${made}`];
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
