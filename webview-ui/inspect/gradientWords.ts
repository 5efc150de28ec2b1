import type { GradientTrace } from '../../src/spec/inspection';
import { formatCount, formatNumber } from '../shared/format';

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
  return share > 0.5 ? 'about' : `${formatNumber(share, 2)} of`;
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
