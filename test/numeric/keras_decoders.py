"""The networks of make_decoder_vectors.py in Keras' own layers, and the data that they are given; decoderVectors.ts
makes the same data."""

import numpy as np
from keras_runs import keras, tf
from shared_numbers import bits, uniform

INPUTS, TARGETS = 0, 1
# Beyond the streams of the weights, of which a model has one each.
TOKENS, LABELS, KNOWN, LENGTHS, TARGET_LENGTHS = 1000, 1001, 1002, 1003, 1004
KINDS = {"simple_rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}


class Texts:
    """Sequences of 1 to T rows and translations of 1 to U tokens, one after the other; in a batch padded behind with 0."""

    def __init__(self, spec, dtype):
        shapes, seed, batch = spec["shapes"], spec["seed"], spec["batch"]
        self.dtype, self.shapes = dtype, shapes
        self.examples = 3 if batch == 1 else 2 * batch + 3  # the last batch of an epoch is smaller
        self.lengths = [1 + int(n) % shapes["timeSteps"] for n in bits(self.examples, seed, LENGTHS)]
        self.target_lengths = [1 + int(n) % shapes["horizon"] for n in bits(self.examples, seed, TARGET_LENGTHS)]
        self.first = np.cumsum([0, *self.lengths])
        self.target_first = np.cumsum([0, *[n + 1 for n in self.target_lengths]])
        rows, target_rows = self.first[-1], self.target_first[-1]
        self.inputs = uniform((rows, shapes["features"]), 1, seed, INPUTS)
        tokens = shapes.get("vocabulary", 0)
        self.tokens = (1 + bits(rows, seed, TOKENS) % max(1, tokens - 1)).astype("int32")
        self.labels = (1 + bits(target_rows, seed, LABELS) % (shapes["classes"] - 1)).astype("int32")

    def batch(self, examples):
        steps, horizon = self.shapes["timeSteps"], self.shapes["horizon"]
        lengths, targets = [np.array(all)[examples] for all in (self.lengths, self.target_lengths)]
        first, target = self.first[examples], self.target_first[examples]
        known = None
        return {
            "numbers": tf.constant(padded(self.inputs, first, lengths, steps).astype(self.dtype)),
            "tokens": tf.constant(padded(self.tokens, first, lengths, steps)),
            "said": tf.constant(padded(self.labels, target, targets, horizon)),
            "previous": None,
            "known": known,
            "real": tf.constant(np.arange(steps)[None, :] < lengths[:, None]),
            "real_targets": tf.constant(np.arange(horizon)[None, :] < targets[:, None]),
            "y": tf.constant(padded(self.labels, target + 1, targets, horizon)),
        }

    def outputs(self, values):
        """Those of the real steps of all examples."""
        return np.concatenate([one[:n] for one, n in zip(values, self.target_lengths)])


def padded(values, first, lengths, steps):
    """[examples, steps, …] with zeros behind."""
    made = np.zeros((len(first), steps, *values.shape[1:]), values.dtype)
    for i, (start, length) in enumerate(zip(first, lengths)):
        made[i, :length] = values[start : start + length]
    return made


class Windows:
    """Windows a row apart, with the targets of the rows behind them, and what is known of those."""

    def __init__(self, spec, dtype):
        shapes, seed, batch = spec["shapes"], spec["seed"], spec["batch"]
        self.dtype, self.steps, self.horizon = dtype, shapes["timeSteps"], shapes["horizon"]
        self.examples = 3 if batch == 1 else 2 * batch + 3
        rows = self.examples - 1 + self.steps + self.horizon
        self.inputs = uniform((rows, shapes["features"]), 1, seed, INPUTS)
        self.targets = uniform((rows, shapes["targets"]), 2, seed, TARGETS)
        self.columns = uniform((rows, shapes.get("known", 0)), 1, seed, KNOWN)

    def batch(self, examples):
        def rows(values, begin, count):
            return tf.constant(np.stack([values[e + begin : e + begin + count] for e in examples]).astype(self.dtype))

        return {
            "numbers": rows(self.inputs, 0, self.steps),
            "tokens": None,
            "said": None,
            "previous": rows(self.targets, self.steps - 1, self.horizon),
            "known": rows(self.columns, self.steps, self.horizon),
            "real": None,
            "real_targets": None,
            "y": rows(self.targets, self.steps, self.horizon),
        }

    def outputs(self, values):
        return values


class Network:
    """Encoder and decoder, the decoder fed with the true targets."""

    def __init__(self, spec, dtype):
        shapes, model = spec["shapes"], spec["experiment"]["model"]
        self.shapes, self.dtype, self.decoder = shapes, dtype, model["decoder"]
        self.embedded = (model.get("embedding") or {}).get("units")
        tokens = shapes.get("vocabulary")

        def embedding(count):
            return keras.layers.Embedding(count, self.embedded, dtype=dtype) if self.embedded and count else None

        self.vocabulary, self.classes = tokens, shapes.get("classes")
        self.reads_targets = self.decoder["mode"] == "autoregressive"
        self.source = embedding(tokens)
        self.target = embedding(self.classes) if self.reads_targets else None
        self.encoder_layers = [self.recurrent(one) for one in model["layers"]]
        self.decoder_layers = [self.recurrent(one) for one in self.decoder["layers"]]
        width = self.decoder["layers"][-1]["units"]
        attends = self.decoder["attention"] == "luong"
        self.attention = keras.layers.Attention(dtype=dtype) if attends else None
        self.combine = keras.layers.Dense(width, activation="tanh", dtype=dtype) if attends else None
        self.heads = [
            keras.layers.Dense(
                one["units"], activation="linear" if one["activation"] == "softmax" else one["activation"], dtype=dtype
            )
            for one in model["dense"]
        ]

    def recurrent(self, one):
        options = {"activation": one["activation"], "return_sequences": True, "return_state": True, "dtype": self.dtype}
        if one["cell"] != "simple_rnn":
            options["recurrent_activation"] = one["recurrentActivation"]
        if one["cell"] == "gru":
            options["reset_after"] = one["resetAfter"]
        layer = KINDS[one["cell"]](one["units"], **options)
        return keras.layers.Bidirectional(layer, merge_mode=one["merge"], dtype=self.dtype) if one.get("bidirectional") else layer

    def variables(self):
        """In the order of the engines."""
        layers = [self.source, *self.encoder_layers, self.target, *self.decoder_layers, self.combine, *self.heads]
        return [variable for layer in layers if layer for variable in layer.trainable_variables]

    def as_vectors(self, tokens, embedding, count):
        return embedding(tokens) if embedding else tf.one_hot(tokens, count, dtype=self.dtype)

    def logits(self, batch, training):
        parts = [batch["numbers"]] if self.shapes["features"] else []
        if self.vocabulary:
            parts.append(self.as_vectors(batch["tokens"], self.source, self.vocabulary))
        x = tf.concat(parts, -1)
        states = []
        for layer in self.encoder_layers:
            x, *ends = layer(x, mask=batch["real"], training=training)
            if isinstance(layer, keras.layers.Bidirectional):
                half = len(ends) // 2
                ends = [tf.concat([a, b], -1) for a, b in zip(ends[:half], ends[half:])]
                x_end = merged(layer.merge_mode, *self.halves(ends[0]))
            else:
                x_end = ends[0]
            states.append(ends)
        keys = x

        horizon, classes = self.shapes["horizon"], self.classes
        if not self.reads_targets:
            parts = [keras.layers.RepeatVector(horizon, dtype=self.dtype)(x_end)]
        elif classes:
            parts = [self.as_vectors(batch["said"], self.target, classes)]
        else:
            parts = [batch["previous"]]
        if self.shapes.get("known"):
            parts.append(batch["known"])
        y = tf.concat(parts, -1)
        first = len(self.encoder_layers) - len(self.decoder_layers)
        for j, layer in enumerate(self.decoder_layers):
            initial = {"initial_state": states[first + j]} if self.reads_targets else {}
            y, *_ = layer(y, mask=batch["real_targets"], training=training, **initial)
        if self.attention:
            context = self.attention([y, keys], mask=[None, batch["real"]])
            y = self.combine(tf.concat([context, y], -1))
        for head in self.heads:
            y = head(y)
        return y

    @staticmethod
    def halves(end):
        return tf.split(end, 2, -1)


def merged(mode, a, b):
    return {"concat": lambda: tf.concat([a, b], -1), "sum": lambda: a + b, "mul": lambda: a * b, "ave": lambda: (a + b) / 2}[mode]()
