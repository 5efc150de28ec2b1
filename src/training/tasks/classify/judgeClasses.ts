import type { LabelledData } from '../../../data/classes/labelledData';
import type { Scores, SplitName } from '../../../spec/run';
import type { ScoresFile } from '../../../spec/scores';
import { classDetails, classScores } from '../../scores/classes';
import type { Judged } from '../task';
import { alwaysSaying, type PartClasses } from './classPredictions';

/** Compares predictions with what is so, and with saying the most frequent label of the training part throughout. */
export function judgeClasses(parts: readonly PartClasses[], data: LabelledData): Judged {
  const frequent = mostFrequent(data);
  const bySplit = (scores: (part: PartClasses) => Scores): Partial<Record<SplitName, Scores>> =>
    Object.fromEntries(parts.map((part) => [part.split, scores(part)]));
  const judgedBy = (['test', 'validation', 'train'] as const).flatMap(
    (split) => parts.find((part) => part.split === split) ?? [],
  )[0];
  return {
    metrics: bySplit(classScores),
    baselines: { naive: bySplit((part) => classScores(alwaysSaying(frequent, part))), seasonalNaive: null },
    byTarget: {},
    verdict: judgedBy ? verdict(judgedBy, frequent, data.column) : '',
    lagged: false,
  };
}

/** `scores.json`. */
export function classScoresFile(parts: readonly PartClasses[]): ScoresFile {
  return { version: 1, ...Object.fromEntries(parts.map((part) => [part.split, classDetails(part)])) };
}

/** The label that most training rows have; the first of those that are as frequent. */
export function mostFrequent({ examples, labels, classes }: LabelledData): number {
  const counts = new Float64Array(classes.length);
  for (const example of examples.judged.train) {
    const from = examples.index[4 * example + 2]!;
    const to = from + examples.index[4 * example + 3]!;
    for (let row = from; row < to; row++) counts[labels[row]!]!++;
  }
  return counts.indexOf(Math.max(...counts));
}

/** One plain sentence: how often the network is right, and how often saying the same throughout would be. */
function verdict(part: PartClasses, frequent: number, column: string): string {
  const { actual, predicted, names, split } = part;
  const count = actual.length;
  const right = actual.reduce((sum, label, i) => sum + (label === predicted[i] ? 1 : 0), 0);
  const same = actual.reduce((sum, label) => sum + (label === frequent ? 1 : 0), 0);
  const where = { test: 'test', validation: 'validation', train: 'training' }[split];
  const always = `always saying "${short(names[frequent] ?? '')}"`;
  const compared =
    right > same
      ? `; ${always} would be right in ${percent(same, count)}`
      : right === same
        ? `, which is no better than ${always}`
        : `, which is worse than ${always} (${percent(same, count)})`;
  const sentence = `Tells "${short(column)}" right in ${percent(right, count)} of the ${where} part (${right} of ${count})${compared}.`;
  if (split === 'test') return sentence;
  return `${sentence} Judged on the ${where} part, for want of a test part.`;
}

const percent = (part: number, whole: number): string => `${Number(((100 * part) / whole).toFixed(1))} %`;
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
