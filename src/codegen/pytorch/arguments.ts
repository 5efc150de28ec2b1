import type { Sizes } from '../python/sizes';

/** Sizes as they are called within `Model`, and what it is given of them in `main`. */
export interface ModelSizes {
  readonly sizes: Sizes;
  /** Parameters that the constructor may need, with what main passes for each: none where the experiment tells all sizes. */
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
  const { features, vocabulary, categories, classes, known, horizon } = sizes;
  return {
    sizes: {
      features: named('features', features),
      ...(vocabulary === undefined ? {} : { vocabulary: named('vocabulary', vocabulary) }),
      ...(categories === undefined ? {} : { categories: categories.map((size, i) => named(`values_${i + 1}`, size)) }),
      ...(classes === undefined ? {} : { classes: named('classes', classes) }),
      ...(known === undefined ? {} : { known: named('known', known) }),
      ...(horizon === undefined ? {} : { horizon: named('horizon', horizon) }),
    },
    parameters,
  };
}

/** Parameters that lines of the constructor read: the network needs no number of classes that it has one output for. */
export const usedParameters = (
  { parameters }: ModelSizes,
  lines: readonly string[],
): readonly (readonly [name: string, value: string])[] =>
  parameters.filter(([name]) => lines.some((line) => new RegExp(`(?<!self\\.)\\b${name}\\b`).test(line)));
