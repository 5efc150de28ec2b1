/** Labels that are named, and letters of each. */
const mostNamed = 5;
const mostLetters = 40;

/** Labels of a file that a network cannot say, because none of its training rows had them. */
export class UnlearnedLabels {
  private readonly learned: ReadonlySet<string>;
  /** One more than are named: whether there are others. */
  private readonly found = new Set<string>();
  private count = 0;

  constructor(classes: readonly string[]) {
    this.learned = new Set(classes);
  }

  add(label: string): void {
    if (this.learned.has(label)) return;
    this.count++;
    if (this.found.size <= mostNamed) this.found.add(label);
  }

  /**
   * @param judged predictions with a label to hold them against
   * @returns null where all labels are known
   */
  note(column: string, judged: number): string | null {
    if (this.count === 0) return null;
    const named = [...this.found].slice(0, mostNamed).map((label) => `"${short(label)}"`);
    const others = this.found.size > mostNamed ? ', …' : '';
    const of = `${this.count} of ${judged} ${judged === 1 ? 'label' : 'labels'}`;
    return `This run's network never learned ${named.join(', ')}${others} in column "${column}"; it cannot say so, and is wrong in ${of}. Correct these labels in the file, or train again with rows that have them.`;
  }
}

function short(text: string): string {
  const letters = [...text];
  return letters.length > mostLetters ? `${letters.slice(0, mostLetters - 1).join('')}…` : text;
}
