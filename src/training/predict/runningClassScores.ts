import type { Scores } from '../../spec/run';

interface Counts {
  right: number;
  said: number;
  support: number;
}

/** Different labels that are counted one by one; more of them, which no network tells apart, are counted as one. */
const mostLabels = 10_000;

/** Accuracy and F1 of labels that come one by one, as `classScores` gives them; AUC would need all probabilities. */
export class RunningClassScores {
  private readonly byLabel = new Map<string, Counts>();
  private right = 0;
  private count = 0;

  get values(): number {
    return this.count;
  }

  add(actual: string, predicted: string): void {
    this.count++;
    const truth = this.countsOf(actual);
    const said = this.countsOf(predicted);
    truth.support++;
    said.said++;
    if (actual !== predicted) return;
    this.right++;
    truth.right++;
  }

  scores(): Scores {
    if (this.count === 0) return {};
    const f1 = [...this.byLabel.values()].map(({ right, said, support }) => (2 * right) / (said + support));
    return { accuracy: this.right / this.count, f1: f1.reduce((a, b) => a + b, 0) / f1.length };
  }

  private countsOf(label: string): Counts {
    const key = this.byLabel.size < mostLabels || this.byLabel.has(label) ? label : '';
    const counts = this.byLabel.get(key) ?? { right: 0, said: 0, support: 0 };
    this.byLabel.set(key, counts);
    return counts;
  }
}
