import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';
import { rowUses } from './uses';

/** Scales of columns, fitted on the rows that are given; none where nothing is scaled. */
export function scalingFunctions(pipeline: Pipeline): string[] {
  const { scaling } = pipeline;
  return scaling === 'none' ? [] : some(scaleInterface, fitScale(pipeline), fitScales(pipeline));
}

const scaleInterface = `/** scaled = (value - shift) / scale */
interface Scale {
  shift: number;
  scale: number;
}`;

/** Fits on known values: what was filled in is nobody's measurement. */
function fitScales(pipeline: Pipeline): string {
  const { valuesName, fills } = rowUses(pipeline);
  return lines(
    `/** Of each of ${valuesName}, from the rows that it is fitted on. */`,
    'function fitScales(rows: Row[]): Scale[] {',
    fills
      ? [
          `  return ${valuesName}.map((_, k) => {`,
          '    const column = rows.map(({ read }) => read[k]);',
          '    return fitScale(column.filter((value) => !Number.isNaN(value)));',
          '  });',
        ]
      : [`  return ${valuesName}.map((_, k) => fitScale(rows.map(({ values }) => values[k])));`],
    '}',
  );
}

/** `fitScale(column)`. @param typed in TypeScript, otherwise in JavaScript */
export function fitScale({ scaling }: Pick<Pipeline, 'scaling'>, typed = true): string {
  const head = typed ? 'function fitScale(column: number[]): Scale {' : 'function fitScale(column) {';
  const body = (doc: string, ...own: string[]): string => lines(`/** ${doc} */`, head, own, '}');
  switch (scaling) {
    case 'minmax':
      return body(
        'Least and greatest value become 0 and 1.',
        '  const low = column.reduce((a, b) => Math.min(a, b));',
        '  const high = column.reduce((a, b) => Math.max(a, b));',
        '  return { shift: low, scale: high - low || 1 };',
      );
    case 'robust':
      return body(
        'Median 0 and interquartile range 1.',
        '  const sorted = [...column].sort((a, b) => a - b);',
        typed ? '  const quantile = (share: number): number => {' : '  const quantile = (share) => {',
        '    const at = share * (sorted.length - 1);',
        '    const low = sorted[Math.floor(at)];',
        '    return low + (at % 1) * (sorted[Math.ceil(at)] - low);',
        '  };',
        '  const spread = quantile(0.75) - quantile(0.25);',
        '  return { shift: quantile(0.5), scale: spread || 1 };',
      );
    default:
      return body(
        'Zero mean and unit variance.',
        '  const mean = column.reduce((a, b) => a + b) / column.length;',
        '  const squares = column.reduce((sum, x) => sum + (x - mean) ** 2, 0);',
        '  const spread = Math.sqrt(squares / column.length);',
        '  // Of a constant column only rounding is left.',
        '  const constant = spread <= 1e-12 * Math.abs(mean);',
        '  return { shift: mean, scale: constant ? 1 : spread };',
      );
  }
}
