import type { Pipeline } from '../../pipeline';
import { csvSection } from '../csv';
import { decodingFunctions } from '../decoding';
import { byLength } from '../grouping';
import { lines, some } from '../lines';
import type { TypescriptSection } from '../program';
import { partsConstants, partsFunction } from '../rows/split';
import { saveFunction } from '../save';
import { joinFunction } from '../texts/join';
import { encoder, tokenConstants, tokenFunctions, tokensOf } from '../texts/tokens';
import { readsDates, timeReader } from '../time';
import { corpusBleu } from './bleu';
import { searchFunctions } from './search';

/** Two texts a row: from the CSV to `examples`. */
export function pairsData(pipeline: Pipeline): TypescriptSection[] {
  const { time, inputs, targets, experiment } = pipeline;
  const beam = experiment.model.decoder?.beam ?? 1;
  return [
    csvSection(pipeline, [
      ...(time ? [{ code: 'TIME', names: [time.name] }] : []),
      { code: 'SOURCE', names: inputs },
      { code: 'TARGET', names: targets },
    ]),
    {
      constants: some(
        tokenConstants(pipeline),
        'const [START, END] = [2, 3];',
        beam > 1 && `const BEAM = ${beam};`,
        partsConstants(pipeline),
      ),
      declarations: some(
        time && timeReader(time.profile, time.dateOrder),
        tokenFunctions(pipeline),
        encoder,
        joinFunction(tokensOf(pipeline)),
        partsFunction(pipeline, 'pairs'),
        readRows(pipeline),
        exampleInterface,
        byLength('({ source, y }) => `${source.length} ${y.length}`'),
        makeBatch,
      ),
      main: main(pipeline),
    },
  ];
}

const readRows = ({ time }: Pipeline): string =>
  lines(
    'interface Row {',
    '  /** Number in the file, from 1. */',
    '  number: number;',
    time && '  time: number;',
    '  source: string[];',
    '  target: string[];',
    '}',
    '',
    `/** Rows with both texts${time ? ', in order of time' : ''}; long targets are left out, long sources cut. */`,
    'function readRows(path: string): Row[] {',
    `  const rows = readCells(path).map(([${time ? 'time, ' : ''}source, target], i) => ({`,
    '    number: i + 1,',
    time && '    time: toTime(time),',
    '    source: tokenize(source).slice(0, MAX_LENGTH),',
    '    target: tokenize(target),',
    '  }));',
    `  ${time ? 'const whole =' : 'return'} rows.filter(({ source, target: { length } }) => {`,
    '    return source.length > 0 && length > 0 && length <= MAX_LENGTH;',
    '  });',
    time && '  return whole.sort((a, b) => a.time - b.time);',
    '}',
  );

const exampleInterface = `interface Example {
  row: Row;
  part: Part;
  source: number[];
  /** What the decoder reads: the start, and what it was to say before. */
  said: number[];
  /** What it is to say, and the end. */
  y: number[];
}`;

const makeBatch = `interface Batch {
  x: tf.Tensor[];
  y: tf.Tensor;
}

const integers = (rows: number[][]): tf.Tensor2D =>
  tf.tensor2d(rows, undefined, "int32");

/** What the network reads of pairs of one length, and what it is to say. */
function makeBatch(examples: Example[]): Batch {
  return {
    x: [
      integers(examples.map(({ source }) => source)),
      integers(examples.map(({ said }) => said)),
    ],
    y: integers(examples.map(({ y }) => y)),
  };
}

/** Steps of which something is said. */
function stepsOf(examples: Example[]): number {
  return examples.reduce((sum, { y }) => sum + y.length, 0);
}`;

function main({ time, parts }: Pipeline): string[] {
  return some(
    time && readsDates(time.profile) && '  process.env.TZ = "UTC"; // for times without a zone',
    '  const rows = readRows(path);',
    '  const partOf = partsOf(rows.length);',
    '  const trained = rows.filter((_, i) => partOf[i] === "train");',
    '  const sources = findVocabulary(trained.map(({ source }) => source));',
    '  const targets = findVocabulary(trained.map(({ target }) => target));',
    '  const encodeSource = encoder(sources);',
    '  const encodeTarget = encoder(targets);',
    '  const all = rows.map((row, i): Example => {',
    '    const target = encodeTarget(row.target);',
    '    return {',
    '      row,',
    '      part: partOf[i],',
    '      source: encodeSource(row.source),',
    '      said: [START, ...target],',
    '      y: [...target, END],',
    '    };',
    '  });',
    '  const examplesOf = (part: Part): Example[] =>',
    '    all.filter((example) => example.part === part);',
    '  const examples = {',
    parts.map((part) => `    ${part}: examplesOf("${part}"),`),
    '  };',
  );
}

export function pairsReport(pipeline: Pipeline): TypescriptSection[] {
  const beam = pipeline.experiment.model.decoder?.beam ?? 1;
  return [
    {
      declarations: some(
        `interface Prediction {
  part: string;
  time: number;
  source: string;
  actual: string;
  predicted: string;
}`,
        decodingFunctions(pipeline),
        searchFunctions(beam),
        `/** Translates examples with the network's own words before. */
function translate(
  model: tf.LayersModel,
  part: string,
  examples: Example[],
  vocabulary: string[],
  steps: number,
): Prediction[] {
  const texts = write(model, examples, steps);
  return examples.map((example, i) => ({
    part,
    time: example.row.number,
    source: joinTokens(example.row.source),
    actual: joinTokens(example.row.target),
    predicted: joinTokens(texts[i].map((token) => vocabulary[token])),
  }));
}`,
        `/** At most 2000 of the examples, spread over them. */
function spread(examples: Example[]): Example[] {
  const count = Math.min(2000, examples.length);
  return Array.from(
    { length: count },
    (_, i) => examples[Math.floor((i * examples.length) / count)],
  );
}`,
        `/** Share of steps whose likeliest token is right, after those that are so. */
function tokenAccuracy(model: tf.LayersModel, examples: Example[]): number {
  let right = 0;
  for (const group of byLength(examples)) {
    for (const batch of inBatches(group, 64)) {
      right += tf.tidy(() => {
        const { x, y } = makeBatch(batch);
        const said = tf.argMax(model.predictOnBatch(x) as tf.Tensor, 2);
        return tf.sum(tf.cast(tf.equal(said, y), "int32")).dataSync()[0];
      });
    }
  }
  return right / stepsOf(examples);
}`,
        corpusBleu,
        `/** Prints how good translations are; any target that a source has in the part is right. */
function report(
  part: string,
  predictions: Prediction[],
  examples: Example[],
  accuracy: number,
): void {
  const bySource = Map.groupBy(examples, ({ row }) => joinTokens(row.source));
  const references = predictions.map(({ source }) =>
    (bySource.get(source) ?? []).map(({ row }) => joinTokens(row.target)),
  );
  const texts = predictions.map(({ predicted }) => predicted);
  const right = texts.filter((text, i) => references[i].includes(text));
  const exact = (right.length / texts.length).toPrecision(10);
  const tokens = accuracy.toPrecision(10);
  const bleu = corpusBleu(texts, references).toPrecision(10);
  const scores = \`exact \${exact}  tokens \${tokens}  BLEU \${bleu}\`;
  console.log(\`\${part.padEnd(10)}  \${scores}\`);
}`,
        saveFunction([
          'split: p.part',
          'series: ""',
          'time: p.time',
          'step: 1',
          'source: p.source',
          'actual: p.actual',
          'predicted: p.predicted',
        ]),
      ),
      main: [
        '  const steps = all.reduce((most, { y }) => Math.max(most, y.length), 1);',
        '  const saved: Prediction[] = [];',
        '  for (const [part, own] of Object.entries(examples)) {',
        '    const judged = part === "test" ? own : spread(own);',
        '    const predictions = translate(model, part, judged, targets, steps);',
        '    report(part, predictions, own, tokenAccuracy(model, judged));',
        '    saved.push(...predictions);',
        '  }',
        '  if (options.save) savePredictions(options.save, saved);',
      ],
    },
  ];
}
