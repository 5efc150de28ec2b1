import type { NamedWeight } from '../../engine';

/** Weights by Keras' names. */
export class ModelWeights {
  private readonly byName: ReadonlyMap<string, NamedWeight>;

  constructor(weights: readonly NamedWeight[]) {
    this.byName = new Map(weights.map((weight) => [weight.name, weight]));
  }

  /** @throws Error for a weight that there is not */
  get(name: string): NamedWeight {
    const weight = this.byName.get(name);
    if (!weight) throw new Error(`The model has no weight ${name}.`);
    return weight;
  }
}
