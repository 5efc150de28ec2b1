import type { Pipeline } from '../pipeline';

/** Whether tokens are ones at their places: no layer of TensorFlow.js makes them of a sequence. */
export const usesOneHot = ({ network: { inputs, decoder } }: Pipeline): boolean =>
  [...inputs, ...(decoder?.inputs ?? [])].some(({ kind }) => kind === 'one-hot');

export const oneHotLayer = `/** A one at the place of each token. */
class OneHot extends tf.layers.Layer {
  static className = "OneHot";
  private readonly size: number;

  constructor(size: number) {
    super({});
    this.size = size;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [tokens] = Array.isArray(inputs) ? inputs : [inputs];
    return tf.tidy(() => tf.oneHot(tf.cast(tokens, "int32"), this.size));
  }

  override computeOutputShape([batch, steps]: tf.Shape): tf.Shape {
    return [batch, steps, this.size];
  }
}`;
