import type { GradientTrace } from '../../src/spec/inspection';
import { cellLabels } from '../../src/spec/layers';
import { formatCount, formatNumber } from '../shared/format';
import { locale } from '../shared/locale';

/** Gradient at the first step as a share of that at the last; null where one of them is not known. */
export function shareLeft(norms: readonly (number | null)[]): number | null {
  const [first, last] = [norms[0] ?? null, norms.at(-1) ?? null];
  return first === null || last === null || last === 0 ? null : first / last;
}

/** What the norms of a layer say, in one or two sentences. */
export function gradientSentence(norms: readonly (number | null)[]): string {
  if (norms.length < 2) return 'With one step there is no way back for a gradient to vanish on.';
  const share = shareLeft(norms);
  const steps = formatCount(norms.length);
  if (share === null) return `Over ${steps} steps no gradient could be measured.`;
  if (share === 0) return `Nothing of the gradient reaches the first of ${steps} steps: nothing is learned from it.`;
  return `The gradient at the first of ${steps} steps is ${sizeWords(share)} that at the last: ${meaning(share)}`;
}

function sizeWords(share: number): string {
  if (share > 2) return `${formatNumber(share, 2)} times`;
  return share > 0.5 ? 'about' : `${sharePercent(share)} of`;
}

const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: 2 });

/** `5.1%`, `0.0002%`, `under 0.0001%`. */
export const sharePercent = (share: number): string =>
  share > 0 && share < 1e-6 ? `under ${percent.format(1e-6)}` : percent.format(share);

const cellWords: readonly [string, string][] = [['bidirectional', 'Bidirectional'], ...Object.entries(cellLabels)];

/** A layer as the form calls it: `LSTM`, and `2. LSTM` where there are several. */
export function layerWords(name: string, place: number, count: number): string {
  const words = cellWords.find(([start]) => name.startsWith(start))?.[1] ?? name;
  return count > 1 ? `${place + 1}. ${words}` : words;
}

function meaning(share: number): string {
  if (share < 1e-3) return 'it vanishes on the way back, and what stands there can hardly be learned from.';
  if (share < 0.1) return 'it fades on the way back; the last steps count most.';
  if (share <= 10) return 'it reaches all steps.';
  return 'it grows on the way back; where the loss jumps, clip its norm.';
}

/** The layer nearest to the prediction. */
export const lastLayer = (trace: GradientTrace | null): GradientTrace['layers'][number] | null =>
  trace?.layers.at(-1) ?? null;
