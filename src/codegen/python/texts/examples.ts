import type { Pipeline } from '../../pipeline';
import { classesLine } from '../classes/classes';
import { exampleLines } from '../classes/examples';
import type { PythonSection } from '../program';
import { encode } from '../tokens/tokens';

/** Numbers for tokens and labels, shared out to the parts. */
export function textExamples(pipeline: Pipeline): PythonSection {
  return {
    topic: 'examples',
    functions: [encode],
    main: [
      '    rows = split(len(texts))',
      '    vocabulary = make_vocabulary(texts[row] for row in rows["train"])',
      '    tokens = encode(texts, vocabulary)',
      '    labels = frame[LABEL].to_numpy()',
      classesLine(pipeline, 'labels[rows["train"]]'),
      ...exampleLines(pipeline, 'tokens[r]'),
    ],
  };
}
