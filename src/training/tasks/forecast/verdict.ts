import type { Scores, SplitName } from '../../../spec/run';
import type { Judgement } from './judge';

/** Below this share a difference is not worth a word: half a per cent. */
const noDifference = 0.005;

/**
 * One plain sentence that says whether the network helped, by RMSE on one part; over several series by MASE, which no
 * series with large numbers decides alone.
 * With several targets the ratios are averaged (geometrically, because units differ between targets).
 */
export function verdict(
  targets: readonly Judgement[],
  split: SplitName,
  lagged: boolean,
  metric: 'rmse' | 'mase' = 'rmse',
): string {
  const last = ratio(targets, split, metric, (target) => target.naive[split]);
  const season = ratio(targets, split, metric, (target) => target.seasonalNaive?.[split]);
  const sentences = [compare(last, season)];
  if (metric === 'mase' && last !== null) sentences.push('Judged by MASE, averaged over the series.');
  if (lagged) sentences.push('The forecast mostly repeats the last value: it follows the series one step late.');
  if (split !== 'test')
    sentences.push(`Judged on the ${split === 'train' ? 'training' : split} part, for want of a test part.`);
  return sentences.join(' ');
}

function compare(last: number | null, season: number | null): string {
  if (last === null) return 'The network could not be compared with repeating the last value.';
  const first = describe(last, 'repeating the last value');
  if (season === null) return `${capital(first)}.`;
  const joint = better(last) === better(season) ? 'and' : 'but';
  return `${capital(first)}, ${joint} ${describe(season, 'repeating the last season')}.`;
}

function better(value: number): boolean {
  return value <= 1 - noDifference;
}

function describe(value: number, than: string): string {
  if (Math.abs(value - 1) < noDifference) return `no better than ${than}`;
  return value < 1 ? `${percent(1 - value)} better than ${than}` : `${percent(value - 1)} worse than ${than}`;
}

/** The network's score divided by the other's; null where one of them is not defined. */
function ratio(
  targets: readonly Judgement[],
  split: SplitName,
  metric: 'rmse' | 'mase',
  other: (target: Judgement) => Scores | undefined,
): number | null {
  const logs = targets.map((target) =>
    Math.log((target.metrics[split]?.[metric] ?? NaN) / (other(target)?.[metric] ?? NaN)),
  );
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  return Number.isFinite(mean) ? Math.exp(mean) : null;
}

function percent(share: number): string {
  const value = share * 100;
  if (value >= 1e6) return `${value.toExponential(1)} %`;
  return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} %`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
