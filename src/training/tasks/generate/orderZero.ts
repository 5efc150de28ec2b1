/**
 * What writing has to beat: each token by its frequency in the training texts, whatever stands before it. One is added to
 * every count, so that a token that training has not seen has a probability too (Laplace).
 */
export class OrderZero {
  private readonly counts = new Map<number, number>();
  private total = 0;

  /**
   * @param texts tokens of the training texts
   * @param end token that ends each of them
   * @param different tokens that can stand in a text, with unknown and end
   */
  constructor(
    texts: Iterable<Int32Array>,
    private readonly end: number,
    private readonly different: number,
  ) {
    for (const text of texts) {
      for (const token of text) this.add(token);
      this.add(end);
    }
  }

  /** Sum of -log₂ p of a text's tokens and its end. */
  bits(text: Int32Array): number {
    return text.reduce((sum, token) => sum + this.bitsOf(token), this.bitsOf(this.end));
  }

  private add(token: number): void {
    this.counts.set(token, (this.counts.get(token) ?? 0) + 1);
    this.total++;
  }

  private bitsOf(token: number): number {
    return -Math.log2(((this.counts.get(token) ?? 0) + 1) / (this.total + this.different));
  }
}
