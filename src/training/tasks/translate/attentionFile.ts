import type { PairData } from '../../../data/pairs/pairData';
import { specialTokens, endToken } from '../../../data/text/vocabulary';
import type { Written } from '../../../engine/search';
import type { AttentionFile } from '../../../spec/scores';

/** Examples of the test part that are shown. */
const mostExamples = 12;

/** Examples whose attention is kept: spread over the part, no source twice. */
export function shownExamples({ pairs, windows }: PairData): ReadonlySet<number> {
  const different = new Map<string, number>();
  for (const example of windows.test) {
    const source = pairs.sourceText(example);
    if (!different.has(source)) different.set(source, example);
  }
  const examples = [...different.values()];
  const step = Math.max(1, examples.length / mostExamples);
  return new Set(
    Array.from({ length: Math.min(mostExamples, examples.length) }, (_, i) => examples[Math.floor(i * step)] ?? -1),
  );
}

/** `attention.json`; null where the network has no attention. */
export function attentionFile(
  { pairs, source, target }: PairData,
  written: ReadonlyMap<number, Written>,
): AttentionFile | null {
  const examples = [...written].flatMap(([example, { tokens, ended, attention }]) => {
    if (attention.length === 0) return [];
    const read = pairs.sourceTokens(example);
    const names = Array.from(tokens, (token) => target.tokens[token] ?? '');
    return [
      {
        source: Array.from(read, (token) => source.tokens[token] ?? ''),
        target: ended ? [...names, specialTokens[endToken]] : names,
        // Beyond the text's own steps there is padding, which is not looked at.
        weights: attention.map((row) =>
          Array.from(row.subarray(0, read.length), (weight) => Number(weight.toFixed(5))),
        ),
      },
    ];
  });
  return examples.length === 0 ? null : { version: 1, examples };
}
