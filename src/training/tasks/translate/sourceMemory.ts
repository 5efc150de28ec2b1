import type { Pairs } from '../../../data/pairs/pairData';

/** Different training sources that are looked through, so that no file takes minutes. */
const mostSources = 20_000;

interface Known {
  readonly examples: number[];
  readonly features: number;
}

/**
 * What a translation has to beat: the target of the training row whose source is most alike. Alike is Dice's coefficient
 * of the sets of tokens and of neighbouring tokens; of equally alike sources the first in the file, of several targets
 * of one source the most frequent. A training row does not find itself.
 */
export class SourceMemory {
  private readonly sources: Known[] = [];
  private readonly bySource = new Map<string, number>();
  /** Numbers of the sources that have a feature. */
  private readonly withFeature = new Map<string, number[]>();
  private readonly shared: Int32Array;

  /** @param most different sources that are kept */
  constructor(
    private readonly pairs: Pairs,
    train: Int32Array,
    most = mostSources,
  ) {
    for (const example of train) this.add(example, most);
    this.shared = new Int32Array(this.sources.length);
  }

  /** Target text of the training row that is most alike; null where none shares anything with the example. */
  recall(example: number): string | null {
    const features = featuresOf(this.pairs.sourceTokens(example));
    const touched: number[] = [];
    for (const feature of features) {
      for (const source of this.withFeature.get(feature) ?? []) {
        if (this.shared[source] === 0) touched.push(source);
        this.shared[source] = (this.shared[source] ?? 0) + 1;
      }
    }
    const exact = this.bySource.get(this.pairs.sourceText(example)) ?? -1;
    let best = -1;
    let most = 0;
    for (const source of touched) {
      const known = this.sources[source];
      const shared = this.shared[source] ?? 0;
      this.shared[source] = 0;
      if (!known || (known.examples.length === 1 && known.examples[0] === example)) continue;
      // The same text is more alike than another one of the same tokens.
      const alike = source === exact ? 2 : (2 * shared) / (known.features + features.size);
      if (alike > most || (alike === most && source < best)) {
        most = alike;
        best = source;
      }
    }
    return best < 0 ? null : this.targetOf(best, example);
  }

  private add(example: number, most: number): void {
    const text = this.pairs.sourceText(example);
    const known = this.bySource.get(text);
    if (known !== undefined) {
      this.sources[known]?.examples.push(example);
      return;
    }
    if (this.sources.length >= most) return;
    const features = featuresOf(this.pairs.sourceTokens(example));
    const number = this.sources.length;
    this.bySource.set(text, number);
    this.sources.push({ examples: [example], features: features.size });
    for (const feature of features) {
      const others = this.withFeature.get(feature);
      if (others) others.push(number);
      else this.withFeature.set(feature, [number]);
    }
  }

  private targetOf(source: number, asking: number): string | null {
    const counts = new Map<string, number>();
    for (const example of this.sources[source]?.examples ?? []) {
      if (example === asking) continue;
      const text = this.pairs.targetText(example);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    let best: string | null = null;
    for (const [text, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = text;
    return best;
  }
}

/** Tokens, and pairs of neighbours with the text's ends. */
function featuresOf(tokens: Int32Array): Set<string> {
  const features = new Set<string>();
  let before = '^';
  for (const token of tokens) {
    features.add(String(token));
    features.add(`${before} ${token}`);
    before = String(token);
  }
  features.add(`${before} $`);
  return features;
}
