import type { MeasuredData } from '../../../data/classes/labelledData';
import type { Scores, SplitName } from '../../../spec/run';
import { meanScores, scores } from '../forecast/metrics';
import type { Judged } from '../task';
import type { PartMeasures } from './measures';

type BySplit = Partial<Record<SplitName, Scores>>;

/** Scores of one target: of the network, and of saying the mean of the training rows throughout. */
interface Judgement {
  readonly metrics: BySplit;
  readonly naive: BySplit;
}

/** Compares predictions with what was measured, and with the mean of the training rows. */
export function judgeMeasures(parts: readonly PartMeasures[], data: MeasuredData): Judged {
  const targets = data.targetValues.map((_, k) => judgeTarget(parts, data, k));
  const names = data.targetScalers.map(({ column }) => column);
  const mean = (of: keyof Judgement): BySplit =>
    Object.fromEntries(
      parts.map(({ split }) => [split, withoutSeason(meanScores(targets.map((one) => one[of][split]!)))]),
    );
  const split = (['test', 'validation', 'train'] as const).find((name) => parts.some((part) => part.split === name));
  return {
    metrics: mean('metrics'),
    baselines: { naive: mean('naive'), seasonalNaive: null },
    byTarget:
      targets.length === 1
        ? {}
        : Object.fromEntries(names.map((name, k) => [name, { ...targets[k]!, seasonalNaive: null }])),
    verdict: split === undefined ? '' : verdict(targets, split),
    lagged: false,
  };
}

function judgeTarget(parts: readonly PartMeasures[], data: MeasuredData, k: number): Judgement {
  const mean = trainingMean(data, k);
  const bySplit = (predict: (part: PartMeasures) => Float64Array): BySplit =>
    Object.fromEntries(parts.map((part) => [part.split, measureScores(part.actual[k]!, predict(part))]));
  return {
    metrics: bySplit((part) => part.predicted[k]!),
    naive: bySplit((part) => new Float64Array(part.rows.length).fill(mean)),
  };
}

/** Mean of a target over the training rows. */
export function trainingMean({ examples, targetValues }: MeasuredData, k: number): number {
  let sum = 0;
  let count = 0;
  for (const example of examples.judged.train) {
    const from = examples.index[4 * example + 2]!;
    const to = from + examples.index[4 * example + 3]!;
    for (let row = from; row < to; row++, count++) sum += targetValues[k]![row]!;
  }
  return sum / count;
}

export const measureScores = (actual: Float64Array, predicted: Float64Array): Scores =>
  withoutSeason(scores(actual, predicted, null));

/** Errors relative to those of the naive forecast are of forecasts. */
function withoutSeason({ rmse = null, mae = null, smape = null, r2 = null, mape = null }: Scores): Scores {
  return { rmse, mae, smape, r2, mape };
}

/** One plain sentence, by RMSE; ratios of several targets are averaged geometrically, because units differ. */
function verdict(targets: readonly Judgement[], split: SplitName): string {
  const logs = targets.map(({ metrics, naive }) =>
    Math.log((metrics[split]?.rmse ?? NaN) / (naive[split]?.rmse ?? NaN)),
  );
  const ratio = Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
  const than = 'always saying the mean of the training rows';
  const where =
    split === 'test' ? '' : ` Judged on the ${split === 'train' ? 'training' : split} part, for want of a test part.`;
  if (!Number.isFinite(ratio)) return `The network could not be compared with ${than}.${where}`;
  const percent = `${Number((100 * Math.abs(1 - ratio)).toPrecision(2))} %`;
  if (Math.abs(1 - ratio) < 0.005) return `No better than ${than}.${where}`;
  return `${percent} ${ratio < 1 ? 'better' : 'worse'} than ${than}, by RMSE.${where}`;
}
