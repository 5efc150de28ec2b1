import type { Experiment } from '../../spec/experiment';
import type { SplitName } from '../../spec/run';
import { splitByHash, splitRows } from '../sequence/split';

/**
 * Which of `count` examples (rows of texts) belong to which part: at random by the split's seed, or in the order of the
 * file, the first train.
 */
export function splitExamples(count: number, split: Experiment['data']['split']): SplitName[] {
  if (split.by !== 'time') return splitByHash(count, split);
  const { train, validation } = splitRows(count, split);
  return Array.from({ length: count }, (_, i) => (i < train[1] ? 'train' : i < validation[1] ? 'validation' : 'test'));
}

/** Numbers of the examples of each part, in order. */
export function examplesByPart(parts: readonly SplitName[]): Record<SplitName, Int32Array> {
  const of = (split: SplitName): Int32Array => Int32Array.from([...parts.keys()].filter((i) => parts[i] === split));
  return { train: of('train'), validation: of('validation'), test: of('test') };
}
