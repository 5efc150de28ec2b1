import type { Pipeline } from '../pipeline';
import { encodingOf } from './rows/encode';
import { rowUses } from './rows/uses';

/** Sizes of the network that only the CSV tells, as fields of `sizes` in a program. */
export type SizeName = 'features' | 'known' | 'categories' | 'vocabulary' | 'classes';

export function sizesOfData(pipeline: Pipeline): SizeName[] {
  const { shapes, kind, categories, experiment } = pipeline;
  const { known, static: statics } = experiment.data;
  const rows = kind === 'forecast' || kind === 'sequences';
  const { ones, vectors } = encodingOf(pipeline);
  const found: (SizeName | false)[] = [
    ((rows && ones && !vectors && rowUses(pipeline).fed.some((name) => categories.includes(name))) ||
      (kind === 'writing' && statics.length > 0)) &&
      'features',
    kind === 'forecast' && known.some((name) => categories.includes(name)) && 'known',
    vectors && 'categories',
    shapes.vocabulary !== undefined && kind !== 'writing' && 'vocabulary',
    shapes.classes !== undefined && 'classes',
  ];
  return found.filter((name) => name !== false);
}
