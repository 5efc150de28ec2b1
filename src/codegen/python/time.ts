import type { TimeProfile } from '../../spec/profile';
import type { PipelineTime } from '../pipeline';

/** Reads the time column of `frame` and sorts by it. */
export function timeLines({ profile, dateOrder }: PipelineTime): string[] {
  const parse = profile && parser(profile.format, dateOrder);
  return [
    ...(parse ? [`    frame[TIME] = ${parse}`] : []),
    '    frame = frame.sort_values(TIME, kind="stable", ignore_index=True)',
  ];
}

function parser(format: TimeProfile['format'], dateOrder: TimeProfile['dateOrder']): string {
  switch (format) {
    case 'iso':
      return 'pd.to_datetime(frame[TIME], format="mixed", utc=True)';
    case 'year-month':
      return 'pd.to_datetime(frame[TIME], format="mixed")';
    case 'year':
      return 'pd.to_datetime(frame[TIME], format="%Y")';
    case 'slashes':
      return `pd.to_datetime(frame[TIME], format="mixed"${dateOrder === 'day-first' ? ', dayfirst=True' : ''})`;
    case 'month-name':
      return 'pd.to_datetime(frame[TIME], format="mixed")';
    case 'epoch-seconds':
      return 'pd.to_datetime(frame[TIME].astype(float), unit="s")';
    case 'epoch-milliseconds':
      return 'pd.to_datetime(frame[TIME].astype(float), unit="ms")';
  }
}
