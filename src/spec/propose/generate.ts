import { ColumnFacts } from './columnFacts';
import { noRoles, type Proposer, type TaskProposal } from './proposal';
import { passes } from './sizes';

/** Characters that an LSTM of 128 units learns from within about a minute. */
const affordableCharacters = 3.5e6;
/** More different values than this are no condition that a network could learn. */
const mostConditions = 50;

/** The longest text of a file, on the condition of its categories. */
export function generateRoles(facts: ColumnFacts, chosen: string | undefined): TaskProposal {
  const texts = facts.texts.length > 0 ? facts.texts : facts.categories;
  const target = chosen ?? (texts.length > 0 ? facts.longest(texts).name : (facts.profile.columns[0]?.name ?? ''));
  const conditions = facts.categories.filter(
    ({ name, distinct, missing }) => name !== target && missing === 0 && (distinct ?? Infinity) <= mostConditions,
  );
  const names = conditions.map(({ name }) => name);
  const given = names.length === 0 ? '' : ` for a given ${names.map((name) => `"${name}"`).join(' and ')}`;
  return {
    task: 'generate',
    topology: 'one-to-many',
    roles: { ...noRoles, targets: [target], static: names },
    why: `"${target}" holds a text in each row and nothing to tell from it, so texts like these are written${given}.`,
  };
}

/** Character by character, an LSTM of 128 units; whole texts are shared out at random, 80/10/10. */
export const generateExperiment: Proposer = (profile, { targets }) => {
  const facts = new ColumnFacts(profile);
  const [text = ''] = targets;
  const length = facts.lengthOf(text);
  return {
    data: { split: { train: 0.8, validation: 0.1, test: 0.1, by: 'random' } },
    model: {
      tokens: { level: 'character', vocabulary: 500, maxLength: 100 },
      layers: [{ cell: 'lstm', units: 128, dropout: 0.1 }],
    },
    training: {
      loss: 'categorical_crossentropy',
      optimizer: { learningRate: 0.002 },
      epochs: passes(facts.tokensOf(text, 'character'), affordableCharacters, 3, 50),
      batchSize: profile.rows < 500 ? 16 : 32,
      clipNorm: 1,
      earlyStopping: { patience: 5 },
    },
    sampling: { length: Math.max(20, Math.min(500, Math.round(1.5 * length))) },
  };
};
