import type { Pipeline } from '../pipeline';
import { forecastData } from './forecast/forecast';
import { forecastReport } from './forecast/report';
import type { TypescriptSection } from './program';
import { rowUses } from './rows/uses';
import { sizesOfData } from './sizes';

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
    case 'forecast':
      return {
        data: forecastData(pipeline),
        createModel: forecastModel(pipeline),
        report: forecastReport(pipeline),
        saves: true,
      };
    default:
      throw new Error(`not refused: ${pipeline.kind}`);
  }
}

function forecastModel(pipeline: Pipeline): string[] {
  const series = rowUses(pipeline).several ? 'series[0]' : 'series';
  const values = {
    features: `${series}.inputs[0].length`,
    known: `${series}.known[0].length`,
    categories: 'categories.map(({ length }) => 1 + length)',
    vocabulary: '',
    classes: '',
  };
  const sizes = sizesOfData(pipeline).map((name) => `    ${name}: ${values[name]},`);
  return ['  const model = createModel({', ...sizes, '  });'];
}
