import type { Pipeline } from '../../pipeline';
import { classFunctions, classMain, classWeights, findClasses } from '../classes/classes';
import { csvSection } from '../csv';
import { byLength, lengthOf } from '../grouping';
import { lines, some } from '../lines';
import type { TypescriptSection } from '../program';
import { partsConstants, partsFunction } from '../rows/split';
import { readsDates, timeReader } from '../time';
import { encoder, tokenConstants, tokenFunctions } from './tokens';

/** A text a row with its label: from the CSV to `examples`. */
export function textsData(pipeline: Pipeline): TypescriptSection[] {
  const { time, inputs, targets, training } = pipeline;
  const balanced = training.classWeights === 'balanced';
  return [
    csvSection(pipeline, [
      ...(time ? [{ code: 'TIME', names: [time.name] }] : []),
      { code: 'TEXT', names: inputs },
      { code: 'LABEL', names: targets },
    ]),
    {
      constants: some(tokenConstants(pipeline), partsConstants(pipeline)),
      declarations: some(
        time && timeReader(time.profile, time.dateOrder),
        tokenFunctions(pipeline),
        encoder,
        partsFunction(pipeline, 'texts'),
        rowsFunction(pipeline),
        findClasses(pipeline),
        balanced && classWeights,
        example(balanced),
        byLength(lengthOf('tokens')),
        makeBatch(balanced),
      ),
      main: main(pipeline),
    },
  ];
}

const rowsFunction = ({ time }: Pipeline): string =>
  lines(
    'interface Row {',
    time ? '  /** As the file writes its time. */' : '  /** Number in the file, from 1. */',
    '  label: string;',
    time && '  time: number;',
    '  text: string;',
    '  words: string[];',
    '  told: string;',
    '}',
    '',
    `/** Rows with a text and a label${time ? ', in order of time' : ''}. */`,
    'function readRows(path: string): Row[] {',
    `  const rows = readCells(path).map(([${time ? 'time, ' : ''}text, told]${time ? '' : ', i'}) => ({`,
    time
      ? [`    label: ${time.profile === null ? 'String(Number(time))' : 'time'},`, '    time: toTime(time),']
      : '    label: String(i + 1),',
    '    text,',
    '    words: tokenize(text).slice(0, MAX_LENGTH),',
    '    told,',
    '  }));',
    time
      ? [
          '  const whole = rows.filter(',
          '    ({ words, told }) => words.length > 0 && told !== "",',
          '  );',
          '  return whole.sort((a, b) => a.time - b.time);',
        ]
      : '  return rows.filter(({ words, told }) => words.length > 0 && told !== "");',
    '}',
  );

const example = (balanced: boolean): string =>
  lines(
    'interface Example {',
    '  row: Row;',
    '  part: Part;',
    '  tokens: number[];',
    '  /** Number of the label, -1 for one that training rows do not have. */',
    '  y: number;',
    balanced && '  weight: number;',
    '}',
  );

const makeBatch = (balanced: boolean): string =>
  lines(
    'interface Batch {',
    '  x: tf.Tensor[];',
    '  y: tf.Tensor;',
    balanced && '  weights: tf.Tensor;',
    '}',
    '',
    '/** What the network reads of texts of one length, and what it is to say. */',
    'function makeBatch(examples: Example[]): Batch {',
    '  const tokens = examples.map((example) => example.tokens);',
    '  return {',
    '    x: [tf.tensor2d(tokens, undefined, "int32")],',
    '    y: tf.tensor1d(examples.map(({ y }) => y)),',
    balanced && '    weights: tf.tensor1d(examples.map(({ weight }) => weight)),',
    '  };',
    '}',
  );

function main({ time, parts, training }: Pipeline): string[] {
  const balanced = training.classWeights === 'balanced';
  return some(
    time && readsDates(time.profile) && '  process.env.TZ = "UTC"; // for times without a zone',
    '  const rows = readRows(path);',
    '  const partOf = partsOf(rows.length);',
    '  const trained = rows.filter((_, i) => partOf[i] === "train");',
    '  const vocabulary = findVocabulary(trained.map(({ words }) => words));',
    '  const classes = findClasses(trained.map(({ told }) => told));',
    balanced && [
      '  const weights = balancedWeights(',
      '    trained.map(({ told }) => classes.indexOf(told)),',
      '    classes.length,',
      '  );',
    ],
    '  const encode = encoder(vocabulary);',
    '  const all = rows.map((row, i): Example => {',
    '    const y = classes.indexOf(row.told);',
    balanced
      ? [
          '    const weight = weights[y] ?? 0;',
          '    return { row, part: partOf[i], tokens: encode(row.words), y, weight };',
        ]
      : '    return { row, part: partOf[i], tokens: encode(row.words), y };',
    '  });',
    '  const examplesOf = (part: Part): Example[] =>',
    '    all.filter((example) => example.part === part);',
    '  const examples = {',
    parts.map((part) => `    ${part}: examplesOf("${part}"),`),
    '  };',
  );
}

export function textsReport(pipeline: Pipeline): TypescriptSection[] {
  return [
    {
      declarations: [
        ...classFunctions(pipeline, true),
        lines(
          'function classify(',
          '  model: tf.LayersModel,',
          '  part: string,',
          '  examples: Example[],',
          '  classes: string[],',
          '): Prediction[] {',
          '  const outputs = predict(model, examples);',
          '  return examples.map(({ row }, i) => {',
          '    const [probabilities] = outputs[i];',
          '    const best = probabilities.indexOf(Math.max(...probabilities));',
          '    return {',
          '      part,',
          '      series: "",',
          '      time: row.label,',
          '      source: row.text,',
          '      actual: row.told,',
          '      predicted: classes[best],',
          '      probabilities,',
          '    };',
          '  });',
          '}',
        ),
      ],
      main: classMain(pipeline, 'examples.train.map(({ y }) => y)'),
    },
  ];
}
