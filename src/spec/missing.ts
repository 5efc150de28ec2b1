/**
 * How files write "no value", for the reader and for the code it is exported to. Those of pandas' `read_csv` that are seen in
 * practice, and `?` (UCI) and `-` (statistical offices). Compared after trimming.
 */
export const missingMarkers: readonly string[] = [
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
];
