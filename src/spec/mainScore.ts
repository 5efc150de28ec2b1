import type { MetricName, Scores, SplitName, Summary } from './run';

/** How a score is called, and which way is better. */
export interface MetricInfo {
  readonly label: string;
  readonly better: 'lower' | 'higher';
  /** `share`: 0 to 1, shown in per cent; `percent`: in per cent already; `data`: in the data's own units. */
  readonly unit: 'data' | 'percent' | 'share' | 'none';
  /** What is predicted. */
  readonly family: 'numbers' | 'classes' | 'texts';
}

export const metricInfo: Readonly<Record<MetricName, MetricInfo>> = {
  rmse: { label: 'RMSE', better: 'lower', unit: 'data', family: 'numbers' },
  mae: { label: 'MAE', better: 'lower', unit: 'data', family: 'numbers' },
  smape: { label: 'sMAPE', better: 'lower', unit: 'percent', family: 'numbers' },
  mase: { label: 'MASE', better: 'lower', unit: 'none', family: 'numbers' },
  r2: { label: 'R²', better: 'higher', unit: 'none', family: 'numbers' },
  mape: { label: 'MAPE', better: 'lower', unit: 'percent', family: 'numbers' },
  pinball: { label: 'Pinball loss', better: 'lower', unit: 'data', family: 'numbers' },
  coverage: { label: 'Coverage', better: 'higher', unit: 'share', family: 'numbers' },
  accuracy: { label: 'Accuracy', better: 'higher', unit: 'share', family: 'classes' },
  f1: { label: 'F1', better: 'higher', unit: 'none', family: 'classes' },
  auc: { label: 'AUC', better: 'higher', unit: 'none', family: 'classes' },
  tokenAccuracy: { label: 'Token accuracy', better: 'higher', unit: 'share', family: 'texts' },
  exactMatch: { label: 'Exact match', better: 'higher', unit: 'share', family: 'texts' },
  bleu: { label: 'BLEU', better: 'higher', unit: 'none', family: 'texts' },
  bitsPerCharacter: { label: 'Bits per character', better: 'lower', unit: 'none', family: 'texts' },
};

/** A run's main score with what is needed to show and to compare it. */
export interface MainScore extends MetricInfo {
  readonly metric: MetricName;
  readonly value: number;
  /** The same score of the naive forecast, or of what needs no network, where there is one. */
  readonly naive: number | null;
}

/** The score that a run is judged by: `summary.mainMetric`, RMSE in files that do not name one. */
export const mainMetricOf = ({ mainMetric }: Pick<Summary, 'mainMetric'>): MetricName => mainMetric ?? 'rmse';

/** The main score on a part; null where the run has none there. Other parts than test do not compare between runs. */
export function mainScore(
  summary: Pick<Summary, 'mainMetric' | 'metrics' | 'baselines'>,
  split: SplitName = 'test',
): MainScore | null {
  const metric = mainMetricOf(summary);
  const value = scoreOf(summary.metrics[split], metric);
  if (value === null) return null;
  return { metric, value, naive: scoreOf(summary.baselines.naive[split], metric), ...metricInfo[metric] };
}

/** Whether a score is better than another of the same metric. */
export function isBetter(metric: MetricName, score: number, than: number): boolean {
  return metricInfo[metric].better === 'lower' ? score < than : score > than;
}

const scoreOf = (scores: Scores | undefined, metric: MetricName): number | null => scores?.[metric] ?? null;
