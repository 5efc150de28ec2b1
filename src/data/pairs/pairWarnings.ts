import type { DataWarning } from '../../spec/profile';
import type { SplitName } from '../../spec/run';
import type { Pairs } from './pairData';

/** What a person should know of the pairs before the scores are believed. */
export function pairWarnings(
  pairs: Pairs,
  parts: Readonly<Record<SplitName, Int32Array>>,
  column: string,
  { longSources, maxLength }: { longSources: number; maxLength: number },
): DataWarning[] {
  return [...cutSources(longSources, maxLength, column), ...sharedSources(pairs, parts, column)];
}

function cutSources(count: number, maxLength: number, column: string): DataWarning[] {
  if (count === 0) return [];
  return [
    {
      code: 'data/cut-texts',
      message: `Of ${count} ${count === 1 ? 'text' : 'texts'} of column "${column}" only the first ${maxLength} tokens are read.`,
      hint: 'Raise model.tokens.maxLength to read more of them.',
      column,
    },
  ];
}

/** A source that was learned by heart is no test of translating. */
function sharedSources(
  pairs: Pairs,
  { train, test }: Readonly<Record<SplitName, Int32Array>>,
  column: string,
): DataWarning[] {
  const trained = new Set(Array.from(train, (example) => pairs.sourceText(example)));
  const shared = test.reduce((sum, example) => sum + (trained.has(pairs.sourceText(example)) ? 1 : 0), 0);
  if (shared === 0) return [];
  return [
    {
      code: 'data/shared-sources',
      message: `${shared} of ${test.length} test rows have a text in column "${column}" that also stands in the training part.`,
      hint: 'scores.json has the scores of the others alone as well.',
      column,
    },
  ];
}
