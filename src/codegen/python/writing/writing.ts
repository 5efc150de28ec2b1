import type { PythonData } from '../kinds';
import { splitSection } from '../split';
import type { Unsupported } from '../../supported';
import type { CodegenInput } from '../../input';
import { dictionaryNote, needDictionary } from '../tokens/dictionary';
import { tokensSection } from '../tokens/tokens';
import { writingExamples } from './examples';
import { readWritings } from './reading';
import { writingReport } from './report';

/** Texts that are written on, token after token. */
export const writingData: PythonData = {
  unsupported: (input) => [...needDictionary(input), ...goesOn(input)],
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
  ],
  report: writingReport,
};

/** Pieces of a text whose states go on are fed in an order of their own. */
const goesOn = ({ experiment: { training } }: CodegenInput): Unsupported[] =>
  training.stateful ? [{ path: 'training.stateful', what: 'stateful training on pieces of texts' }] : [];
