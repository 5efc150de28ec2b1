import type { Pairs } from '../../../data/pairs/pairData';
import type { Experiment } from '../../../spec/experiment';
import type { Scores, SplitName } from '../../../spec/run';
import type { ScoresFile } from '../../../spec/scores';
import { corpusBleu } from '../../scores/bleu';
import { exactMatch } from '../../scores/tokens';
import type { Judged } from '../task';
import type { PartTranslations } from './translatePart';
import { verdict } from './verdict';

/** Examples of each part: what references are taken from. */
type Parts = Readonly<Record<SplitName, Int32Array>>;

/** All target texts that a source has in a part: a translation is right when it is one of them. */
export function references(pairs: Pairs, part: Int32Array): (example: number) => readonly string[] {
  const bySource = new Map<string, Set<string>>();
  for (const example of part) {
    const source = pairs.sourceText(example);
    const targets = bySource.get(source) ?? new Set();
    bySource.set(source, targets.add(pairs.targetText(example)));
  }
  return (example) => [...(bySource.get(pairs.sourceText(example)) ?? [])];
}

export function judge(
  results: readonly PartTranslations[],
  pairs: Pairs,
  parts: Parts,
  experiment: Experiment,
): Judged {
  const network: Partial<Record<SplitName, Scores>> = {};
  const naive: Partial<Record<SplitName, Scores>> = {};
  for (const part of results) {
    const known = Array.from(part.examples, references(pairs, parts[part.split]));
    const { right, tokens } = part.tokens;
    network[part.split] = {
      exactMatch: exactMatch(part.predicted, known),
      tokenAccuracy: tokens === 0 ? null : right / tokens,
      bleu: bleu(part.predicted, known),
    };
    naive[part.split] = { exactMatch: exactMatch(part.naive, known), bleu: bleu(part.naive, known) };
  }
  return {
    metrics: network,
    baselines: { naive, seasonalNaive: null },
    byTarget: {},
    verdict: verdict(network, naive, experiment.model.tokens?.level ?? 'word'),
    lagged: false,
  };
}

/** `scores.json`: the scores against each row's own target, and those of sources that training has not seen. */
export function scoresFile(results: readonly PartTranslations[], pairs: Pairs, parts: Parts): ScoresFile {
  const trained = new Set(Array.from(parts.train, (example) => pairs.sourceText(example)));
  const details = results.map(({ split, examples, predicted, tokens }) => {
    const own = Array.from(examples, (example) => [pairs.targetText(example)]);
    const known = Array.from(examples, references(pairs, parts[split]));
    const fresh = [...examples.keys()].filter((i) => !trained.has(pairs.sourceText(examples[i] ?? -1)));
    const freshTexts = fresh.map((i) => predicted[i] ?? '');
    const freshKnown = fresh.map((i) => known[i] ?? []);
    const translations = {
      judged: examples.length,
      examples: parts[split].length,
      exactMatchOwn: exactMatch(predicted, own),
      bleuOwn: bleu(predicted, own),
      newSources: fresh.length,
      exactMatchNew: exactMatch(freshTexts, freshKnown),
      bleuNew: bleu(freshTexts, freshKnown),
      tokens: tokens.tokens,
    };
    return [split, { translations }] as const;
  });
  return { version: 1, ...Object.fromEntries(details) };
}

/** BLEU counts four words in a row: answers of one word are not defined by it, where sacrebleu would say 0. */
function bleu(texts: readonly string[], known: readonly (readonly string[])[]): number | null {
  const long = known.some((own) => own.some((text) => text.trim().split(/\s+/).length >= 4));
  return long ? corpusBleu(texts, known) : null;
}
