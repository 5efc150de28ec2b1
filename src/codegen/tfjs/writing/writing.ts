import type { Pipeline } from '../../pipeline';
import { csvSection, namesConstant } from '../csv';
import { writingStep } from '../decoding';
import { byLength, lengthOf } from '../grouping';
import { lines, some } from '../lines';
import type { TypescriptSection } from '../program';
import { evaluate } from '../training';
import { partsConstants, partsFunction } from '../rows/split';
import { joinFunction } from '../texts/join';
import { encoder, tokenConstants, tokenFunctions, tokensOf } from '../texts/tokens';
import { readsDates, timeReader } from '../time';
import { sampling } from './sampling';

/** Whether texts are written on a condition. */
export const hasConditions = ({ experiment }: Pipeline): boolean => experiment.data.static.length > 0;

/** Texts that are written on: from the CSV to `examples`. */
export function writingData(pipeline: Pipeline): TypescriptSection[] {
  const { time, targets, experiment } = pipeline;
  const conditions = hasConditions(pipeline);
  return [
    csvSection(pipeline, [
      ...(time ? [{ code: 'TIME', names: [time.name] }] : []),
      { code: 'TEXT', names: targets },
      ...(conditions ? [{ code: '...CONDITIONS', names: experiment.data.static }] : []),
    ]),
    {
      constants: some(
        conditions && namesConstant('CONDITIONS', experiment.data.static),
        tokenConstants(pipeline),
        'const [START, END] = [2, 3];',
        partsConstants(pipeline),
      ),
      declarations: some(
        time && timeReader(time.profile, time.dateOrder),
        tokenFunctions(pipeline),
        encoder,
        joinFunction(tokensOf(pipeline)),
        partsFunction(pipeline, 'texts'),
        readRows(pipeline),
        conditions && conditionFunctions,
        exampleInterface(conditions),
        cut,
        byLength(lengthOf('tokens')),
        makeBatch(conditions),
      ),
      main: main(pipeline),
    },
  ];
}

const readRows = (pipeline: Pipeline): string => {
  const { time } = pipeline;
  const conditions = hasConditions(pipeline);
  const cells = some(time && 'time', 'text', conditions && '...conditions').join(', ');
  return lines(
    'interface Row {',
    time && '  time: number;',
    '  text: string;',
    '  words: string[];',
    conditions && '  /** Empty where nothing is known. */',
    conditions && '  conditions: string[];',
    '}',
    '',
    `/** Rows with a text${time ? ', in order of time' : ''}. */`,
    'function readRows(path: string): Row[] {',
    `  const rows = readCells(path).map(([${cells}]) => ({`,
    time && '    time: toTime(time),',
    '    text,',
    '    words: tokenize(text),',
    conditions && '    conditions,',
    '  }));',
    time
      ? [
          '  const whole = rows.filter(({ words }) => words.length > 0);',
          '  return whole.sort((a, b) => a.time - b.time);',
        ]
      : '  return rows.filter(({ words }) => words.length > 0);',
    '}',
  );
};

const conditionFunctions = `/** What stands in each column of training texts, the most frequent first. */
function findConditions(rows: Row[]): string[][] {
  return CONDITIONS.map((_, k) => {
    const counts = new Map<string, number>();
    for (const { conditions } of rows) {
      const text = conditions[k];
      if (text !== "") counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const ranked = [...counts].sort(([, a], [, b]) => b - a);
    return ranked.map(([text]) => text);
  });
}

/** A one at the place of each condition. */
function encodeConditions(row: Row, known: string[][]): number[] {
  return known.flatMap((texts, k) =>
    texts.map((text) => Number(text === row.conditions[k])),
  );
}`;

const exampleInterface = (conditions: boolean): string =>
  lines(
    '/** A text, or a piece of a long one. */',
    'interface Example {',
    '  row: Row;',
    '  part: Part;',
    '  /** What the network reads, the start first. */',
    '  tokens: number[];',
    '  /** What it is to say: the next token, the end last. */',
    '  y: number[];',
    conditions && '  conditions: number[];',
    '}',
  );

const cut = `/** Pieces of at most MAX_LENGTH + 1 steps. */
function cut(tokens: number[]): number[][] {
  return inBatches(tokens, MAX_LENGTH + 1);
}`;

const makeBatch = (conditions: boolean): string =>
  lines(
    'interface Batch {',
    '  x: tf.Tensor[];',
    '  y: tf.Tensor;',
    '}',
    '',
    'const integers = (rows: number[][]): tf.Tensor2D =>',
    '  tf.tensor2d(rows, undefined, "int32");',
    '',
    '/** What the network reads of pieces of one length, and what it is to say. */',
    'function makeBatch(examples: Example[]): Batch {',
    conditions
      ? [
          '  // The same at each step.',
          '  const conditions = examples.map(({ tokens, conditions }) =>',
          '    tokens.map(() => conditions),',
          '  );',
          '  const tokens = integers(examples.map(({ tokens }) => tokens));',
          '  return {',
          '    x: [tf.tensor3d(conditions), tokens],',
        ]
      : ['  return {', '    x: [integers(examples.map(({ tokens }) => tokens))],'],
    '    y: integers(examples.map(({ y }) => y)),',
    '  };',
    '}',
    '',
    '/** Steps of which something is said. */',
    'function stepsOf(examples: Example[]): number {',
    '  return examples.reduce((sum, { y }) => sum + y.length, 0);',
    '}',
  );

function main(pipeline: Pipeline): string[] {
  const { time, parts } = pipeline;
  const conditions = hasConditions(pipeline);
  return some(
    time && readsDates(time.profile) && '  process.env.TZ = "UTC"; // for times without a zone',
    '  const rows = readRows(path);',
    '  const partOf = partsOf(rows.length);',
    '  const trained = rows.filter((_, i) => partOf[i] === "train");',
    '  const vocabulary = findVocabulary(trained.map(({ words }) => words));',
    conditions && '  const conditions = findConditions(trained);',
    '  const encode = encoder(vocabulary);',
    '  const all = rows.flatMap((row, i): Example[] => {',
    '    const text = encode(row.words);',
    '    const said = cut([...text, END]);',
    '    return cut([START, ...text]).map((tokens, piece) => ({',
    '      row,',
    '      part: partOf[i],',
    '      tokens,',
    '      y: said[piece],',
    conditions && '      conditions: encodeConditions(row, conditions),',
    '    }));',
    '  });',
    '  const examplesOf = (part: Part): Example[] =>',
    '    all.filter((example) => example.part === part);',
    '  const examples = {',
    parts.map((part) => `    ${part}: examplesOf("${part}"),`),
    '  };',
  );
}

export function writingReport(pipeline: Pipeline): TypescriptSection[] {
  const conditions = hasConditions(pipeline);
  const validated = pipeline.parts.includes('validation');
  return [
    {
      declarations: some(
        !validated && evaluate(pipeline),
        spread,
        report,
        writingStep(pipeline),
        sampling(pipeline, conditions),
      ),
      main: some(
        '  const bitsAlone = singleTokens(examples.train, vocabulary);',
        '  for (const [part, own] of Object.entries(examples)) {',
        '    report(model, part, part === "test" ? own : spread(own), bitsAlone);',
        '  }',
        `  for (let i = 0; i < ${pipeline.experiment.sampling.count}; i++) {`,
        conditions
          ? [
              '    const like = Math.floor(Math.random() * examples.train.length);',
              '    const { conditions } = examples.train[like];',
              '    const text = tf.tidy(() => writeText(model, vocabulary, conditions));',
            ]
          : '    const text = tf.tidy(() => writeText(model, vocabulary));',
        '    console.log(JSON.stringify(text));',
        '  }',
      ),
    },
  ];
}

const spread = `/** Pieces of at most a thousand texts, spread over them. */
function spread(examples: Example[]): Example[] {
  const texts = [...new Set(examples.map(({ row }) => row))];
  const count = Math.min(1000, texts.length);
  const chosen = new Set(
    Array.from(
      { length: count },
      (_, i) => texts[Math.floor((i * texts.length) / count)],
    ),
  );
  return examples.filter(({ row }) => chosen.has(row));
}`;

const report = `/** Bits of each token by its frequency in training texts alone, one added to each. */
function singleTokens(examples: Example[], vocabulary: string[]): number[] {
  // Padding and the start are never said.
  const counts = vocabulary.map(() => 1);
  for (const token of examples.flatMap(({ y }) => y)) counts[token] += 1;
  const all = counts.slice(1).reduce((a, b) => a + b) - counts[START];
  return counts.map((count) => -Math.log2(count / all));
}

/** Prints how many bits a character takes; single tokens need no network. */
function report(
  model: tf.LayersModel,
  part: string,
  examples: Example[],
  bitsAlone: number[],
): void {
  const texts = new Set(examples.map(({ row }) => row));
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  const characters = [...texts].reduce((sum, { text }) => {
    return sum + [...graphemes.segment(text.normalize("NFC"))].length;
  }, 0);
  const nats = evaluate(model, examples) * stepsOf(examples);
  const bits = (nats / Math.LN2 / characters).toPrecision(10);
  const alone = examples
    .flatMap(({ y }) => y)
    .reduce((sum, token) => sum + bitsAlone[token], 0);
  const naive = (alone / characters).toPrecision(10);
  const name = part.padEnd(10);
  console.log(\`\${name}  bits per character \${bits}  single tokens \${naive}\`);
}`;
