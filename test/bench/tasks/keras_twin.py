"""Trains the network of a run in Keras, on the numbers that the run had, and prints its figures as JSON.

    keras_twin.py DUMP SEED CHARACTERS      DUMP is what dumpRun.ts wrote; CHARACTERS those of the test texts, or 0

Texts with a class, translation by teacher forcing, and writing on; LSTM, GRU or SimpleRNN in one layer each side.
"""

import base64
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

CELLS = {"simple_rnn": keras.layers.SimpleRNN, "gru": keras.layers.GRU, "lstm": keras.layers.LSTM}
PAD = -1  # a label that does not count


def masked_loss(y, logits):
    """Mean over the real steps."""
    y = tf.cast(y, "int32")
    real = tf.cast(y != PAD, "float32")
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.maximum(y, 0), logits=logits)
    return tf.reduce_sum(each * real) / tf.reduce_sum(real)


def recurrent(layer, **options):
    """A layer of the experiment; states of both directions come one after the other."""
    made = CELLS[layer["cell"]](
        layer["units"], dropout=layer["dropout"], recurrent_dropout=layer["recurrentDropout"], **options
    )
    return keras.layers.Bidirectional(made, merge_mode=layer["merge"]) if layer["bidirectional"] else made


def side_by_side(states, both):
    """The states that a decoder begins with."""
    if not both:
        return states
    half = len(states) // 2
    return [keras.layers.Concatenate()([a, b]) for a, b in zip(states[:half], states[half:])]


def tokens_in(vocabulary, embedding):
    """What reads tokens: a learned vector, or a one at its place; padding is stepped over in both."""
    if embedding:
        return keras.layers.Embedding(vocabulary, embedding["units"], mask_zero=True)
    table = np.eye(vocabulary, dtype="float32")
    return keras.layers.Embedding(
        vocabulary, vocabulary, mask_zero=True, trainable=False, embeddings_initializer=keras.initializers.Constant(table)
    )


def build(experiment, shapes):
    model = experiment["model"]
    if len(model["layers"]) != 1:
        raise SystemExit("The twin has one recurrent layer.")
    [layer], decoder = model["layers"], model["decoder"]
    each = experiment["task"] in ("label", "generate")
    source = keras.Input((None,), dtype="int32")
    inputs = [source]
    embed = tokens_in(shapes["vocabulary"], model["embedding"])
    x, mask = embed(source), embed.compute_mask(source)
    if shapes["features"]:
        columns = keras.Input((None, shapes["features"]))
        inputs.append(columns)
        x = keras.layers.Concatenate()([columns, x])
    if not decoder:
        x = recurrent(layer, return_sequences=each)(x, mask=mask)
        return keras.Model(inputs, keras.layers.Dense(shapes["classes"])(x))
    keys, *states = recurrent(layer, return_sequences=True, return_state=True)(x, mask=mask)
    target = keras.Input((None,), dtype="int32")
    said = tokens_in(shapes["classes"], model["embedding"])(target)
    [second] = decoder["layers"]
    x = recurrent(second, return_sequences=True)(said, initial_state=side_by_side(states, layer["bidirectional"]))
    if decoder["attention"]:
        context = keras.layers.Attention()([x, keys], mask=[None, mask])
        width = second["units"]
        x = keras.layers.Dense(width, activation="tanh")(keras.layers.Concatenate()([context, x]))
    return keras.Model([*inputs, target], keras.layers.Dense(shapes["classes"])(x))


def padded(values, first, lengths, fill):
    made = np.full((len(first), max(lengths.max(), 1), *values.shape[1:]), fill, values.dtype)
    for row, (start, length) in enumerate(zip(first, lengths)):
        made[row, :length] = values[start : start + length]
    return made


def part(dump, name):
    """Inputs and labels of a part, padded behind."""
    experiment, shapes, arrays = dump["experiment"], dump["shapes"], dump["arrays"]
    array = lambda key, kind="<i4": np.frombuffer(base64.b64decode(arrays[key]), kind)  # noqa: E731
    index = array("index").reshape(-1, 4)[array(name)]
    first, steps, target, target_steps = index.T
    x = [padded(array("tokens"), first, steps, 0)]
    if shapes["features"]:
        x.append(padded(array("inputs", "<f4").reshape(-1, shapes["features"]), first, steps, 0))
    labels = array("labels")
    if experiment["model"]["decoder"]:
        x.append(padded(labels, target, target_steps, 0))
        return x, padded(labels, target + 1, target_steps, PAD)
    if experiment["task"] in ("label", "generate"):
        return x, padded(labels, target, steps, PAD)
    return x, labels[target]


def figures(model, x, y, characters):
    """Those of `npm run bench:tasks`."""
    logits = model.predict(x, batch_size=64, verbose=0)
    real = y != PAD
    right = float(np.mean((logits.argmax(-1) == y)[real]))
    shifted = logits - logits.max(-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    nats = -np.take_along_axis(log_p, np.maximum(y, 0)[..., None], -1)[..., 0][real].sum(dtype="float64")
    found = {"test accuracy": right, "test token accuracy": right}
    return found | ({"bits per character": float(nats / np.log(2) / characters)} if characters else {})


def main():
    dump, seed, characters = json.load(open(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
    training = dump["experiment"]["training"]
    if training["optimizer"]["name"] != "adam" or training["earlyStopping"]:
        raise SystemExit("The twin trains with Adam for all epochs.")
    keras.utils.set_random_seed(seed)
    model = build(dump["experiment"], dump["shapes"])
    clip = {"global_clipnorm": training["clipNorm"]} if training["clipNorm"] else {}
    model.compile(keras.optimizers.Adam(training["optimizer"]["learningRate"], **clip), masked_loss)
    schedule = training["schedule"]
    callbacks = [
        keras.callbacks.ReduceLROnPlateau(
            "loss", schedule["factor"], schedule["patience"], min_lr=schedule["minLearningRate"]
        )
    ] if schedule else []
    x, y = part(dump, "train")
    options = {"epochs": training["epochs"], "batch_size": training["batchSize"], "callbacks": callbacks, "verbose": 0}
    model.fit(x, y, **options)
    trained = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    print(json.dumps(figures(model, *part(dump, "test"), characters) | {"parameters": trained}))


if __name__ == "__main__":
    main()
