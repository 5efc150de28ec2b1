import { lines } from '../lines';

/**
 * `savePredictions`: a column a class with its probability.
 * @param known the classes, where a run has found them; one of them may be called as another column is
 */
export function saveClasses(source: boolean, known: readonly string[] | null): string {
  const fixed = ['split', 'series', 'time', 'step', ...(source ? ['source'] : []), 'actual', 'predicted'];
  const clash = known?.some((name) => fixed.includes(name)) ?? false;
  return lines(
    '/** Writes predictions as a CSV; a text that a spreadsheet would run gets a quote. */',
    'function savePredictions(',
    '  path: string,',
    '  predictions: Prediction[],',
    '  classes: string[],',
    '): void {',
    clash && [
      '  const fixed = ["split", "series", "time", "step"];',
      `  fixed.push(${source ? '"source", ' : ''}"actual", "predicted");`,
      '  // A class may be called as another column is.',
      '  const names = classes.map((name) => {',
      '    let free = name;',
      '    for (let i = 2; fixed.includes(free); i++) {',
      '      if (!classes.includes(`${name} (${i})`)) free = `${name} (${i})`;',
      '    }',
      '    return free;',
      '  });',
    ],
    '  const data = predictions.map((p) => [',
    '    p.part,',
    '    p.series,',
    '    p.time,',
    '    1,',
    source && '    p.source,',
    '    p.actual,',
    '    p.predicted,',
    '    ...p.probabilities,',
    '  ]);',
    clash
      ? '  const fields = [...fixed, ...names];'
      : ['  const fields = [', fixed.map((name) => `    "${name}",`), '    ...classes,', '  ];'].flat(),
    '  const escapeFormulae = /^(?![+-]?[\\d.]+(e[+-]?\\d+)?$)[=+\\-@\\t\\r]/i;',
    '  writeFileSync(path, Papa.unparse({ fields, data }, { escapeFormulae }));',
    '}',
  );
}
