import type { PythonData } from '../kinds';
import { splitSection } from '../split';
import { type Chains, streamsSection } from '../streams';
import { dictionaryNote, needDictionary } from '../tokens/dictionary';
import { tokensSection } from '../tokens/tokens';
import { writingExamples } from './examples';
import { readWritings } from './reading';
import { writingReport } from './report';

/** Texts that are written on, token after token. */
export const writingData: PythonData = {
  unsupported: needDictionary,
  notes: dictionaryNote,
  packages: () => ['regex'],
  examples: 'examples',
  plots: null,
  sizes: ({ experiment }) => ({
    features: experiment.data.static.length === 0 ? '0' : 'len(conditions)',
    vocabulary: 'len(vocabulary)',
    classes: 'len(vocabulary)',
  }),
  data: (pipeline) => [
    readWritings(pipeline),
    tokensSection(pipeline),
    splitSection(pipeline),
    writingExamples(pipeline),
    streamsSection(pipeline, chains),
  ],
  report: writingReport,
};

/** A piece goes on from the one before it in its text. */
const chains: Chains = {
  of: 'texts',
  breaks: 'np.diff(texts)',
  each: 'streams(text_of[p]) for part, p in parts.items()',
  examples: 'pieces',
};
