/**
 * How files write "no value". Those of pandas' `read_csv` that are seen in practice, and `?` (UCI) and `-` (statistical offices).
 * Compared after trimming.
 */
const missingMarkers: ReadonlySet<string> = new Set([
  '',
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'NaN',
  'nan',
  'NAN',
  'null',
  'NULL',
  'Null',
  'None',
  '?',
  '-',
]);

export function isMissing(trimmed: string): boolean {
  return trimmed.length <= 4 && missingMarkers.has(trimmed);
}
