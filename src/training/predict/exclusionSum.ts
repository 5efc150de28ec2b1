import type { Exclusion } from '../../data/dataset';

const mostExamples = 5;

/** What was left out of the pieces of a file, put together. */
export class ExclusionSum {
  private readonly byReason = new Map<string, { count: number; examples: string[] }>();

  add(some: readonly Exclusion[]): void {
    for (const { reason, count, examples } of some) {
      const one = this.byReason.get(reason) ?? { count: 0, examples: [] };
      one.count += count;
      one.examples.push(...examples.slice(0, mostExamples - one.examples.length));
      this.byReason.set(reason, one);
    }
  }

  get list(): Exclusion[] {
    return [...this.byReason].map(([reason, one]) => ({ reason, ...one }));
  }
}
