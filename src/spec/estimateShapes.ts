import type { Experiment } from './experiment';
import type { ColumnProfile, DataProfile } from './profile';
import { type ModelShapes, shapesOf } from './shapes';

export interface EstimatedShapes {
  readonly shapes: ModelShapes;
  /** Some sizes depend on data that were not read: vocabularies, classes of a file that is still being read. */
  readonly about: boolean;
}

/** The special tokens: padding, unknown, start, end. */
const specialTokens = 4;
/** Letters, digits, punctuation and accents that texts in one language use. */
const usualCharacters = 90;
/** Where distinct values are too many to have been counted. */
const manyValues = 1000;

/**
 * The sizes that an experiment will have on a file, as far as its profile tells. Vocabularies are estimated by Heaps'
 * law, V = K·√n for n words, with K = 20 (between 10 and 100 for English): https://nlp.stanford.edu/IR-book/html/htmledition/heaps-law-estimating-the-number-of-terms-1.html
 */
export function estimateShapes(experiment: Experiment, profile: DataProfile | null): EstimatedShapes {
  const base = shapesOf(experiment);
  if (!profile) return { shapes: base, about: experiment.task !== 'forecast' };
  const { data, model, task, window } = experiment;
  const columns = new Map(profile.columns.map((column) => [column.name, column]));
  const inputs = data.inputs.length > 0 ? data.inputs : data.targets;
  const sizes = { about: false };
  const width = (name: string): number => {
    const column = columns.get(name);
    if (!column || column.kind === 'numeric') return 1;
    sizes.about = true;
    return column.distinct ?? manyValues;
  };
  const sum = (names: readonly string[]): number => names.reduce((total, name) => total + width(name), 0);
  const calendar = 2 * data.calendar.length;
  const known = sum(data.known) + calendar;

  if (model.tokens) {
    const steps = model.tokens.maxLength;
    const vocabulary = vocabularyOf(experiment, profile, columns.get(inputs[0] ?? ''));
    const features = sum(data.static) + (task === 'classify' || task === 'label' ? known : 0);
    const base = { timeSteps: steps, features, horizon: 1, targets: 0, vocabulary };
    if (task === 'generate') return { shapes: { ...base, horizon: steps, classes: vocabulary }, about: true };
    if (task === 'translate') {
      const classes = vocabularyOf(experiment, profile, columns.get(data.targets[0] ?? ''));
      return { shapes: { ...base, horizon: steps + 1, classes }, about: true };
    }
    const horizon = task === 'label' ? steps : 1;
    return { shapes: { ...base, horizon, classes: classesOf(columns.get(data.targets[0] ?? '')) }, about: true };
  }

  const read = [...new Set([...inputs, ...data.static, ...data.known])];
  const embedded = model.embedding ? read.filter((name) => columns.get(name)?.kind === 'categorical') : [];
  const features = sum(read.filter((name) => !embedded.includes(name))) + calendar;
  // A token for rows that have none of the values.
  const categories = embedded.length > 0 ? { categories: embedded.map((name) => 1 + width(name)) } : {};
  const target = columns.get(data.targets[0] ?? '');
  if (task === 'classify' || (task === 'label' && target !== undefined && target.kind !== 'numeric')) {
    const horizon = task === 'label' ? window.timeSteps : 1;
    return {
      shapes: { timeSteps: window.timeSteps, features, horizon, targets: 0, classes: classesOf(target), ...categories },
      about: sizes.about || !profile.complete || target?.distinct == null,
    };
  }
  return {
    shapes: { ...base, features, ...categories, ...(base.known === undefined ? {} : { known }) },
    about: sizes.about,
  };
}

/** Two classes at least: a network with one output could not be wrong. */
const classesOf = (target: ColumnProfile | undefined): number => Math.max(2, target?.distinct ?? manyValues);

function vocabularyOf({ model }: Experiment, profile: DataProfile, column: ColumnProfile | undefined): number {
  const { level, vocabulary } = model.tokens ?? { level: 'word', vocabulary: manyValues };
  const most = vocabulary + specialTokens;
  if (level === 'character') return Math.min(most, usualCharacters + specialTokens);
  const cells = profile.head.map((row) => row[column?.index ?? 0] ?? '');
  const words = cells.reduce((total, cell) => total + cell.split(/\s+/).filter(Boolean).length, 0);
  const perRow = cells.length === 0 ? 1 : Math.max(1, words / cells.length);
  return Math.min(most, Math.round(20 * Math.sqrt(perRow * profile.rows)) + specialTokens);
}
