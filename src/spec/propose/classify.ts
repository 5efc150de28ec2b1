import type { ColumnProfile } from '../profile';
import { ColumnFacts } from './columnFacts';
import { noRoles, type Proposer, type TaskProposal } from './proposal';
import { seriesIn } from './forecast';
import { batchSizeFor, passes, sharesOf } from './sizes';

/** Tokens that an LSTM of 32 units learns from within about half a minute, at a million a second. */
const affordableTokens = 2e7;

/** The label of a text; without texts, of the rows of a series. */
export function classifyRoles(facts: ColumnFacts, chosen: string | undefined): TaskProposal {
  const labels = [...facts.categories, ...facts.numberedLabels];
  const labelled = facts.texts.length === 0 ? facts.labelledSeries(chosen) : null;
  const target = chosen ?? labelled?.label.name ?? fewest(labels)?.name ?? facts.profile.columns.at(-1)?.name ?? '';
  const count = facts.named(target)?.distinct;
  const labelWords = count == null ? 'labels' : `${count} different labels`;
  const texts = textsBeside(facts, target);
  if (texts.length > 0) {
    const text = facts.longest(texts).name;
    return {
      task: 'classify',
      topology: 'many-to-one',
      roles: { ...noRoles, inputs: [text], targets: [target] },
      why: `"${text}" holds a text in each row and "${target}" ${labelWords}, so the label is told from the text.`,
    };
  }
  const inputs = facts.numeric.filter((column) => column.name !== target && !facts.isRowNumber(column));
  const several = facts.seriesColumns;
  const series =
    labelled !== null
      ? { series: labelled.series.name, time: facts.time?.name ?? labelled.counter }
      : several && several.series !== target
        ? several
        : null;
  const values = inputs.filter(({ name }) => name !== series?.time).map(({ name }) => name);
  return {
    task: 'classify',
    topology: series ? 'many-to-one' : 'one-to-one',
    roles: {
      ...noRoles,
      inputs: values,
      targets: [target],
      series: series?.series ?? null,
      time: series?.time ?? facts.time?.name ?? null,
    },
    why: series
      ? `"${target}" holds ${labelWords}, and "${series.series}" says which rows belong together: each series gets one label.`
      : `"${target}" holds ${labelWords}, and no column says which rows belong together: each row gets its own label.`,
  };
}

/**
 * Words (characters where texts are single words), each a learned vector of 32, and an LSTM of 32 units; examples are
 * shared out at random, 70/10/20 (without validation where there are few).
 */
export const classifyExperiment: Proposer = (profile, { inputs, series, targets }) => {
  const facts = new ColumnFacts(profile);
  const [text = ''] = inputs;
  const isText = inputs.length === 1 && textsBeside(facts, targets[0] ?? '').some(({ name }) => name === text);
  const byWord = facts.wordsOf(text) >= 2;
  const longestText = byWord ? facts.longestWords(text) : Math.max(1, ...facts.cells(text).map((cell) => cell.length));
  const missing = !isText && profile.columns.some((column) => inputs.includes(column.name) && column.missing > 0);
  const steps = isText ? facts.tokensOf(text, byWord ? 'word' : 'character') : profile.rows;
  const examples = series === null ? profile.rows : seriesIn(profile, series);
  return {
    data: {
      scale: 'standard',
      missing: missing ? 'forward-fill' : 'error',
      split: { ...sharesOf(examples), by: series === null ? 'random' : 'series' },
    },
    ...(isText ? {} : { window: { timeSteps: series === null ? 1 : longestRead(profile.rows / examples) } }),
    model: {
      tokens: isText
        ? {
            level: byWord ? 'word' : 'character',
            vocabulary: profile.rows < 5000 ? 2000 : 5000,
            maxLength: Math.min(300, Math.max(50, 3 * longestText)),
            lowercase: true,
          }
        : null,
      embedding: isText ? { units: 32 } : null,
      layers: [{ cell: 'lstm', units: 32, dropout: isText ? 0.3 : 0 }],
    },
    training: {
      loss: 'categorical_crossentropy',
      optimizer: { learningRate: 0.002 },
      epochs: passes(steps, affordableTokens, 3, isText ? 20 : 50),
      batchSize: batchSizeFor(profile.rows),
      ...(examples < 10 ? {} : { earlyStopping: { patience: 5 } }),
    },
  };
};

/** Rows of a series that are read: all of those that are up to four times as long as the mean. What is shorter costs no more. */
const longestRead = (meanRows: number): number => Math.max(12, Math.min(500, Math.ceil(4 * meanRows)));

/** Texts to read; where there are none, the column with most different words. */
function textsBeside(facts: ColumnFacts, target: string): ColumnProfile[] {
  const texts = facts.texts.filter(({ name }) => name !== target);
  if (texts.length > 0) return texts;
  if (facts.numeric.some(({ name }) => name !== target)) return [];
  const words = facts.categories.filter(({ name }) => name !== target);
  return words.sort((a, b) => (b.distinct ?? 0) - (a.distinct ?? 0)).slice(0, 1);
}

/** Of several columns of labels, the one with the fewest; of those alike, the last one of the file. */
function fewest(labels: readonly ColumnProfile[]): ColumnProfile | undefined {
  const order = [...labels].sort((a, b) => (a.distinct ?? 0) - (b.distinct ?? 0) || b.index - a.index);
  return order[0];
}
