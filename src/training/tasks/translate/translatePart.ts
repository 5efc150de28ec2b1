import type { PairData } from '../../../data/pairs/pairData';
import { endToken, padToken, startToken, unknownToken } from '../../../data/text/vocabulary';
import type { Engine } from '../../../engine/engine';
import { beam, greedy, type WritingLimits, type Written } from '../../../engine/search';
import type { Experiment } from '../../../spec/experiment';
import type { SplitName } from '../../../spec/run';
import { evaluationBatches } from '../../batches';
import { countRightTokens, type TokenCount } from '../../scores/tokens';
import { eachBatch } from '../eachBatch';
import type { PredictionControl } from '../task';
import type { SourceMemory } from './sourceMemory';

/** Translations of one part, beside what stands there. All arrays by the place in `examples`. */
export interface PartTranslations {
  readonly split: SplitName;
  readonly examples: Int32Array;
  readonly predicted: readonly string[];
  /** What needs no network: see `SourceMemory`. Empty where nothing is alike. */
  readonly naive: readonly string[];
  /** Of each step the token before is the true one, as in training. */
  readonly tokens: TokenCount;
  /** By example: the ones that were asked for. */
  readonly written: ReadonlyMap<number, Written>;
}

/** Texts decoded side by side, each with its beam. */
export const rowsAtOnce = 256;
/** Probabilities held at once: 16 MB. */
const valuesAtOnce = 1 << 22;

/**
 * Translates examples with the network's own words before, by beam search or greedily (`model.decoder.beam`).
 * @param keep examples whose tokens and attention are kept
 * @returns null when it was told to stop before all were done
 */
export async function translatePart(
  engine: Engine,
  data: PairData,
  experiment: Experiment,
  {
    split,
    examples,
    memory,
    keep,
  }: { split: SplitName; examples: Int32Array; memory: SourceMemory; keep: ReadonlySet<number> },
  control: PredictionControl,
): Promise<PartTranslations | null> {
  const { horizon, classes = 0 } = data.shapes;
  const width = experiment.model.decoder?.beam ?? 1;
  const predicted = new Map<number, string>();
  const naive = new Map<number, string>();
  const written = new Map<number, Written>();
  const tokens: TokenCount = { right: 0, tokens: 0 };
  const translate = async (batch: Int32Array): Promise<void> => {
    const texts = await translated(engine, batch, width, horizon);
    texts.forEach((text, i) => {
      const example = batch[i] ?? -1;
      predicted.set(example, data.target.decode(text.tokens));
      naive.set(example, memory.recall(example) ?? '');
      if (keep.has(example)) written.set(example, text);
    });
  };
  const score = async (batch: Int32Array): Promise<void> => {
    const probabilities = await engine.predict(batch);
    const labels = Array.from(batch, (example) => withEnd(data.pairs.targetTokens(example)));
    const count = countRightTokens(probabilities, labels, { steps: horizon, classes });
    tokens.right += count.right;
    tokens.tokens += count.tokens;
  };
  const batches = (size: number): Iterable<Int32Array> =>
    evaluationBatches(examples, Math.max(1, Math.floor(size)), data.lengths);
  const done =
    (await eachBatch(batches(rowsAtOnce / width), control, translate)) &&
    (await eachBatch(batches(valuesAtOnce / (horizon * classes)), control, score));
  if (!done) return null;
  const inOrder = (texts: ReadonlyMap<number, string>): string[] =>
    Array.from(examples, (example) => texts.get(example) ?? '');
  return { split, examples, predicted: inOrder(predicted), naive: inOrder(naive), tokens, written };
}

/**
 * Texts that a network says of examples, with its own words before.
 * @param width of the beam; 1: greedily
 * @param steps most tokens of a text, with its end
 */
export async function translated(
  engine: Engine,
  batch: Int32Array,
  width: number,
  steps: number,
): Promise<readonly Written[]> {
  const never = [padToken, unknownToken, startToken];
  const limits: WritingLimits = { start: startToken, end: endToken, never, steps };
  const decoding = await engine.decode(batch, width);
  return width === 1 ? greedy(decoding, batch.length, limits) : beam(decoding, batch.length, width, limits);
}

/** What is to be said: the text's tokens and the end. */
function withEnd(tokens: Int32Array): Int32Array {
  const labels = new Int32Array(tokens.length + 1).fill(endToken);
  labels.set(tokens);
  return labels;
}
