export const customLayersFile = 'custom-layers.mjs';

/**
 * Text of the module that teaches TensorFlow.js what its own layers lack. It stands beside an exported model that needs
 * it, and takes `tf` as an argument, so that it works with whichever copy of TensorFlow.js the reader has.
 */
export const customLayersSource = `// Layers that this model needs and TensorFlow.js does not have. Before loading the model:
//
//   import * as tf from "@tensorflow/tfjs";
//   import { registerCustomLayers } from "./custom-layers.mjs";
//   registerCustomLayers(tf);
//   const model = await tf.loadLayersModel("…/model.json");

export function registerCustomLayers(tf) {
  tf.serialization.registerClass(makeHardSigmoid(tf));
  tf.serialization.registerClass(makeGRU(tf));
  tf.serialization.registerClass(makeOneHot(tf));
}

// Keras 3: relu6(x + 3) / 6. TensorFlow.js' own hard sigmoid is 0.2 x + 0.5.
function makeHardSigmoid(tf) {
  return class SequenceLabHardSigmoid extends tf.serialization.Serializable {
    static className = "sequenceLabHardSigmoid";

    apply(x) {
      return tf.tidy(() => tf.div(tf.relu6(tf.add(x, 3)), 6));
    }

    getConfig() {
      return {};
    }
  };
}

// A one at the place of each token; token 0 is padding, which later layers step over.
function makeOneHot(tf) {
  return class SequenceLabOneHot extends tf.layers.Layer {
    static className = "SequenceLabOneHot";

    constructor(config) {
      super(config);
      this.size = config.size;
      this.supportsMasking = true;
    }

    call(inputs) {
      const [tokens] = [inputs].flat();
      return tf.tidy(() => tf.oneHot(tf.cast(tokens, "int32"), this.size, 1, 0, "float32"));
    }

    computeMask(inputs) {
      const [tokens] = [inputs].flat();
      return tf.tidy(() => tf.notEqual(tokens, 0));
    }

    computeOutputShape([batch, steps]) {
      return [batch, steps, this.size];
    }

    getConfig() {
      return { ...super.getConfig(), size: this.size };
    }
  };
}

// Keras' GRU (reset_after=True): the reset gate acts on h·R + b, and there are two rows of biases.
// TensorFlow.js' own GRU applies it to h before the product.
function makeGRU(tf) {
  const StockGRU = tf.layers.gru({ units: 1 }).constructor;

  return class SequenceLabGRU extends StockGRU {
    static className = "SequenceLabGRU";

    constructor(config) {
      super({ ...config, resetAfter: false });
      const { cell } = this;
      const { units } = cell;

      cell.build = (inputShape) => {
        const features = inputShape.at(-1);
        const weight = (name, shape, initializer) => cell.addWeight(name, shape, null, initializer);
        cell.kernel = weight("kernel", [features, 3 * units], cell.kernelInitializer);
        cell.recurrentKernel = weight("recurrent_kernel", [units, 3 * units], cell.recurrentInitializer);
        cell.bias = weight("bias", [2, 3 * units], cell.biasInitializer);
        cell.built = true;
      };

      cell.call = ([x, h]) =>
        tf.tidy(() => {
          const [inputBias, recurrentBias] = tf.unstack(cell.bias.read());
          const fromInput = tf.add(tf.matMul(x, cell.kernel.read()), inputBias);
          const fromState = tf.add(tf.matMul(h, cell.recurrentKernel.read()), recurrentBias);
          const [xz, xr, xh] = tf.split(fromInput, 3, 1);
          const [hz, hr, hh] = tf.split(fromState, 3, 1);
          const z = cell.recurrentActivation.apply(tf.add(xz, hz));
          const r = cell.recurrentActivation.apply(tf.add(xr, hr));
          const candidate = cell.activation.apply(tf.add(xh, tf.mul(r, hh)));
          const next = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
          return [next, next];
        });
    }
  };
}
`;
