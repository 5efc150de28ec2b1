import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import type { CodegenInput } from '../../input';
import type { Unsupported } from '../../supported';
import type { PythonData } from '../kinds';
import type { PythonSection } from '../program';
import type { Sizes } from '../sizes';
import { type Chains, streamsSection } from '../streams';
import { examplesSection } from './examples';
import { formOf, isSimple } from './form';
import { inputsSection } from './inputs';
import { placesSection } from './places';
import { readingSection } from './reading';
import { reportSections } from './report';
import { rowsSection } from './rows';
import { scalingSection } from './scaling';
import { valueLines } from './values';
import { windowsSection } from './windows';

/** Windows of rows, and the rows that follow them. */
export const forecastData: PythonData = {
  unsupported,
  packages: (pipeline) => (needsScikit(pipeline) ? ['scikit-learn'] : []),
  examples: 'windows',
  plots: 'actual and predicted',
  sizes,
  data: dataSections,
  report: reportSections,
};

/** What is not a forecast of numbers from numbers is refused beforehand. */
function unsupported(_input: CodegenInput): Unsupported[] {
  return [];
}

function needsScikit(pipeline: Pipeline): boolean {
  const { bySeries, scaledOverAll } = formOf(pipeline);
  return pipeline.scaling !== 'none' && (!bySeries || scaledOverAll.length > 0);
}

function dataSections(pipeline: Pipeline): PythonSection[] {
  const streams = streamsSection(pipeline, chains);
  if (isSimple(pipeline)) return [readingSection(pipeline), windowsSection(pipeline), streams];
  const form = formOf(pipeline);
  return [
    readingSection(pipeline),
    { topic: 'examples', main: valueLines(pipeline, form) },
    rowsSection(pipeline, form),
    scalingSection(pipeline, form),
    inputsSection(pipeline, form),
    placesSection(pipeline, form),
    examplesSection(pipeline, form),
    streams,
  ];
}

/** A window goes on from the one that ends where it begins. */
const chains: Chains = {
  of: 'rows',
  breaks: 'np.diff(rows) != TIME_STEPS',
  each: 'streams(r) for part, r in rows.items()',
  examples: 'windows',
};

/** Categories are counted by the program: their ones and zeros are columns, their learned vectors have a vocabulary. */
function sizes(pipeline: Pipeline): Sizes {
  const form = formOf(pipeline);
  const { numbers, calendar, oneHot, embedded, known, hasKnown } = form;
  const knownCategories = known.filter((name) => pipeline.categories.includes(name));
  return {
    features: oneHot.length > 0 ? 'inputs.shape[1]' : String(numbers.length + 2 * calendar.length),
    ...(embedded.length > 0
      ? { categories: embedded.map((name) => `len(categories[${pythonString(name)}].cat.categories) + 1`) }
      : {}),
    ...(hasKnown
      ? { known: knownCategories.length > 0 ? 'known.shape[1]' : String(known.length + 2 * calendar.length) }
      : {}),
  };
}
