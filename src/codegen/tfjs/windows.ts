import { call, layOut, prettier } from '../layout';
import type { Pipeline } from '../pipeline';
import { rowFilter } from './missing';
import type { TypescriptSection } from './program';

/** Splitting and scaling: what lies between the rows and the windows. */
export function windowsSection(pipeline: Pipeline): TypescriptSection {
  const { stride, timeSteps, scaling } = pipeline;
  return {
    constants: [`const TIME_STEPS = ${timeSteps};`, ...(stride === 1 ? [] : [`const STRIDE = ${stride};`])],
    declarations: [
      range(stride),
      ...(scaling === 'none' ? [] : [scaleInterface, fitScales(pipeline), scaleRows, unscaleRows]),
    ],
    main: [...splitLines(pipeline), ...scaleLines(pipeline)],
  };
}

const range = (stride: number): string =>
  stride === 1
    ? `function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}`
    : `/** Every STRIDE-th number. */
function range(from: number, to: number): number[] {
  const length = Math.max(0, Math.ceil((to - from) / STRIDE));
  return Array.from({ length }, (_, i) => from + i * STRIDE);
}`;

const scaleInterface = `/** scaled = (value - shift) / scale */
interface Scale {
  shift: number;
  scale: number;
}`;

/** Fits on known values: what was filled in is nobody's measurement. */
function fitScales({ scaling, missing }: Pipeline): string {
  const known = missing === 'error' || missing === 'drop' ? '' : '.filter(Number.isFinite)';
  const column = `rows.map((row) => row[k])${known}`;
  const body = (lines: readonly string[]): string =>
    [
      'function fitScales(rows: number[][]): Scale[] {',
      '  return rows[0].map((_, k) => {',
      ...lines,
      '  });',
      '}',
    ].join('\n');
  switch (scaling) {
    case 'none':
    case 'window':
      return '';
    case 'minmax':
      return `/** Min-max scaling of each column. */\n${body([
        `    const column = ${column};`,
        '    const low = column.reduce((a, b) => Math.min(a, b));',
        '    const high = column.reduce((a, b) => Math.max(a, b));',
        '    return { shift: low, scale: high - low || 1 };',
      ])}`;
    case 'standard':
      return `/** Zero mean and unit variance for each column. */\n${body([
        `    const column = ${column};`,
        '    const mean = column.reduce((a, b) => a + b) / column.length;',
        '    const squares = column.reduce((sum, x) => sum + (x - mean) ** 2, 0);',
        '    const spread = Math.sqrt(squares / column.length);',
        '    // Of a constant column only rounding is left.',
        '    const constant = spread <= 1e-12 * Math.abs(mean);',
        '    return { shift: mean, scale: constant ? 1 : spread };',
      ])}`;
    case 'robust':
      return `/** Median 0 and interquartile range 1 for each column. */\n${body([
        `    const column = ${column};`,
        '    const sorted = column.sort((a, b) => a - b);',
        '    const quantile = (share: number): number => {',
        '      const at = share * (sorted.length - 1);',
        '      const low = sorted[Math.floor(at)];',
        '      return low + (at % 1) * (sorted[Math.ceil(at)] - low);',
        '    };',
        '    const spread = quantile(0.75) - quantile(0.25);',
        '    return { shift: quantile(0.5), scale: spread || 1 };',
      ])}`;
  }
}

const scaleRows = `function scaleRows(rows: number[][], scales: Scale[]): number[][] {
  return rows.map((row) =>
    row.map((value, k) => (value - scales[k].shift) / scales[k].scale),
  );
}`;

const unscaleRows = `function unscaleRows(rows: number[][], scales: Scale[]): number[][] {
  return rows.map((row) =>
    row.map((value, k) => value * scales[k].scale + scales[k].shift),
  );
}`;

function splitLines(pipeline: Pipeline): string[] {
  const { split, parts, missing, stride, selfFed } = pipeline;
  const end = (share: string): string => `Math.floor(values.length * ${share} + 1e-9)`;
  const back = split.context ? '' : ' + TIME_STEPS';
  const validationEnd = split.test > 0 ? 'validationEnd' : 'values.length';
  const testStart = split.validation > 0 ? 'validationEnd' : 'trainEnd';
  const alone = split.validation === 0 && split.test === 0;
  const ranges = {
    train: ['TIME_STEPS', 'trainEnd'],
    validation: [`trainEnd${back}`, validationEnd],
    test: [`${testStart}${back}`, 'values.length'],
  } as const;
  const filter = rowFilter(pipeline);
  const restart = missing === 'drop' && stride > 1;
  return [
    ...(selfFed
      ? []
      : [
          '  const inputs = values.map((row) => row.slice(0, INPUTS.length));',
          '  const targets = values.map((row) => row.slice(INPUTS.length));',
        ]),
    `  const trainEnd = ${alone ? 'values.length' : end(String(split.train))};`,
    ...(split.validation > 0 && split.test > 0
      ? [
          layOut(
            prettier,
            1,
            'const validationEnd = ',
            call('Math.floor', `values.length * (${split.train} + ${split.validation}) + 1e-9`),
            ';',
          ),
        ]
      : []),
    ...(restart ? rowsBetween : filter.lines),
    '  // The rows that are predicted, by part.',
    '  const rows = {',
    ...parts.map((part) => {
      const [first, last] = ranges[part];
      const code = call(restart ? 'rowsBetween' : 'range', first, last);
      return layOut(prettier, 2, `${part}: `, code, `${restart ? '' : filter.call},`);
    }),
    '  };',
  ];
}

/** For a stride above 1 in data with holes, as `data/sequence/windows.ts` counts it. */
const rowsBetween = [
  '  // No window bridges a dropped row, and the stride is counted anew after it.',
  '  const starts = [...kept.keys()].filter((i) => kept[i] - kept[i - 1] !== 1);',
  '  const rowsBetween = (first: number, last: number): number[] =>',
  '    starts.flatMap((start, n) => {',
  '      const end = starts[n + 1] ?? kept.length;',
  '      return range(Math.max(first, start + TIME_STEPS), Math.min(last, end));',
  '    });',
];

function scaleLines({ scaling, selfFed, missing }: Pipeline): string[] {
  if (scaling === 'none') return [];
  const fills = missing === 'forward-fill' || missing === 'interpolate';
  if (selfFed) {
    return [
      `  const scales = fitScales(${fills ? 'known' : 'values'}.slice(0, trainEnd));`,
      '  const scaled = scaleRows(values, scales);',
    ];
  }
  if (!fills) {
    return [
      '  const inputScales = fitScales(inputs.slice(0, trainEnd));',
      '  const scales = fitScales(targets.slice(0, trainEnd));',
      '  const scaledInputs = scaleRows(inputs, inputScales);',
      '  const scaledTargets = scaleRows(targets, scales);',
    ];
  }
  return [
    '  const allScales = fitScales(known.slice(0, trainEnd));',
    '  const inputScales = allScales.slice(0, INPUTS.length);',
    '  const scales = allScales.slice(INPUTS.length);',
    '  const scaledInputs = scaleRows(inputs, inputScales);',
    '  const scaledTargets = scaleRows(targets, scales);',
  ];
}
