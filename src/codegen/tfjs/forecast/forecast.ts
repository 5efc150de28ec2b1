import { call, layOut, list, prettier } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';
import type { TypescriptSection } from '../program';
import { encodingFunctions, encodingOf, scaledValue } from '../rows/encode';
import { needsCleaning } from '../rows/fill';
import { rowsSections } from '../rows/rows';
import { scalingFunctions } from '../rows/scaling';
import { borderLines, partsConstants, partsFunction, rangesOf } from '../rows/split';
import { rowUses } from '../rows/uses';
import { batchFunctions } from './batch';

/** From the CSV to `examples`: windows of each part. */
export function forecastData(pipeline: Pipeline): TypescriptSection[] {
  const { experiment, timeSteps, stride } = pipeline;
  const { horizon } = experiment.window;
  const bySeries = experiment.data.split.by === 'series';
  return [
    ...rowsSections(pipeline),
    {
      constants: some(
        `const TIME_STEPS = ${timeSteps};`,
        `const HORIZON = ${horizon};`,
        stride !== 1 && `const STRIDE = ${stride};`,
        bySeries && partsConstants(pipeline),
      ),
      declarations: some(
        bySeries && partsFunction(pipeline, 'series'),
        rowUses(pipeline).several && !bySeries && bordersFunction(pipeline),
        scalingFunctions(pipeline),
        ownScales(pipeline),
        encodingFunctions(pipeline),
        seriesInterface(pipeline),
        encode(pipeline),
        windows(pipeline),
        batchFunctions(pipeline),
      ),
      main: main(pipeline),
    },
  ];
}

/** `ownScales(rows, common)`, where each series is scaled by itself and has static columns. */
const ownScales = (pipeline: Pipeline): string | false => {
  const { scaleBy, static: statics, series } = pipeline.experiment.data;
  if (series === null || scaleBy === 'all' || statics.length === 0 || pipeline.scaling === 'none') return false;
  return lines(
    '/** Of a series by its own rows; static columns have one value in it, so that they are scaled by all. */',
    'function ownScales(rows: Row[], common: Scale[]): Scale[] {',
    '  return fitScales(rows).map((scale, k) =>',
    `    STATIC.includes(${rowUses(pipeline).valuesName}[k]) ? common[k] : scale,`,
    '  );',
    '}',
  );
};

/** What is kept of a series. */
const seriesInterface = (pipeline: Pipeline): string => {
  const { scaling, shapes } = pipeline;
  const { vectors } = encodingOf(pipeline);
  return lines(
    'interface Series {',
    '  rows: Row[];',
    '  /** What the network reads of each row. */',
    '  inputs: number[][];',
    vectors && '  /** Numbers of categories, 0 for none that training rows have. */',
    vectors && '  categories: number[][];',
    (shapes.known ?? 0) > 0 && '  /** What is known of each row beforehand. */',
    (shapes.known ?? 0) > 0 && '  known: number[][];',
    '  /** What is to be predicted, as the network says it. */',
    '  targets: number[][];',
    scaling !== 'none' && '  /** Of the targets. */',
    scaling !== 'none' && '  scales: Scale[];',
    '}',
    '',
    '/** A window: the series, and the first row that is predicted. */',
    'interface Example {',
    '  series: Series;',
    '  row: number;',
    '}',
  );
};

function encode(pipeline: Pipeline): string {
  const { scaling, experiment, categories, shapes } = pipeline;
  const { valuesName, fed } = rowUses(pipeline);
  const { ones, vectors, calendar } = encodingOf(pipeline);
  const scaled = scaling !== 'none';
  const { known } = experiment.data;
  const parameters = some(
    'rows: Row[]',
    scaled && 'scales: Scale[]',
    categories.length > 0 && 'categories: number[][]',
  );
  const signature = layOut(prettier, 0, 'function ', call('encode', ...parameters), ': Series {');
  const dates = calendar.length > 0;
  const knownAny = (shapes.known ?? 0) > 0;
  const plain = valuesName === 'TARGETS' && !dates && !knownAny && categories.length === 0;
  if (plain) {
    return scaled
      ? lines(
          '/** Scales the rows of a series. */',
          signature,
          '  const scaled = rows.map(({ values }) =>',
          `    values.map((value, k) => ${scaledValue(pipeline, 'value')}),`,
          '  );',
          '  return { rows, inputs: scaled, targets: scaled, scales };',
          '}',
        )
      : lines(
          '/** Rows as the network reads them. */',
          signature,
          '  const values = rows.map((row) => row.values);',
          '  return { rows, inputs: values, targets: values };',
          '}',
        );
  }
  const numeric = fed.filter((name) => !(vectors && categories.includes(name)));
  const inputColumns =
    vectors && categories.length > 0
      ? 'INPUTS.filter((name) => !CATEGORIES.includes(name))'
      : valuesName === 'TARGETS'
        ? 'TARGETS'
        : 'INPUTS';
  const row = (field: string, columns: string, names: readonly string[]): string => {
    const body = `${columns}.${ones ? 'flatMap' : 'map'}(of)`;
    const value = names.length === 0 ? 'calendar(time)' : dates ? list([`...${body}`, '...calendar(time)']) : body;
    return layOut(prettier, 3, `${field}: `, value, ',');
  };
  const args = some('name', 'values', scaled && 'scales', 'categories').join(', ');
  return lines(
    '/** Rows as the network reads them. */',
    signature,
    ones
      ? [
          `  const encoded = rows.map(({ values${dates ? ', time' : ''} }) => {`,
          `    const of = (name: string) => featuresOf(${args});`,
        ]
      : [
          `  const encoded = rows.map(({ values${dates ? ', time' : ''} }) => {`,
          '    const of = (name: string): number => {',
          `      const k = ${valuesName}.indexOf(name);`,
          `      return ${scaledValue(pipeline, 'values[k]')};`,
          '    };',
        ],
    '    return {',
    row('inputs', inputColumns, numeric),
    vectors && [
      '      categories: CATEGORIES.map((name, c) => {',
      `        const code = values[${valuesName}.indexOf(name)];`,
      '        return 1 + categories[c].indexOf(code);',
      '      }),',
    ],
    knownAny && row('known', 'KNOWN', known),
    `      targets: TARGETS.${ones ? 'flatMap' : 'map'}(of),`,
    '    };',
    '  });',
    '  return {',
    '    rows,',
    '    inputs: encoded.map(({ inputs }) => inputs),',
    vectors && '    categories: encoded.map(({ categories }) => categories),',
    knownAny && '    known: encoded.map(({ known }) => known),',
    '    targets: encoded.map(({ targets }) => targets),',
    scaled &&
      (valuesName === 'TARGETS'
        ? '    scales,'
        : `    scales: TARGETS.map((name) => scales[${valuesName}.indexOf(name)]),`),
    '  };',
    '}',
  );
}

function windows(pipeline: Pipeline): string {
  const { split, stride, missing, parts } = pipeline;
  const { fills } = rowUses(pipeline);
  const looksBack = split.context && parts.length > 1;
  const step = stride === 1 ? 'row++' : 'row += STRIDE';
  const told =
    rowUses(pipeline).valuesName === 'TARGETS' ? 'read' : 'TARGETS.map((name) => read[COLUMNS.indexOf(name)])';
  const usable = some(
    missing === 'interpolate' && '!rows[row - 1].read.some(Number.isNaN)',
    fills && 'rows.slice(row, row + HORIZON).every(isKnown)',
  );
  const add = '      examples.push({ series, row });';
  return lines(
    looksBack
      ? [
          '/**',
          ' * Windows of a series that predict its rows from `from` up to `to`.',
          ' * They may look back at the rows before, if the part is told to.',
          ' */',
        ]
      : '/** Windows of a series that predict its rows from `from` up to `to`. */',
    layOut(
      prettier,
      0,
      'function ',
      call('windows', 'series: Series', 'from: number', 'to: number', ...(looksBack ? ['lookBack = false'] : [])),
      ': Example[] {',
    ),
    (missing === 'drop' || fills) && '  const { rows } = series;',
    fills && [
      '  // What was filled in is not predicted.',
      ...(told === 'read'
        ? ['  const isKnown = ({ read }: Row): boolean => !read.some(Number.isNaN);']
        : [
            '  const isKnown = ({ read }: Row): boolean =>',
            '    TARGETS.every((name) => !Number.isNaN(read[COLUMNS.indexOf(name)]));',
          ]),
    ],
    '  const examples: Example[] = [];',
    looksBack
      ? '  const first = lookBack ? Math.max(from, TIME_STEPS) : from + TIME_STEPS;'
      : '  const first = from + TIME_STEPS;',
    missing === 'drop' && stride > 1
      ? []
      : [
          `  for (let row = first; row + HORIZON <= to; ${step}) {`,
          missing === 'drop' && '    // No window bridges a dropped row.',
          missing === 'drop' && '    const last = rows[row + HORIZON - 1];',
          missing === 'drop' && '    const whole = last.place - rows[row - TIME_STEPS].place;',
          ...(missing === 'drop'
            ? ['    if (whole === TIME_STEPS + HORIZON - 1) {', add, '    }']
            : usable.length > 0
              ? [
                  ...(missing === 'interpolate'
                    ? ['    // An interpolated value knows the next one, so no window ends with it.']
                    : []),
                  usable.length === 1
                    ? `    if (${usable[0]}) {`
                    : ['    if (', `      ${usable[0]} &&`, `      ${usable[1]}`, '    ) {'].join('\n'),
                  add,
                  '    }',
                ]
              : [add.slice(2)]),
          '  }',
        ].filter((line) => line !== false),
    missing === 'drop' &&
      stride > 1 && [
        '  // No window bridges a dropped row, and the stride is counted anew after it.',
        '  let next = first;',
        '  for (let row = first; row + HORIZON <= to; row++) {',
        '    const start = rows[row - TIME_STEPS].place;',
        '    const end = rows[row + HORIZON - 1].place;',
        '    const isWhole = end - start === TIME_STEPS + HORIZON - 1;',
        '    const before = rows[row - TIME_STEPS - 1]?.place;',
        '    if (row === first || before !== start - 1) next = row;',
        '    if (row === next) {',
        '      if (isWhole) examples.push({ series, row });',
        '      next += STRIDE;',
        '    }',
        '  }',
      ],
    '  return examples;',
    '}',
  );
}

function main(pipeline: Pipeline): string[] {
  const { split, scaling, parts, categories, experiment } = pipeline;
  const { several } = rowUses(pipeline);
  const { scaleBy, static: statics } = experiment.data;
  const cleaned = needsCleaning(pipeline);
  const scaled = scaling !== 'none';
  const args = (rows: string, scales: string): string =>
    some(rows, scaled && scales, categories.length > 0 && 'categories').join(', ');
  const scalesOf = (rows: string): string => (statics.length > 0 ? `ownScales(${rows}, common)` : `fitScales(${rows})`);
  const back = (part: string): string => (part !== 'train' && split.context ? ', true' : '');
  if (!several) {
    const count = 'rows.length';
    return some(
      `  const rows = ${cleaned ? 'clean(readRows(path))' : 'readRows(path)'};`,
      borderLines(pipeline, count).map((line) => `  ${line}`),
      scaled && '  const scales = fitScales(rows.slice(0, trainEnd));',
      categories.length > 0 && '  const categories = findCategories(rows.slice(0, trainEnd));',
      `  const series = encode(${args('rows', 'scales')});`,
      '  const examples = {',
      rangesOf(pipeline, count).map(([part, from, to]) => `    ${part}: windows(series, ${from}, ${to}${back(part)}),`),
      '  };',
    );
  }
  if (split.by === 'series') {
    return some(
      readAll(cleaned),
      '  const parts = partsOf(all.length);',
      (scaled || categories.length > 0) && '  const trained = all.filter((_, i) => parts[i] === "train").flat();',
      scaled && (scaleBy === 'all' ? '  const scales = fitScales(trained);' : '  const common = fitScales(trained);'),
      categories.length > 0 && '  const categories = findCategories(trained);',
      scaleBy === 'all' || !scaled
        ? `  const series = all.map((rows) => encode(${args('rows', 'scales')}));`
        : [
            '  const series = all.map((rows, i) => {',
            '    // A series that is not trained on is scaled as all others together.',
            `    const own = parts[i] === "train" ? ${scalesOf('rows')} : common;`,
            `    return encode(${args('rows', 'own')});`,
            '  });',
          ],
      '  const windowsOf = (part: Part): Example[] =>',
      '    series',
      '      .filter((_, i) => parts[i] === part)',
      '      .flatMap((one) => windows(one, 0, one.rows.length));',
      '  const examples = {',
      parts.map((part) => `    ${part}: windowsOf("${part}"),`),
      '  };',
    );
  }
  const ranges = rangesOf(pipeline, 'count');
  return some(
    readAll(cleaned),
    '  const borders = all.map(({ length }) => bordersOf(length));',
    (scaled || categories.length > 0) && '  const trained = all.map((rows, i) => rows.slice(...borders[i].train));',
    scaled &&
      (scaleBy === 'all'
        ? '  const scales = fitScales(trained.flat());'
        : '  const common = fitScales(trained.flat());'),
    categories.length > 0 && '  const categories = findCategories(trained.flat());',
    scaleBy === 'all' || !scaled
      ? `  const series = all.map((rows) => encode(${args('rows', 'scales')}));`
      : [
          '  const series = all.map((rows, i) => {',
          `    const own = trained[i].length > 0 ? ${scalesOf('trained[i]')} : common;`,
          `    return encode(${args('rows', 'own')});`,
          '  });',
        ],
    '  const examples = {',
    ranges.map(([part]) => {
      const one = `    ${part}: series.flatMap((one, i) => windows(one, ...borders[i].${part}${back(part)})),`;
      if (one.length <= prettier.width) return one;
      return lines(
        `    ${part}: series.flatMap((one, i) =>`,
        `      windows(one, ...borders[i].${part}${back(part)}),`,
        '    ),',
      );
    }),
    '  };',
  );
}

/** The series that are long enough. */
const readAll = (cleaned: boolean): string[] => [
  '  const isLong = ({ length }: Row[]) => length >= TIME_STEPS + HORIZON;',
  `  const all = readSeries(path)${cleaned ? '.map(clean)' : ''}.filter(isLong);`,
];

function bordersFunction(pipeline: Pipeline): string {
  const ranges = rangesOf(pipeline, 'count').map(([part, from, to]) => `${part}: [${from}, ${to}]`);
  return lines(
    '/** Half-open ranges of the parts of so many rows. */',
    'function bordersOf(count: number): Record<string, [number, number]> {',
    borderLines(pipeline, 'count').map((line) => `  ${line}`),
    layOut(prettier, 1, 'return ', { open: '{', items: ranges, close: '}', padded: true }, ';'),
    '}',
  );
}
