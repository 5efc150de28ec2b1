"""Builds and trains the models of the vectors in Keras 3.15 on TensorFlow; used by make_vectors.py and make_grid.py."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

VERSIONS = f'"keras":"{keras.__version__}","tensorflow":"{tf.__version__}"'

ACTIVATIONS = ["linear", "tanh", "relu", "sigmoid", "hard_sigmoid", "softsign", "elu", "selu", "softplus"]
CELLS = [
    ("simple_rnn", {"cell": "simple_rnn"}),
    ("lstm", {"cell": "lstm"}),
    ("gru", {"cell": "gru", "resetAfter": True}),
    ("gru-before", {"cell": "gru", "resetAfter": False}),
]


def layer(units, cell, **more):
    return {"units": units, "activation": "tanh", "recurrentActivation": "sigmoid", **cell, **more}


def recurrent_layer(one, return_sequences, dtype, **more):
    """A recurrent layer as an experiment describes it."""
    kinds = {"simple_rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
    options = {"activation": one["activation"], "return_sequences": return_sequences, "dtype": dtype, **more}
    if one["cell"] != "simple_rnn":
        options["recurrent_activation"] = one["recurrentActivation"]
    if one["cell"] == "gru":
        options["reset_after"] = one["resetAfter"]
    recurrent = kinds[one["cell"]](one["units"], **options)
    if one.get("bidirectional"):
        return keras.layers.Bidirectional(recurrent, merge_mode=one["merge"], dtype=dtype)
    return recurrent


def build(spec, dtype="float32"):
    """The Keras model of a case."""
    model = keras.Sequential([keras.Input((spec["window"]["timeSteps"], spec["features"]), dtype=dtype)])
    layers = spec["model"]["layers"]
    for i, one in enumerate(layers):
        model.add(recurrent_layer(one, i < len(layers) - 1, dtype))
    for one in spec["model"]["dense"]:
        model.add(keras.layers.Dense(one["units"], activation=one["activation"], dtype=dtype))
    return model


def make_optimizer(training):
    one = dict(training["optimizer"])
    clip = {"global_clipnorm": training["clipNorm"]} if training.get("clipNorm") else {}
    kinds = {"adam": keras.optimizers.Adam, "adamw": keras.optimizers.AdamW, "rmsprop": keras.optimizers.RMSprop}
    if one["name"] == "sgd":
        return keras.optimizers.SGD(one["learningRate"], momentum=one.get("momentum", 0.0), **clip)
    decay = {"weight_decay": one["weightDecay"]} if one["name"] == "adamw" else {}
    return kinds[one["name"]](one["learningRate"], **decay, **clip)


LOSSES = {"mse": keras.losses.MeanSquaredError, "mae": keras.losses.MeanAbsoluteError, "huber": keras.losses.Huber}


def run(model, spec, data, everything, batches):
    """What Keras makes of a model: outputs of the windows `everything`, then the losses of an update a batch, the
    gradient of the first one, and the weights after the last."""
    steps, horizon = spec["window"]["timeSteps"], spec["window"]["horizon"]
    mask, dtype = data.get("mask"), model.weights[0].dtype

    def window(starts):
        x = np.stack([data["inputs"][s : s + steps] for s in starts])
        y = np.stack([data["targets"][s + steps : s + steps + horizon].ravel() for s in starts])
        real = None if mask is None else tf.constant(np.stack([mask[s : s + steps] for s in starts]) == 1)
        return tf.constant(x.astype(dtype)), tf.constant(y.astype(dtype)), real

    def forward(x, real, training):
        if real is None:
            return model(x, training=training)
        for one in model.layers:
            x = one(x, training=training) if isinstance(one, keras.layers.Dense) else one(x, training=training, mask=real)
        return x

    x, _, real = window(everything)
    outputs = forward(x, real, False).numpy()
    loss_function = LOSSES[spec["training"]["loss"]](dtype=dtype)
    optimizer = make_optimizer(spec["training"])
    variables = [v.value for v in model.trainable_variables]

    def gradients_of(x, y, real):
        with tf.GradientTape() as tape:
            loss = loss_function(y, forward(x, real, True))
        return loss, [tf.convert_to_tensor(g) for g in tape.gradient(loss, variables)]

    # Compiling pays for itself where there are many steps to go through, and nowhere else.
    step = tf.function(gradients_of) if steps * len(spec["model"]["layers"]) >= 12 else gradients_of
    losses, gradient = [], None
    for starts in batches:
        loss, gradients = step(*window(starts))
        gradient = gradient or [g.numpy() for g in gradients]
        optimizer.apply(gradients, model.trainable_variables)
        losses.append(float(loss))
    return {"outputs": outputs, "losses": np.array(losses, dtype), "gradient": gradient, "weights": model.get_weights()}
