import type { Scores, SplitName } from '../../../spec/run';
import type { ScoresFile } from '../../../spec/scores';
import { splitsByImportance } from '../../splits';
import type { Judged } from '../task';
import type { MeasuredTexts } from './measureTexts';

type BySplit = Partial<Record<SplitName, Scores>>;

/** Bits a character: how well a text can be foretold, whatever it is cut into. */
export function judge(parts: readonly MeasuredTexts[]): Judged {
  const by = (bits: (part: MeasuredTexts) => number): BySplit =>
    Object.fromEntries(parts.map((part) => [part.split, { bitsPerCharacter: finite(bits(part) / part.characters) }]));
  const metrics = by((part) => part.bits);
  const naive = by((part) => part.naiveBits);
  return {
    metrics,
    baselines: { naive, seasonalNaive: null },
    byTarget: {},
    verdict: verdict(metrics, naive),
    lagged: false,
  };
}

/** `scores.json`: the sums that the scores are made of, and the perplexity. */
export function scoresFile(parts: readonly MeasuredTexts[]): ScoresFile {
  const details = parts.map(({ split, texts, tokens, characters, bits }) => {
    const bitsPerToken = finite(bits / tokens);
    const perplexity = bitsPerToken === null ? null : finite(2 ** bitsPerToken);
    return [split, { writing: { texts, tokens, characters, bits: finite(bits), bitsPerToken, perplexity } }] as const;
  });
  return { version: 1, ...Object.fromEntries(details) };
}

function verdict(metrics: BySplit, naive: BySplit): string {
  const split = splitsByImportance.find((name) => metrics[name]);
  if (split === undefined) return '';
  const own = metrics[split]?.bitsPerCharacter;
  const other = naive[split]?.bitsPerCharacter;
  if (own == null || other == null) return '';
  const part = { train: 'training', validation: 'validation', test: 'test' }[split];
  const share = Math.round(100 * (1 - own / other));
  const compared = share > 0 ? `${share} % less than` : share < 0 ? `${-share} % more than` : 'as much as';
  const sentence = `The network needs ${own.toFixed(3)} bits a character on the ${part} part, ${compared} the frequencies of single tokens (${other.toFixed(3)}).`;
  return split === 'test' ? sentence : `${sentence} There is no test part.`;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
