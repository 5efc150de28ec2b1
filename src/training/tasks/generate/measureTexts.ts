import type { TextData } from '../../../data/writing/textData';
import type { Engine } from '../../../engine/engine';
import type { Experiment } from '../../../spec/experiment';
import type { SplitName } from '../../../spec/run';
import { measuringBatches } from '../../batches';
import { eachBatch } from '../eachBatch';
import type { PredictionControl } from '../task';
import type { OrderZero } from './orderZero';

/** How many bits the texts of a part take. */
export interface MeasuredTexts {
  readonly split: SplitName;
  readonly texts: number;
  /** With an end each. */
  readonly tokens: number;
  /** As a reader counts them, without the ends. */
  readonly characters: number;
  /** Sum of -log₂ p over the tokens, by the network and by order zero. */
  readonly bits: number;
  readonly naiveBits: number;
}

/** Texts of the training and of the validation part that are measured: the test part as a whole. */
const mostTexts = 1000;

/** Texts of a part that are measured, spread over it. */
export function measuredTexts({ texts }: TextData, split: SplitName): Int32Array {
  const all = texts.partOf.flatMap((part, text) => (part === split ? [text] : []));
  if (split === 'test' || all.length <= mostTexts) return Int32Array.from(all);
  return Int32Array.from({ length: mostTexts }, (_, i) => all[Math.floor((i * all.length) / mostTexts)] ?? -1);
}

/**
 * Measures texts as a whole, each token by those before it (of its piece, where the text is cut).
 * @returns null when it was told to stop before all were measured
 */
export async function measureTexts(
  engine: Engine,
  data: TextData,
  experiment: Experiment,
  split: SplitName,
  naive: OrderZero,
  control: PredictionControl,
): Promise<MeasuredTexts | null> {
  const { texts, textOf, windows } = data;
  const chosen = measuredTexts(data, split);
  const isChosen = new Set(chosen);
  const examples = windows[split].filter((example) => isChosen.has(textOf[example] ?? -1));
  let nats = 0;
  let tokens = 0;
  const done = await eachBatch(measuringBatches(examples, experiment, data), control, async ({ batch, fresh }) => {
    if (fresh) engine.resetStates();
    const { loss, count } = await engine.measure(batch);
    nats += loss * count;
    tokens += count;
  });
  if (!done) return null;
  const sum = (of: (text: number) => number): number => chosen.reduce((total, text) => total + of(text), 0);
  return {
    split,
    texts: chosen.length,
    tokens,
    characters: sum((text) => texts.characters(text)),
    bits: nats / Math.LN2,
    naiveBits: sum((text) => naive.bits(texts.tokens(text))),
  };
}
