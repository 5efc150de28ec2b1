import type { Pipeline } from '../pipeline';
import { forecastData } from './forecast/forecast';
import { forecastReport } from './forecast/report';
import { pairsData, pairsReport } from './pairs/pairs';
import type { TypescriptSection } from './program';
import { rowUses } from './rows/uses';
import { sequencesData, sequencesReport } from './sequences/sequences';
import { type SizeName, sizesOfData } from './sizes';
import { textsData, textsReport } from './texts/texts';
import { writingData, writingReport } from './writing/writing';

/** From the CSV to `examples`, and from what the network says to scores. */
export interface KindSections {
  readonly data: readonly TypescriptSection[];
  /** Lines that create the model from sizes that the data tells. */
  readonly createModel: readonly string[];
  readonly report: readonly TypescriptSection[];
  /** Whether there are predictions to save. */
  readonly saves: boolean;
}

export function kindSections(pipeline: Pipeline): KindSections {
  switch (pipeline.kind) {
    case 'forecast': {
      const series = rowUses(pipeline).several ? 'series[0]' : 'series';
      const sizes = { features: `${series}.inputs[0].length`, known: `${series}.known[0].length` };
      return {
        data: forecastData(pipeline),
        createModel: createModel(pipeline, sizes),
        report: forecastReport(pipeline),
        saves: true,
      };
    }
    case 'sequences':
      return {
        data: sequencesData(pipeline),
        createModel: createModel(pipeline, { features: 'all[0].inputs[0].length' }),
        report: sequencesReport(pipeline),
        saves: true,
      };
    case 'texts':
      return {
        data: textsData(pipeline),
        createModel: createModel(pipeline, {}),
        report: textsReport(pipeline),
        saves: true,
      };
    case 'pairs':
      return {
        data: pairsData(pipeline),
        createModel: createModel(pipeline, { vocabulary: 'sources.length', classes: 'targets.length' }),
        report: pairsReport(pipeline),
        saves: true,
      };
    case 'writing':
      return {
        data: writingData(pipeline),
        createModel: createModel(pipeline, {
          features: 'conditions.flat().length',
          classes: 'vocabulary.length',
        }),
        report: writingReport(pipeline),
        saves: false,
      };
  }
}

/** @param own expressions of the sizes that differ from kind to kind */
function createModel(pipeline: Pipeline, own: Partial<Record<SizeName, string>>): string[] {
  const values: Partial<Record<SizeName, string>> = {
    categories: 'categories.map(({ length }) => 1 + length)',
    vocabulary: 'vocabulary.length',
    classes: 'classes.length',
    ...own,
  };
  const sizes = sizesOfData(pipeline).map((name) => `    ${name}: ${values[name] ?? ''},`);
  return ['  const model = createModel({', ...sizes, '  });'];
}
