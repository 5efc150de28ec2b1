import type { Sizes } from '../python/sizes';

/** Sizes as they are called within `Model`, and what it is given of them in `main`. */
export interface ModelSizes {
  readonly sizes: Sizes;
  /** Parameters of the constructor with what main passes for each: none where the experiment tells all sizes. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

const isNumber = (size: string): boolean => /^\d+$/.test(size);

/** What is no number becomes a parameter, for classes and vocabularies are counted in the data. */
export function modelSizes(sizes: Sizes): ModelSizes {
  const parameters: [string, string][] = [];
  const named = (name: string, size: string): string => {
    if (isNumber(size)) return size;
    parameters.push([name, size]);
    return name;
  };
  const { features, vocabulary, categories, classes, known } = sizes;
  return {
    sizes: {
      features: named('features', features),
      ...(vocabulary === undefined ? {} : { vocabulary: named('vocabulary', vocabulary) }),
      ...(categories === undefined ? {} : { categories: categories.map((size, i) => named(`values_${i + 1}`, size)) }),
      ...(classes === undefined ? {} : { classes: named('classes', classes) }),
      ...(known === undefined ? {} : { known: named('known', known) }),
    },
    parameters,
  };
}
