import type { ModelShapes } from '../../engine';
import type { Layout } from '../memory/layout';

/** Room for windows that are scaled one by one: inputs [rows, T, F], and targets [rows, 1 + horizon, targets]. */
export interface ScaledWindows {
  readonly inputs: number;
  readonly targets: number;
}

export const scaledWindows = (
  layout: Layout,
  { timeSteps, features, horizon, targets }: ModelShapes,
  rows: number,
): ScaledWindows => ({
  inputs: layout.take(rows * timeSteps * features * 4),
  targets: layout.take(rows * (1 + horizon) * targets * 4),
});
