import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import type { Framework } from '../framework';
import type { PythonSection } from '../program';
import { inputsOf } from './examples';
import { join } from '../tokens/join';
import { spread } from '../tokens/spread';
import { write, writeArguments } from './write';

/** Bits a character by part, beside the frequencies of single tokens; and texts that the network writes. */
export function writingReport(pipeline: Pipeline, framework: Framework): PythonSection[] {
  const { sampling, data, training } = pipeline.experiment;
  const conditioned = data.static.length > 0;
  const draws = sampling.temperature > 0;
  const joining = join(pipeline);
  const bits = training.stateful
    ? [
        `        pieces = (${inputsOf(pipeline)}, y[p])`,
        `        bits = count_bits(${framework.streamed}, pieces, streams(text_of[p])) / characters`,
      ]
    : [`        bits = count_bits(model, ${conditioned ? 'given[p], ' : ''}tokens[p], y[p]) / characters`];
  return [
    {
      topic: 'scores',
      functions: [spread, countCharacters, training.stateful ? countBitsInStreams : countBits(framework, conditioned)],
      main: [
        '',
        '    # Naive: each token by its frequency in the training part, one added.',
        '    trained = y[parts["train"]]',
        '    counts = np.bincount(trained[trained >= 0], minlength=len(vocabulary))',
        '    naive = -np.log2((counts + 1) / (counts.sum() + len(vocabulary) - 2))',
        '    for part, r in rows.items():',
        '        measured = r if part == "test" else spread(r, 1000)',
        '        p = np.flatnonzero(np.isin(text_of, measured))',
        '        characters = sum(map(count_characters, frame[TEXT].iloc[measured]))',
        ...bits,
        '        naive_bits = naive[y[p][y[p] >= 0]].sum() / characters',
        '        print(f"{part:<10}  bits per character {bits:.10g}  naive {naive_bits:.10g}")',
      ],
    },
    {
      topic: 'scores',
      constants: [
        ...joining.constants,
        'NEVER = [PAD, UNKNOWN, START]',
        `SAMPLES = ${sampling.count}`,
        `LENGTH = ${sampling.length}`,
        ...(draws ? [`TEMPERATURE = ${sampling.temperature}`] : []),
        ...(draws && sampling.topK !== null ? [`TOP_K = ${sampling.topK}`] : []),
        ...(sampling.start === '' ? [] : [`BEGINNING = ${pythonString(sampling.start)}`]),
      ],
      functions: [...joining.functions, write(pipeline.experiment, framework)],
      main: [
        '',
        ...(conditioned || draws ? [`    random = np.random.default_rng(${training.seed})`] : []),
        '    written = []',
        '    for _ in range(SAMPLES):',
        ...(conditioned ? ['        condition = held[random.choice(rows["train"])]'] : []),
        `        written.append(write(${writeArguments(sampling, conditioned).join(', ')}))`,
        '        print(f"\\n{written[-1]}")',
      ],
    },
    {
      topic: 'scores',
      option: 'save',
      main: ['    options.save.write_text("\\n\\n".join(written), encoding="utf-8")'],
    },
  ];
}

const countCharacters = `def count_characters(text):
    """As a reader counts them."""
    return len(regex.findall(r"\\X", unicodedata.normalize("NFC", text)))`;

const countBits = (
  framework: Framework,
  conditioned: boolean,
): string => `def count_bits(model, ${conditioned ? 'given, ' : ''}tokens, y):
    """Bits of all tokens that follow, each by those before it in its piece."""
    bits = 0
    for p in np.array_split(np.arange(len(y)), -(-len(y) // 64)):
        chances = ${framework.predict(conditioned ? '[given[p], tokens[p]]' : 'tokens[p]')}[y[p] >= 0]
        following = y[p][y[p] >= 0]
        right = chances[np.arange(len(following)), following]
        bits -= np.log2(right, dtype=float).sum()
    return bits`;

const countBitsInStreams = `def count_bits(model, part, batches):
    """Bits of all tokens that follow, each by those before it in its stream."""
    bits = 0
    for chances, y in predict_streams(model, part, batches):
        following = y[y >= 0]
        right = chances[y >= 0][np.arange(len(following)), following]
        bits -= np.log2(right, dtype=float).sum()
    return bits`;
