import { isBinary } from '../classes/classes';
import { classReport } from '../classes/report';
import { splitSection } from '../split';
import type { PythonData } from '../kinds';
import { dictionaryNote, needDictionary } from '../tokens/dictionary';
import { tokensSection } from '../tokens/tokens';
import { textExamples } from './examples';
import { readTexts } from './reading';

/** A text a row, with a label. */
export const textsData: PythonData = {
  unsupported: needDictionary,
  notes: dictionaryNote,
  packages: () => ['regex', 'scikit-learn'],
  examples: 'examples',
  plots: 'actual and predicted',
  sizes: (pipeline) => ({
    features: '0',
    vocabulary: 'len(vocabulary)',
    classes: isBinary(pipeline) ? '1' : 'len(classes)',
  }),
  data: (pipeline) => [readTexts(pipeline), tokensSection(pipeline), splitSection(pipeline), textExamples(pipeline)],
  report: (pipeline, framework) =>
    classReport(pipeline, framework, {
      x: 'tokens[r]',
      told: 'rows',
      steps: '',
      place: { series: '""', source: 'lines[TEXT].to_numpy()' },
    }),
};
