import { lines } from './lines';

/**
 * `savePredictions(path, predictions)`: a CSV as the run's own.
 * @param fields of a row, in the order of the columns: `time: p.time`
 */
export const saveFunction = (fields: readonly string[]): string =>
  lines(
    '/** Writes predictions as a CSV; a text that a spreadsheet would run gets a quote. */',
    'function savePredictions(path: string, predictions: Prediction[]): void {',
    '  const rows = predictions.map((p) => ({',
    fields.map((field) => `    ${field},`),
    '  }));',
    '  const escapeFormulae = /^(?![+-]?[\\d.]+(e[+-]?\\d+)?$)[=+\\-@\\t\\r]/i;',
    '  writeFileSync(path, Papa.unparse(rows, { escapeFormulae }));',
    '}',
  );
