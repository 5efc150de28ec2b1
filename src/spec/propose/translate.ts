import { ColumnFacts } from './columnFacts';
import { noRoles, type Proposer, type TaskProposal } from './proposal';
import { passes } from './sizes';

/** Tokens of both texts that encoder and decoder learn from within about a minute. */
const affordableTokens = { word: 6e5, character: 5e6 };
/** Texts that differ more in length are hardly each other's translation. */
const mostUnlike = 4;
/** Sums and products as text. Dates have neither sign. */
const expression = /^[-\d.,\s()]*\d[-\d.,\s()]*[+*×][-+*×\d.,\s()]*$/;

interface TextPair {
  readonly source: string;
  readonly target: string;
}

/** Two columns of which one is probably the other in another language or form. */
export function textPair(facts: ColumnFacts): TextPair | null {
  const { texts, numeric, columns } = facts;
  const [source, target, ...more] = texts;
  if (source && target && more.length === 0 && numeric.every((column) => facts.isRowNumber(column))) {
    const [a, b] = [facts.lengthOf(source.name), facts.lengthOf(target.name)];
    const alike = Math.max(a, b) <= mostUnlike * Math.min(a, b);
    return alike ? { source: source.name, target: target.name } : null;
  }
  const sum = columns.find(
    ({ name, kind }) =>
      (kind === 'text' || kind === 'categorical') &&
      facts.cells(name).length > 0 &&
      facts.cells(name).every((cell) => expression.test(cell)),
  );
  const others = columns.filter((column) => column !== sum);
  const answers = others.length === 1 ? others : others.filter((column) => !facts.isRowNumber(column));
  const [answer] = answers;
  return sum && answer && answers.length === 1 ? { source: sum.name, target: answer.name } : null;
}

export function translateRoles(facts: ColumnFacts, chosen: string | undefined): TaskProposal {
  const pair = textPair(facts);
  const texts = [...facts.texts, ...facts.categories, ...facts.columns];
  const target = chosen ?? pair?.target ?? facts.texts[1]?.name ?? facts.profile.columns.at(-1)?.name ?? '';
  const paired = pair && (pair.target === target ? pair.source : pair.source === target ? pair.target : null);
  const source = paired ?? texts.find(({ name }) => name !== target)?.name ?? '';
  const what = byWord(facts, source, target) ? 'texts' : 'short texts';
  return {
    task: 'translate',
    topology: 'encoder-decoder',
    roles: { ...noRoles, inputs: source === '' ? [] : [source], targets: [target] },
    why: `"${source}" and "${target}" hold two ${what} in each row, so the second is written from the first.`,
  };
}

/**
 * Words, or characters where texts are short and have no blanks; vectors of 64, a bidirectional LSTM of 64 units, and a
 * decoder of 128 that looks back at all of the source (Luong).
 */
export const translateExperiment: Proposer = (profile, { inputs, targets }) => {
  const facts = new ColumnFacts(profile);
  const [source = ''] = inputs;
  const [target = ''] = targets;
  const level = byWord(facts, source, target) ? 'word' : 'character';
  const tokens = facts.tokensOf(source, level) + facts.tokensOf(target, level);
  return {
    data: { split: { train: 0.8, validation: 0.1, test: 0.1, by: 'random' } },
    model: {
      tokens: { level, vocabulary: 5000, maxLength: level === 'word' ? 50 : longestCharacters(facts, source, target) },
      embedding: { units: 64 },
      layers: [{ cell: 'lstm', units: 64, bidirectional: true }],
      decoder: { layers: [{ cell: 'lstm', units: 128 }], mode: 'autoregressive', attention: 'luong' },
    },
    training: {
      loss: 'categorical_crossentropy',
      optimizer: { learningRate: 0.005 },
      epochs: passes(tokens, affordableTokens[level], 3, 60),
      batchSize: profile.rows < 2000 ? 32 : 64,
      earlyStopping: { patience: 8 },
    },
  };
};

/** Sums are hardly longer than those in the first rows; of other texts the first may be the shortest. */
function longestCharacters(facts: ColumnFacts, source: string, target: string): number {
  const sums = facts.cells(source);
  if (sums.length === 0 || !sums.every((cell) => expression.test(cell))) return 100;
  const cells = [...sums, ...facts.cells(target)];
  return Math.max(20, 2 * Math.max(...cells.map(({ length }) => length)));
}

/** Texts in words; sums, dates and single words are read character by character. */
function byWord(facts: ColumnFacts, source: string, target: string): boolean {
  return [...facts.cells(source), ...facts.cells(target)].some((cell) => /\p{L}\s+\p{L}/u.test(cell));
}
