import type { WeightShape } from '../spec/layers';
import type { NamedWeight } from './engine';

/**
 * All trained values of a model in one flat Float32Array, with a view for each weight.
 * Optimizers, clipping and checkpoints then need no knowledge of layers, and the gradient is a second array of the
 * same layout.
 */
export class Parameters {
  readonly values: Float32Array;
  private readonly offsets: number[];

  constructor(readonly shapes: readonly WeightShape[]) {
    this.offsets = [0];
    for (const { shape } of shapes) this.offsets.push((this.offsets.at(-1) ?? 0) + sizeOf(shape));
    this.values = new Float32Array(this.offsets.at(-1) ?? 0);
  }

  /** The part of `flat` that belongs to weight `index`; a view, not a copy. */
  view(index: number, flat: Float32Array = this.values): Float32Array {
    return flat.subarray(this.offsets[index], this.offsets[index + 1]);
  }

  /** Copies of the weights in `flat`, each name prefixed (for optimizer slots: `m/`). */
  toNamed(flat: Float32Array = this.values, prefix = ''): NamedWeight[] {
    return this.shapes.map(({ name, shape }, i) => ({
      name: prefix + name,
      shape: [...shape],
      values: this.view(i, flat).slice(),
    }));
  }

  /**
   * Copies named weights into `flat`.
   * @throws Error when names, order or shapes differ; `flat` is untouched then
   */
  fromNamed(weights: readonly NamedWeight[], flat: Float32Array = this.values, prefix = ''): void {
    checkNamed(weights, this.shapes, prefix);
    weights.forEach((weight, i) => {
      this.view(i, flat).set(weight.values);
    });
  }
}

/** @throws Error when names, order or shapes of `weights` are not those of `shapes`, each name prefixed */
export function checkNamed(weights: readonly NamedWeight[], shapes: readonly WeightShape[], prefix = ''): void {
  if (weights.length !== shapes.length) {
    throw new Error(`The model has ${shapes.length} weights, but ${weights.length} were given.`);
  }
  weights.forEach((weight, i) => {
    const expected = shapes[i];
    const wanted = `${prefix}${expected?.name} [${expected?.shape.join(', ')}]`;
    const given = `${weight.name} [${weight.shape.join(', ')}]`;
    if (wanted !== given) throw new Error(`Weight ${i} of the model is ${wanted}, but ${given} was given.`);
    if (weight.values.length !== sizeOf(weight.shape)) {
      throw new Error(`Weight ${given} has ${weight.values.length} values.`);
    }
  });
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
