import type { SplitName } from '../../spec/run';

export type ByPart = Readonly<Record<SplitName, Int32Array>>;

/**
 * Examples that a loss can be taken of: those with labels that the network has outputs for. The others are judged (as
 * wrong), but would make any loss infinite.
 * @param isKnown whether all labels of an example are known
 */
export function learnable(judged: ByPart, isKnown: (example: number) => boolean): ByPart {
  const { train, validation, test } = judged;
  return { train, validation: validation.filter(isKnown), test: test.filter(isKnown) };
}
