import type { PythonData } from '../kinds';
import { splitSection } from '../split';
import { dictionaryNote, needDictionary } from '../tokens/dictionary';
import { tokensSection } from '../tokens/tokens';
import { pairExamples } from './examples';
import { readPairs } from './reading';
import { pairReport } from './report';

/** Two texts a row: the second is written from the first. */
export const pairsData: PythonData = {
  unsupported: needDictionary,
  notes: dictionaryNote,
  packages: () => ['regex', 'sacrebleu'],
  examples: 'examples',
  plots: null,
  sizes: () => ({
    features: '0',
    vocabulary: 'len(source_vocabulary)',
    classes: 'len(target_vocabulary)',
    horizon: 'y.shape[1]',
  }),
  data: (pipeline) => [readPairs(pipeline), tokensSection(pipeline), splitSection(pipeline), pairExamples()],
  report: pairReport,
};
