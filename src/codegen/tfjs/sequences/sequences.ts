import { call, layOut, prettier } from '../../layout';
import { isSingleRow, modelInputs } from '../../modelInputs';
import type { Pipeline } from '../../pipeline';
import { classFunctions, classMain, classWeights, findClasses } from '../classes/classes';
import { byLength, lengthOf } from '../grouping';
import { lines, some } from '../lines';
import type { TypescriptSection } from '../program';
import { encodingFunctions, encodingOf, scaledValue } from '../rows/encode';
import { rowsSections } from '../rows/rows';
import { scalingFunctions } from '../rows/scaling';
import { partsConstants, partsFunction, partType } from '../rows/split';
import { rowUses } from '../rows/uses';
import { measuresReport } from './measures';
import { partsByRows, pieceFunctions } from './pieces';

/** Rows that are told something together, or each: from the CSV to `examples`. */
export function sequencesData(pipeline: Pipeline): TypescriptSection[] {
  const { labels, several } = rowUses(pipeline);
  const balanced = pipeline.training.classWeights === 'balanced';
  return [
    ...rowsSections(pipeline),
    {
      constants: some(rowsFollow(pipeline) && `const TIME_STEPS = ${pipeline.timeSteps};`, partsConstants(pipeline)),
      declarations: some(
        partsByRows(pipeline) ? partType(pipeline) : partsFunction(pipeline, several ? 'series' : 'sequences'),
        pieceFunctions(pipeline),
        scalingFunctions(pipeline),
        encodingFunctions(pipeline),
        labels && findClasses(pipeline),
        balanced && classWeights,
        exampleInterface(pipeline),
        encode(pipeline),
        !isSingleRow(pipeline) && byLength(lengthOf('inputs')),
        makeBatch(pipeline),
      ),
      main: main(pipeline),
    },
  ];
}

/** Whether sequences are cut to a number of steps: not where each row is classified by itself. */
const rowsFollow = ({ experiment: { task, data } }: Pipeline): boolean => task === 'label' || data.series !== null;

function exampleInterface(pipeline: Pipeline): string {
  const { labels } = rowUses(pipeline);
  const { vectors } = encodingOf(pipeline);
  return lines(
    'interface Example extends Piece {',
    '  /** What the network reads of each row. */',
    '  inputs: number[][];',
    vectors && '  /** Numbers of categories, 0 for none that training rows have. */',
    vectors && '  categories: number[][];',
    labels
      ? ['  /** Numbers of the labels, -1 for those that training rows do not have. */', '  y: number[];']
      : ['  /** What is to be told of each row, as the network says it. */', '  y: number[][];'],
    pipeline.training.classWeights === 'balanced' && '  weights: number[];',
    '}',
  );
}

function encode(pipeline: Pipeline): string {
  const { scaling, categories, experiment } = pipeline;
  const { valuesName, fed, labels } = rowUses(pipeline);
  const { ones, vectors } = encodingOf(pipeline);
  const scaled = scaling !== 'none';
  const own = scaled && experiment.data.scaleBy === 'series';
  const balanced = pipeline.training.classWeights === 'balanced';
  const hasOnes = ones && fed.some((name) => categories.includes(name));
  const parameters = some(
    'piece: Piece',
    scaled && (!own || !labels) && (own ? 'common: Scale[]' : 'scales: Scale[]'),
    categories.length > 0 && 'categories: number[][]',
    labels && 'classes: string[]',
  );
  const columns =
    vectors && categories.length > 0
      ? 'INPUTS.filter((name) => !CATEGORIES.includes(name))'
      : valuesName === 'TARGETS'
        ? 'TARGETS'
        : 'INPUTS';
  const args = some('name', 'values', scaled && 'scales', 'categories').join(', ');
  return lines(
    '/** A piece as the network reads it. */',
    layOut(
      prettier,
      0,
      'function ',
      call('encode', ...parameters),
      `: ${balanced ? 'Omit<Example, "weights">' : 'Example'} {`,
    ),
    own && '  // By its own rows, whatever its part: they are what goes in.',
    own && '  const scales = fitScales(piece.series);',
    `  const inputs = piece.rows.map(({ values }) =>`,
    hasOnes
      ? `    ${columns}.flatMap((name) => featuresOf(${args})),`
      : vectors && categories.length > 0
        ? [
            `    ${columns}.map((name) => {`,
            `      const k = ${valuesName}.indexOf(name);`,
            `      return ${scaledValue(pipeline, 'values[k]')};`,
            '    }),',
          ]
        : scaled
          ? `    ${columns}.map((_, k) => ${scaledValue(pipeline, 'values[k]')}),`
          : `    ${columns}.map((_, k) => values[k]),`,
    '  );',
    vectors && [
      '  const numbers = piece.rows.map(({ values }) =>',
      '    CATEGORIES.map((name, c) => {',
      `      const code = values[${valuesName}.indexOf(name)];`,
      '      return 1 + categories[c].indexOf(code);',
      '    }),',
      '  );',
    ],
    labels
      ? '  const y = piece.labels.map((label) => classes.indexOf(label));'
      : [
          '  const y = piece.rows.map(({ values }) =>',
          '    TARGETS.map((name) => {',
          `      const k = ${valuesName}.indexOf(name);`,
          `      return ${scaledValue(pipeline, 'values[k]').replaceAll('scales', own ? 'common' : 'scales')};`,
          '    }),',
          '  );',
        ],
    `  return { ...piece, inputs, ${vectors ? 'categories: numbers, ' : ''}y };`,
    '}',
  );
}

function makeBatch(pipeline: Pipeline): string {
  const single = isSingleRow(pipeline);
  const { labels } = rowUses(pipeline);
  const balanced = pipeline.training.classWeights === 'balanced';
  const inputs = modelInputs(pipeline).filter((input) => input !== 'mask');
  const x = inputs.map((input) => {
    const category = /^category_(\d+)$/.exec(input)?.[1];
    if (category === undefined) return '      tf.tensor3d(examples.map(({ inputs }) => inputs)),';
    return lines(
      '      tf.tensor2d(',
      `        examples.map(({ categories }) => categories.map((step) => step[${Number(category) - 1}])),`,
      '      ),',
    );
  });
  return lines(
    'interface Batch {',
    '  x: tf.Tensor[];',
    '  y: tf.Tensor;',
    balanced && '  weights: tf.Tensor;',
    '}',
    '',
    `/** What the network reads of examples${single ? '' : ' of one length'}, and what it is to say. */`,
    'function makeBatch(examples: Example[]): Batch {',
    '  return {',
    inputs.join() === 'rows'
      ? '    x: [tf.tensor3d(examples.map(({ inputs }) => inputs))],'
      : ['    x: [', ...x, '    ],'],
    labels ? '    y: tf.tensor2d(examples.map(({ y }) => y)),' : '    y: tf.tensor3d(examples.map(({ y }) => y)),',
    balanced && '    weights: tf.tensor2d(examples.map(({ weights }) => weights)),',
    '  };',
    '}',
    !single && stepsOf,
  );
}

const stepsOf = lines(
  '',
  '/** Steps of which something is said. */',
  'function stepsOf(examples: Example[]): number {',
  '  return examples.reduce((sum, { y }) => sum + y.length, 0);',
  '}',
);

function main(pipeline: Pipeline): string[] {
  const { scaling, categories, parts, experiment } = pipeline;
  const { labels } = rowUses(pipeline);
  const scaled = scaling !== 'none';
  const own = scaled && experiment.data.scaleBy === 'series';
  const common = scaled && (!own || !labels);
  const args = some('piece', common && 'scales', categories.length > 0 && 'categories', labels && 'classes').join(', ');
  const balanced = pipeline.training.classWeights === 'balanced';
  return some(
    '  const pieces = readPieces(path);',
    '  const trained = pieces.filter(({ part }) => part === "train");',
    (common || categories.length > 0) && '  const trainedRows = trained.flatMap(({ rows }) => rows);',
    common && '  const scales = fitScales(trainedRows);',
    categories.length > 0 && '  const categories = findCategories(trainedRows);',
    labels && '  const classes = findClasses(trained.flatMap(({ labels }) => labels));',
    balanced
      ? [
          '  const numbers = trained.flatMap(({ labels }) =>',
          '    labels.map((label) => classes.indexOf(label)),',
          '  );',
          '  const balanced = balancedWeights(numbers, classes.length);',
          '  const all = pieces.map((piece): Example => {',
          `    const example = encode(${args});`,
          '    const weights = example.y.map((label) => balanced[label] ?? 0);',
          '    return { ...example, weights };',
          '  });',
        ]
      : `  const all = pieces.map((piece) => encode(${args}));`,
    '  const examplesOf = (part: Part): Example[] =>',
    '    all.filter((example) => example.part === part);',
    '  const examples = {',
    parts.map((part) => `    ${part}: examplesOf("${part}"),`),
    '  };',
  );
}

export function sequencesReport(pipeline: Pipeline): TypescriptSection[] {
  if (!rowUses(pipeline).labels) return [measuresReport(pipeline)];
  const label = pipeline.experiment.task === 'label';
  const { several } = rowUses(pipeline);
  return [
    {
      declarations: [
        ...classFunctions(pipeline, false),
        lines(
          'function classify(',
          '  model: tf.LayersModel,',
          '  part: string,',
          '  examples: Example[],',
          '  classes: string[],',
          '): Prediction[] {',
          '  const outputs = predict(model, examples);',
          '  return examples.flatMap(({ rows, labels }, i) =>',
          '    labels.map((actual, step) => {',
          '      const probabilities = outputs[i][step];',
          label ? '      const row = rows[step];' : '      const row = rows[rows.length - 1];',
          '      const best = probabilities.indexOf(Math.max(...probabilities));',
          '      return {',
          '        part,',
          several ? '        series: row.series,' : '        series: "",',
          '        time: row.label,',
          '        actual,',
          '        predicted: classes[best],',
          '        probabilities,',
          '      };',
          '    }),',
          '  );',
          '}',
        ),
      ],
      main: classMain(pipeline, 'examples.train.flatMap(({ y }) => y)'),
    },
  ];
}
