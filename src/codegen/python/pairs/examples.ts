import { dictComprehension } from '../comprehension';
import type { PythonSection } from '../program';
import { encode } from '../tokens/tokens';

/** Numbers for the tokens of both texts, shared out to the parts. */
export function pairExamples(): PythonSection {
  return {
    topic: 'examples',
    functions: [encode],
    main: [
      '    rows = split(len(frame))',
      '    source_vocabulary = make_vocabulary(sources[row] for row in rows["train"])',
      '    target_vocabulary = make_vocabulary(targets[row] for row in rows["train"])',
      '    tokens = encode(sources, source_vocabulary)',
      '    said = encode([["<start>", *target] for target in targets], target_vocabulary)',
      '    y = encode([[*target, "<end>"] for target in targets], target_vocabulary)',
      '    y[y == PAD] = -1',
      dictComprehension(1, 'examples = ', 'part: ([tokens[r], said[r]], y[r])', 'for part, r in rows.items()'),
    ],
  };
}
