import { Conditions } from '../../../data/writing/conditions';
import { Tokenizer } from '../../../data/text/tokenizer';
import { endToken, padToken, startToken, unknownToken, Vocabulary } from '../../../data/text/vocabulary';
import type { Engine } from '../../../engine/engine';
import { sample } from '../../../engine/search';
import { seededGenerator } from '../../../engine/random';
import { UserError } from '../../../spec/errors';
import type { Experiment } from '../../../spec/experiment';
import type { Preprocessing } from '../../../spec/run';
import { Pacer } from '../../pacer';

/** What is needed beside a trained network to write with it. */
export interface Writer {
  readonly vocabulary: Vocabulary;
  readonly conditions: Conditions;
}

export interface WritingOptions {
  readonly count: number;
  /** Most tokens of a text, with what it begins with. */
  readonly length: number;
  readonly temperature: number;
  readonly topK: number | null;
  /** What each text begins with. */
  readonly start: string;
  /** Text i of a seed is the same however many are written. */
  readonly seed: number;
  /** Text of some conditioning columns; the others are drawn as the training texts have them. */
  readonly condition: ReadonlyMap<string, string>;
  shouldStop?(): boolean;
}

export interface WrittenText {
  readonly text: string;
  /** What it was written on: `key: D Major, meter: C|`; empty without conditions. */
  readonly condition: string;
  /** Whether the network ended it; otherwise it was cut at the length. */
  readonly ended: boolean;
}

/**
 * Of a finished run, without its data.
 * @throws UserError when the run has no vocabulary
 */
export function writerOf({ data, model, task }: Experiment, preprocessing: Preprocessing): Writer {
  const tokens = preprocessing.vocabularies?.target;
  if (task !== 'generate' || !tokens || !model.tokens) {
    throw new UserError('The network of this run writes no texts.', 'Choose a run of the task "generate".', {
      code: 'generate/no-writer',
    });
  }
  const tokenizer = new Tokenizer(model.tokens.level, model.tokens.lowercase);
  return {
    vocabulary: new Vocabulary(tokens, tokenizer),
    conditions: Conditions.fromPreprocessing(data.static, preprocessing),
  };
}

/**
 * Writes texts with a trained network, drawn by its probabilities.
 * @throws UserError for a start that it cannot read, and a condition that it was not trained on
 */
export async function writeTexts(engine: Engine, writer: Writer, options: WritingOptions): Promise<WrittenText[]> {
  const { vocabulary, conditions } = writer;
  const { count, length, temperature, topK, seed } = options;
  const begin = startOf(writer, options.start);
  const random = seededGenerator(seed);
  const drawn = Array.from({ length: count }, () => conditions.draw(options.condition, random));
  const columns = new Float32Array(count * conditions.width);
  drawn.forEach((condition, i) => {
    conditions.write(condition, columns.subarray(i * conditions.width, (i + 1) * conditions.width));
  });
  const decoding = await engine.generate(count);
  const pacer = new Pacer();
  const written = await sample(decoding, count, {
    ...{ temperature, topK, seed, begin },
    ...(conditions.width > 0 ? { columns } : {}),
    ...{ start: startToken, end: endToken, never: [padToken, unknownToken, startToken] },
    steps: Math.max(length, begin.length),
    goOn: async () => {
      if (pacer.due) await pacer.turn();
      return !(options.shouldStop?.() ?? false);
    },
  });
  return written.map(({ tokens, ended }, i) => ({
    text: vocabulary.decode(tokens),
    condition: conditions.describe(drawn[i] ?? []),
    ended,
  }));
}

/**
 * Tokens of what texts begin with.
 * @throws UserError when training has not seen one of them
 */
export function startOf({ vocabulary }: Writer, start: string): Int32Array {
  const tokens = vocabulary.tokenizer.tokens(start);
  const numbers = vocabulary.encodeTokens(tokens);
  const unknown = numbers.indexOf(unknownToken);
  if (unknown < 0) return numbers;
  throw new UserError(
    `A text cannot begin with ${JSON.stringify(start.slice(0, 60))}: the network does not know ${JSON.stringify(tokens[unknown])}.`,
    'Begin with something that stands in the training texts, or with nothing.',
    { code: 'generate/unknown-start', path: 'sampling.start' },
  );
}

/** A text as it is shown: with what it was written on above it. */
export function shownText({ text, condition }: WrittenText): string {
  return condition === '' ? text : `(${condition})\n${text}`;
}
