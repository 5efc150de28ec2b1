import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

import { UserError } from '../../spec/errors';
import type { Preprocessing } from '../../spec/run';

/** What stands in each static column, in their order; null where nothing does, or what training has not seen. */
export type Condition = readonly (string | null)[];

type Combination = NonNullable<Preprocessing['conditions']>[number];

/** The columns that texts are written on the condition of: key and meter of a tune. */
export class Conditions {
  /** Numeric columns that a condition becomes: a one at its text's place, for each column; zeros where there is none. */
  readonly width: number;
  private readonly places: readonly ReadonlyMap<string, number>[];
  private readonly total: number;

  /**
   * @param categories texts of each column, in the order of their numeric columns
   * @param combinations of the training texts, with how often they stand there
   */
  constructor(
    readonly columns: readonly string[],
    readonly categories: readonly (readonly string[])[],
    readonly combinations: readonly Combination[],
  ) {
    let place = 0;
    this.places = categories.map((texts) => new Map(texts.map((text) => [text, place++])));
    this.width = place;
    this.total = combinations.reduce((sum, { count }) => sum + count, 0);
  }

  /** Of training texts: categories and combinations by how often they are, then by their first appearance. */
  static fromTraining(columns: readonly string[], texts: readonly Condition[]): Conditions {
    const categories = columns.map((_, c) =>
      ranked(texts.map((values) => values[c] ?? null)).flatMap(([text]) => text ?? []),
    );
    const combinations = ranked(texts.map((values) => JSON.stringify(values))).map(([key, count]) => ({
      values: JSON.parse(key) as Combination['values'],
      count,
    }));
    return new Conditions(columns, categories, columns.length === 0 ? [] : combinations);
  }

  /** As a finished run has them. */
  static fromPreprocessing(
    columns: readonly string[],
    { categories = {}, conditions = [] }: Preprocessing,
  ): Conditions {
    const textsOf = (column: string): readonly string[] =>
      Object.hasOwn(categories, column) ? (categories[column] ?? []) : [];
    return new Conditions(columns, columns.map(textsOf), conditions);
  }

  /** @param into [width], zeros */
  write(condition: Condition, into: Float32Array): void {
    this.places.forEach((places, c) => {
      const place = places.get(condition[c] ?? '');
      if (place !== undefined && condition[c] !== null) into[place] = 1;
    });
  }

  /**
   * A condition as training texts have it: of those that have what is chosen, each as likely as the other. Where none has
   * all of it together, what is not chosen is drawn from all texts.
   * @param chosen text of some of the columns, by name
   * @throws UserError for a column that is no condition, or a text that no training text has there
   */
  draw(chosen: ReadonlyMap<string, string>, random: RandomGenerator): Condition {
    this.check(chosen);
    if (this.combinations.length === 0) return this.columns.map((column) => chosen.get(column) ?? null);
    const fits = ({ values }: Combination): boolean =>
      this.columns.every((column, c) => !chosen.has(column) || values[c] === chosen.get(column));
    const fitting = this.combinations.filter(fits);
    const from = fitting.length > 0 ? fitting : this.combinations;
    let left = uniformInt(random, 0, (fitting.length > 0 ? sumOf(from) : this.total) - 1);
    const drawn = from.find(({ count }) => (left -= count) < 0) ?? from[0];
    return this.columns.map((column, c) => chosen.get(column) ?? drawn?.values[c] ?? null);
  }

  /** `key: D Major, meter: C|` */
  describe(condition: Condition): string {
    return this.columns.flatMap((column, c) => (condition[c] == null ? [] : [`${column}: ${condition[c]}`])).join(', ');
  }

  private check(chosen: ReadonlyMap<string, string>): void {
    for (const [column, text] of chosen) {
      const c = this.columns.indexOf(column);
      if (c < 0) {
        const hint = this.columns.length === 0 ? 'Leave the condition out.' : `Choose among ${quoted(this.columns)}.`;
        throw new UserError(`"${column}" is no condition that this network was trained on.`, hint, {
          code: 'generate/no-such-condition',
          column,
        });
      }
      if (this.places[c]?.has(text)) continue;
      throw new UserError(
        `No text that this network was trained on has "${text}" in column "${column}".`,
        `Choose one of ${quoted(this.categories[c] ?? [])}.`,
        { code: 'generate/no-such-condition', column },
      );
    }
  }
}

function ranked<T>(items: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

const sumOf = (combinations: readonly Combination[]): number => combinations.reduce((sum, { count }) => sum + count, 0);

function quoted(texts: readonly string[]): string {
  const some = texts.slice(0, 12).map((text) => `"${text}"`);
  return `${some.join(', ')}${texts.length > 12 ? ', …' : ''}`;
}
