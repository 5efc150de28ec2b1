import { UserError } from '../../spec/errors';
import type { SplitName } from '../../spec/run';
import type { DataWarning } from '../../spec/profile';
import type { Table } from '../table';
import type { TextCells } from '../text/textColumn';
import type { ByPart } from './judgedParts';

export interface FoundClasses {
  /** Labels of the training part. */
  readonly classes: readonly string[];
  /** Labels of the other parts alone. */
  readonly unseen: readonly string[];
  /** Numbers of labels, by their code in the column: classes first, then those that are unseen. */
  readonly numbers: Int32Array;
}

/** More labels than these are a mistake where each stands for fewer than two examples. */
const fewLabels = 20;
/** More than these are no labels: which of them was taken for which would be a table of millions. */
const mostLabels = 1000;

/**
 * The labels that a network tells apart: those of the training part, in rising order (of numbers, where all are numbers).
 * @param codes code in the column of each labelled thing
 * @param parts part of each of them
 * @throws UserError where there is one label only, or one for almost each
 */
export function findClasses(
  column: TextCells,
  codes: ArrayLike<number>,
  parts: readonly SplitName[],
  table: Table,
): FoundClasses {
  const inTraining = new Set<number>();
  const all = new Set<number>();
  let trained = 0;
  for (let i = 0; i < codes.length; i++) {
    all.add(codes[i]!);
    if (parts[i] !== 'train') continue;
    inTraining.add(codes[i]!);
    trained++;
  }
  const textsOf = (some: Iterable<number>): string[] => inOrder([...some].map((code) => column.texts[code] ?? ''));
  const classes = textsOf(inTraining);
  const unseen = textsOf([...all].filter((code) => !inTraining.has(code)));
  if (classes.length < 2) throw oneClass(column.name, classes, unseen, table);
  const labels = classes.length + unseen.length;
  if (labels > mostLabels || (classes.length > fewLabels && classes.length > trained / 2)) {
    throw new UserError(
      `Column "${column.name}" of ${table.file} has ${labels} different labels for ${trained} training examples: too many to learn from.`,
      'Choose a column with a few labels that recur.',
      { code: 'data/too-many-classes', file: table.file, column: column.name, path: 'data.targets' },
    );
  }
  const byText = new Map([...classes, ...unseen].map((text, number) => [text, number]));
  return { classes, unseen, numbers: Int32Array.from(column.texts, (text) => byText.get(text) ?? -1) };
}

function inOrder(labels: readonly string[]): string[] {
  const areNumbers = labels.every((label) => Number.isFinite(Number(label)));
  // Code units, not a language's order: the same on every machine.
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...labels].sort((a, b) => (areNumbers ? Number(a) - Number(b) : 0) || byText(a, b));
}

function oneClass(column: string, [label = '']: readonly string[], unseen: readonly string[], table: Table): UserError {
  const where = { code: 'data/one-class', file: table.file, column };
  if (unseen.length === 0) {
    return new UserError(
      `Column "${column}" of ${table.file} has the label "${label}" throughout: there is nothing to tell apart.`,
      'Choose a column with at least two labels, or add rows of another one.',
      { ...where, path: 'data.targets' },
    );
  }
  const others = unseen.slice(0, 3).map((text) => `"${text}"`);
  return new UserError(
    `All of the training part has the label "${label}" in column "${column}" of ${table.file}; ${others.join(', ')} ${unseen.length > 3 ? 'and others stand' : unseen.length === 1 ? 'stands' : 'stand'} in other parts only.`,
    'Split at random (data.split.by), so that the training part has some of each.',
    { ...where, path: 'data.split.by' },
  );
}

/**
 * Told where the network is judged on labels that it never learned.
 * @param judged examples of each part, and `windows`: those of them that a loss can be taken of
 */
export function unseenWarning(
  column: string,
  { classes, unseen }: FoundClasses,
  labels: Int32Array,
  judged: ByPart,
  windows: ByPart,
): readonly DataWarning[] {
  if (unseen.length === 0) return [];
  const count = labels.reduce((sum, label) => sum + (label >= classes.length ? 1 : 0), 0);
  const unwatched = judged.validation.length > 0 && windows.validation.length === 0;
  const names = unseen.slice(0, 5).map((text) => `"${text}"`);
  const more = unseen.length > names.length ? ', …' : '';
  return [
    {
      code: 'data/unseen-labels',
      message: `The training part has no ${names.join(', ')}${more} in column "${column}"; the network cannot say so, and is wrong in ${count} ${count === 1 ? 'case' : 'cases'} of validation and test.${unwatched ? ' No loss can be taken of the validation part, so that nothing watches for overfitting and no epoch is chosen by it.' : ''}`,
      hint: 'Split at random (data.split.by), train on more rows, or put rare labels together.',
      column,
    },
  ];
}
