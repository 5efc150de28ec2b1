import type { Scores, SplitName } from '../../../spec/run';
import { splitsByImportance } from '../../splits';

type BySplit = Partial<Record<SplitName, Scores>>;

/** One plain sentence: how many texts are right, beside looking up what is most alike. */
export function verdict(network: BySplit, naive: BySplit, level: 'word' | 'character'): string {
  const split = splitsByImportance.find((name) => network[name]);
  if (split === undefined) return '';
  const [own, other] = [network[split] ?? {}, naive[split] ?? {}];
  const part = { train: 'training', validation: 'validation', test: 'test' }[split];
  const right = `${percent(own.exactMatch)} of the ${part} texts come out exactly right`;
  const looked = 'the answer of the most alike training text';
  // Of texts of fewer than four words there is no BLEU.
  const sentence =
    level === 'character' || own.bleu == null
      ? `${right}; ${looked} is right for ${percent(other.exactMatch)}.`
      : `BLEU is ${points(own.bleu)}, where ${looked} has ${points(other.bleu)}; ${right} (${percent(other.exactMatch)} by looking up).`;
  return split === 'test' ? sentence : `${sentence} Judged on the ${part} part, for want of a test part.`;
}

/** Rounded down: 100 % are all. */
const percent = (share: number | null | undefined): string =>
  share == null ? 'none' : `${Math.floor(1000 * share + 1e-9) / 10} %`;

const points = (bleu: number | null | undefined): string => (bleu == null ? 'none' : bleu.toFixed(1));
