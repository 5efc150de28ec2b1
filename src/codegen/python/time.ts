import type { Dialect, TimeProfile } from '../../spec/profile';
import { pythonString } from '../literals';
import type { PipelineTime } from '../pipeline';

/** `read_times(text)`: times of cells as the file writes them; null where the column holds plain numbers. */
export function readTimes({ profile, dateOrder }: PipelineTime): string | null {
  return profile && `def read_times(text):\n    return ${parser(profile.format, dateOrder, 'text')}`;
}

/** Reads the time column of `frame` and sorts by it. */
export function timeLines({ profile, dateOrder }: PipelineTime): string[] {
  const parse = profile && parser(profile.format, dateOrder, 'frame[TIME]');
  return [
    ...(parse ? [`    frame[TIME] = ${parse}`] : []),
    '    frame = frame.sort_values(TIME, kind="stable", ignore_index=True)',
  ];
}

/** Sorts rows that were read as text by time, and leaves out those without one. */
export function timeOrder(time: PipelineTime, dialect: Dialect): string[] {
  return [
    `    times = ${timesOfText(time, dialect)}`,
    '    frame = frame.loc[times.dropna().sort_values(kind="stable").index]',
  ];
}

/**
 * An expression for the times (or numbers) in a column that was read as text, NaT (NaN) where it has none: the column itself stays
 * as the file writes it.
 */
function timesOfText({ profile, dateOrder }: PipelineTime, { decimal, thousands }: Dialect): string {
  if (profile) return parser(profile.format, dateOrder, 'frame[TIME]', ', errors="coerce"');
  const ungrouped = thousands === null ? '' : `.str.replace(${pythonString(thousands)}, "")`;
  const pointed = decimal === '.' ? '' : '.str.replace(",", ".")';
  return `pd.to_numeric(frame[TIME]${ungrouped}${pointed}, errors="coerce")`;
}

function parser(format: TimeProfile['format'], dateOrder: TimeProfile['dateOrder'], text: string, errors = ''): string {
  const numbers = errors === '' ? `${text}.astype(float)` : `pd.to_numeric(${text}${errors})`;
  switch (format) {
    case 'iso':
      return `pd.to_datetime(${text}, format="mixed", utc=True${errors})`;
    case 'year-month':
      return `pd.to_datetime(${text}, format="mixed"${errors})`;
    case 'year':
      return `pd.to_datetime(${text}, format="%Y"${errors})`;
    case 'slashes':
      return `pd.to_datetime(${text}, format="mixed"${dateOrder === 'day-first' ? ', dayfirst=True' : ''}${errors})`;
    case 'month-name':
      return `pd.to_datetime(${text}, format="mixed"${errors})`;
    case 'epoch-seconds':
      return `pd.to_datetime(${numbers}, unit="s")`;
    case 'epoch-milliseconds':
      return `pd.to_datetime(${numbers}, unit="ms")`;
  }
}
