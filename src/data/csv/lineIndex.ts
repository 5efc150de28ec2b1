/** Line of each row, kept as the few rows where the distance between row and line changes (blank lines, line breaks in quotes). */
export class LineIndex {
  #rows: number[] = [];
  #offsets: number[] = [];

  /** Rows are added in order. */
  add(row: number, line: number): void {
    const offset = line - row;
    if (this.#offsets.at(-1) === offset) return;
    this.#rows.push(row);
    this.#offsets.push(offset);
  }

  lineOf(row: number): number {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#rows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return row + (this.#offsets[low] ?? 1);
  }
}
