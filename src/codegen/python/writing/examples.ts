import type { Pipeline } from '../../pipeline';
import { dictComprehension } from '../comprehension';
import type { PythonSection } from '../program';
import { encode } from '../tokens/tokens';

/** Python expression of the inputs of the pieces `p`. */
export const inputsOf = ({ experiment }: Pipeline): string =>
  experiment.data.static.length === 0 ? 'tokens[p]' : '[given[p], tokens[p]]';

/** Pieces of texts: at each step a token is read, and the next one is to be said. */
export function writingExamples(pipeline: Pipeline): PythonSection {
  const conditioned = pipeline.experiment.data.static.length > 0;
  return {
    topic: 'examples',
    constants: ['PIECE = MAX_LENGTH + 1'],
    functions: [encode],
    main: [
      '    rows = split(len(texts))',
      '    vocabulary = make_vocabulary(texts[row] for row in rows["train"])',
      '    pieces = [',
      '        (row, at) for row, text in enumerate(texts) for at in range(0, len(text) + 1, PIECE)',
      '    ]',
      '    read = [["<start>", *texts[row]][at : at + PIECE] for row, at in pieces]',
      '    following = [[*texts[row], "<end>"][at : at + PIECE] for row, at in pieces]',
      '    tokens, y = encode(read, vocabulary), encode(following, vocabulary)',
      '    y[y == 0] = -1',
      '    text_of = np.array([row for row, _ in pieces])',
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
            '    given = held[text_of][:, np.newaxis] * (tokens > 0)[:, :, np.newaxis]',
            '    given = given.astype(np.float32)',
          ]
        : []),
      dictComprehension(1, 'examples = ', `part: (${inputsOf(pipeline)}, y[p])`, 'for part, p in parts.items()'),
    ],
  };
}
