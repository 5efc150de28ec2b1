import type { Pipeline } from '../../pipeline';
import { dictComprehension } from '../comprehension';
import type { PythonSection } from '../program';
import { encode } from '../tokens/tokens';

/** Python expression of the inputs of the pieces `p`. */
export const inputsOf = ({ experiment }: Pipeline): string =>
  experiment.data.static.length === 0 ? 'tokens[p]' : '[given[p], tokens[p]]';

const cut = `def cut(text):
    """A long text in pieces."""
    steps = MAX_LENGTH + 1
    return [text[at : at + steps] for at in range(0, len(text), steps)]`;

/** Pieces of texts: at each step a token is read, and the next one is to be said. */
export function writingExamples(pipeline: Pipeline): PythonSection {
  const conditioned = pipeline.experiment.data.static.length > 0;
  return {
    topic: 'examples',
    imports: ['from itertools import chain'],
    functions: [cut, encode],
    main: [
      '    rows = split(len(texts))',
      '    vocabulary = make_vocabulary(texts[row] for row in rows["train"])',
      '    read = [cut(["<start>", *text]) for text in texts]',
      '    following = [cut([*text, "<end>"]) for text in texts]',
      '    text_of = np.repeat(np.arange(len(texts)), [len(pieces) for pieces in read])',
      '    tokens = encode(list(chain.from_iterable(read)), vocabulary)',
      '    y = encode(list(chain.from_iterable(following)), vocabulary)',
      '    y[y == PAD] = -1',
      '    parts = {part: np.flatnonzero(np.isin(text_of, r)) for part, r in rows.items()}',
      ...(conditioned
        ? [
            '    conditions = [',
            '        (column, value)',
            '        for column in CONDITIONS',
            '        for value, _ in Counter(frame[column].iloc[rows["train"]]).most_common()',
            '        if value != ""',
            '    ]',
            '    held = np.stack([frame[column] == value for column, value in conditions], axis=1)',
            '    held = held.astype(np.float32)',
            '    # Of a text the same at each step, 0 where padded.',
            '    given = held[text_of][:, np.newaxis] * (tokens != PAD)[:, :, np.newaxis]',
            '    given = given.astype(np.float32)',
          ]
        : []),
      dictComprehension(1, 'examples = ', `part: (${inputsOf(pipeline)}, y[p])`, 'for part, p in parts.items()'),
    ],
  };
}
