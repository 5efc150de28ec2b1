import type { Experiment } from '../../../spec/experiment';
import type { Framework } from '../framework';

/** `write(model, vocabulary, random)`: a text of tokens drawn by the network's probabilities; without `random` of the likeliest. */
export function write({ data, sampling }: Experiment, framework: Framework): string {
  const conditioned = data.static.length > 0;
  const { temperature, topK, start } = sampling;
  const begun = start !== '';
  const parameters = writeArguments(sampling, conditioned);
  const x = conditioned ? '[given, tokens]' : 'tokens';
  return [
    `def write(${parameters.join(', ')}):`,
    temperature === 0
      ? '    """Writes a text of the tokens that the network finds likeliest."""'
      : '    """Writes a text whose tokens are drawn by the network."""',
    '    names = list(vocabulary)',
    ...(begun ? ['    text = [vocabulary[token] for token in tokenize(BEGINNING)]'] : ['    text = []']),
    ...(begun
      ? [
          '    tokens = np.zeros((1, max(LENGTH, len(text)) + 1), np.int32)',
          '    tokens[0, : len(text) + 1] = [START, *text]',
        ]
      : ['    tokens = np.zeros((1, LENGTH + 1), np.int32)', '    tokens[0, 0] = START']),
    ...(conditioned ? ['    given = np.repeat(condition[np.newaxis, np.newaxis], tokens.shape[1], axis=1)'] : []),
    '    while len(text) < LENGTH:',
    `        chances = ${framework.predict(x)}[0, len(text)].astype(float)`,
    '        chances[NEVER] = 0',
    ...drawing(temperature, topK),
    '        if token == END:',
    '            break',
    '        text.append(token)',
    '        tokens[0, len(text)] = token',
    '    return join(names[token] for token in text)',
  ].join('\n');
}

/** Names of what `write` is given. */
export const writeArguments = ({ temperature }: Experiment['sampling'], conditioned: boolean): string[] => [
  'model',
  'vocabulary',
  ...(temperature === 0 ? [] : ['random']),
  ...(conditioned ? ['condition'] : []),
];

function drawing(temperature: number, topK: number | null): string[] {
  if (temperature === 0) return ['        token = int(chances.argmax())'];
  return [
    ...(topK === null ? [] : ['        chances[np.argsort(-chances, kind="stable")[TOP_K:]] = 0']),
    '        # Relative to the likeliest: powers of low temperatures would all be 0.',
    '        chances = (chances / chances.max()) ** (1 / TEMPERATURE)',
    '        token = int(random.choice(len(chances), p=chances / chances.sum()))',
  ];
}
