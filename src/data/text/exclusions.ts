import type { Exclusion } from '../dataset';
import type { Table } from '../table';

/** Lines named of each reason. */
const mostExamples = 5;

/** Rows that are left out, counted by reason. */
export class Exclusions {
  private readonly byReason = new Map<string, { count: number; examples: string[] }>();

  constructor(private readonly table: Table) {}

  /** @param row 0-based row of the file */
  add(reason: string, row: number): void {
    const one = this.byReason.get(reason) ?? { count: 0, examples: [] };
    one.count++;
    if (one.examples.length < mostExamples) one.examples.push(`line ${this.table.lineOf(row)}`);
    this.byReason.set(reason, one);
  }

  get list(): readonly Exclusion[] {
    return [...this.byReason].map(([reason, one]) => ({ reason, ...one }));
  }
}
