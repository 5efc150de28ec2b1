import { isBinary } from '../classes/classes';
import { classReport } from '../classes/report';
import type { PythonData } from '../kinds';
import { splitSection } from '../split';
import { sequenceExamples } from './examples';
import { formOf, inputsOf, realSteps } from './form';
import { inputsSection } from './inputs';
import { measuresReport } from './measures';
import { readSequences } from './reading';
import { rowsSection } from './rows';

/** Rows that are labelled, or classified together, or each by itself. */
export const sequencesData: PythonData = {
  unsupported: () => [],
  packages: () => ['scikit-learn'],
  examples: 'examples',
  plots: 'actual and predicted',
  sizes: (pipeline) => {
    const { numbers, oneHot, embedded, measured } = formOf(pipeline);
    return {
      features:
        numbers.length + oneHot.length === 0 ? '0' : oneHot.length > 0 ? 'sequences.shape[2]' : String(numbers.length),
      ...(embedded.length > 0
        ? { categories: embedded.map((_, i) => `len(categories[CATEGORIES[${i}]].cat.categories) + 1`) }
        : {}),
      ...(measured ? {} : { classes: isBinary(pipeline) ? '1' : 'len(classes)' }),
    };
  },
  data: (pipeline) => [
    readSequences(pipeline),
    splitSection(pipeline),
    rowsSection(pipeline),
    inputsSection(pipeline),
    sequenceExamples(pipeline),
  ],
  report: (pipeline, framework) => {
    const form = formOf(pipeline);
    if (form.measured) return measuresReport(pipeline, framework);
    return classReport(pipeline, framework, {
      x: inputsOf(form),
      told: form.eachRow ? 'frame_rows' : 'rows',
      steps: form.eachRow ? realSteps(form) : '',
      place: { series: form.several ? 'lines[SERIES].to_numpy()' : '""', source: null },
    });
  },
};
