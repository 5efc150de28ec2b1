"""Data and losses of the sequences that make_sequences.py gives to Keras; sequenceVectors.ts makes the same data."""

import numpy as np
from keras_runs import keras, tf
from shared_numbers import bits, uniform

INPUTS, TARGETS = 0, 1
# Beyond the streams of the weights, of which a model has one each.
TOKENS, LABELS, KNOWN, LENGTHS = 1000, 1001, 1002, 1003
CATEGORIES = 1010  # and one on for each further column


def sequence_data(spec, dtype):
    return (Windows if spec["lengths"] is None else Sequences)(spec, dtype)


def make_categories(spec, rows):
    """[rows] of each column: 0 where a row has none of its values."""
    sizes = spec["shapes"].get("categories", [])
    return [(bits(rows, spec["seed"], CATEGORIES + c) % size).astype("int32") for c, size in enumerate(sizes)]


class Sequences:
    """Examples of 1 to T rows, one after the other in the rows; in a batch, padded behind with zeros."""

    def __init__(self, spec, dtype):
        shapes, seed = spec["shapes"], spec["seed"]
        self.dtype, self.steps, self.each = dtype, shapes["timeSteps"], spec["task"] in ("label", "generate")
        pieces = spec.get("stateful")
        self.examples = 3 if spec["batch"] == 1 else spec["batch"] * pieces if pieces else 2 * spec["batch"] + 3
        random = bits(self.examples, seed, LENGTHS)
        equal = spec["lengths"] == "equal"
        self.lengths = [self.steps if equal else 1 + int(n) % self.steps for n in random]
        rows = sum(self.lengths)
        self.first = np.cumsum([0, *self.lengths])[:-1]
        self.target = self.first if self.each else np.arange(self.examples)
        target_rows = rows if self.each else self.examples
        self.inputs = uniform((rows, shapes["features"]), 1, seed, INPUTS) if shapes["features"] else None
        tokens = shapes.get("vocabulary")
        self.tokens = None if tokens is None else (1 + bits(rows, seed, TOKENS) % (tokens - 1)).astype("int32")
        self.categories = make_categories(spec, rows)
        classes = shapes.get("classes")
        self.labels = None if classes is None else (bits(target_rows, seed, LABELS) % classes).astype("int32")
        self.targets = uniform((target_rows, shapes["targets"]), 2, seed, TARGETS) if shapes["targets"] else None

    def padded(self, values, first, lengths):
        """[examples, T, …] with zeros behind."""
        made = np.zeros((len(first), self.steps, *values.shape[1:]), values.dtype)
        for i, (start, length) in enumerate(zip(first, lengths)):
            made[i, :length] = values[start : start + length]
        return made

    def batch(self, examples):
        first, lengths = self.first[examples], [self.lengths[e] for e in examples]
        expected = self.labels if self.targets is None else self.targets
        y = self.padded(expected, self.target[examples], lengths) if self.each else expected[self.target[examples]]
        numbers = None if self.inputs is None else tf.constant(self.padded(self.inputs, first, lengths).astype(self.dtype))
        return {
            "numbers": numbers,
            "tokens": None if self.tokens is None else tf.constant(self.padded(self.tokens, first, lengths)),
            "categories": [tf.constant(self.padded(column, first, lengths)) for column in self.categories],
            "known": None,
            "real": tf.constant(np.arange(self.steps)[None, :] < np.array(lengths)[:, None]),
            "y": tf.constant(y if y.dtype == np.int32 else y.astype(self.dtype)),
        }

    def outputs(self, values):
        """Those of the real steps of all examples."""
        return np.concatenate([one[:n] for one, n in zip(values, self.lengths)]) if self.each else values


class Windows:
    """Windows a row apart, with several steps and columns ahead; perhaps each scaled by its own level and spread."""

    def __init__(self, spec, dtype):
        shapes, seed = spec["shapes"], spec["seed"]
        self.dtype, self.shapes, self.scale = dtype, shapes, spec["windowScale"]
        self.examples = 3 if spec["batch"] == 1 else 2 * spec["batch"] + 3
        steps, horizon, known = shapes["timeSteps"], shapes["horizon"], shapes.get("known", 0)
        rows = self.examples - 1 + steps + horizon
        inputs = uniform((rows, shapes["features"]), 1, seed, INPUTS)
        targets = uniform((rows, shapes["targets"]), 2, seed, TARGETS)
        future = uniform((rows, known), 1, seed, KNOWN)
        starts = range(self.examples)
        self.categories = [
            np.stack([column[s : s + steps] for s in starts]) for column in make_categories(spec, rows)
        ]
        self.x = np.stack([inputs[s : s + steps] for s in starts]).astype("float64")
        self.y = np.stack([targets[s + steps : s + steps + horizon] for s in starts]).astype("float64")
        self.known = np.stack([future[s + steps : s + steps + horizon].ravel() for s in starts]) if known else None
        if self.scale:
            level, deviation = self.x[:, -1, :], self.x.std(axis=1)
            spread = np.where(deviation <= 1e-6 * (np.abs(level) + 1), 1, deviation)
            of = self.scale["targets"]
            self.level, self.spread = level[:, None, of], spread[:, None, of]
            for column in self.scale["inputs"]:
                self.x[:, :, column] = (self.x[:, :, column] - level[:, None, column]) / spread[:, None, column]
            self.y = (self.y - self.level) / self.spread

    def batch(self, examples):
        y = self.y[examples].reshape(len(examples), -1)
        known = None if self.known is None else tf.constant(self.known[examples].astype(self.dtype))
        x = tf.constant(self.x[examples].astype(self.dtype))
        categories = [tf.constant(column[examples]) for column in self.categories]
        y = tf.constant(y.astype(self.dtype))
        return {"numbers": x, "tokens": None, "categories": categories, "known": known, "real": None, "y": y}

    def outputs(self, values):
        if not self.scale:
            return values
        by_target = values.reshape(self.examples, self.shapes["horizon"], self.shapes["targets"], -1)
        return by_target * self.spread[..., None] + self.level[..., None]


class Losses:
    """Keras' losses on what comes before softmax and sigmoid; it has none for quantiles (as in Koenker and Bassett)."""

    def __init__(self, spec, dtype):
        training, self.dtype = spec["experiment"]["training"], dtype
        self.name, self.quantiles = training["loss"], training.get("quantiles")
        weights = [0.5 + 0.25 * k for k in range(spec["shapes"].get("classes", 0))]
        self.weights = tf.constant(weights, dtype) if spec["classWeights"] else None
        self.function = {
            "mse": lambda: keras.losses.MeanSquaredError(dtype=dtype),
            "mae": lambda: keras.losses.MeanAbsoluteError(dtype=dtype),
            "huber": lambda: keras.losses.Huber(dtype=dtype),
            "categorical_crossentropy": lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype=dtype),
            "binary_crossentropy": lambda: keras.losses.BinaryCrossentropy(from_logits=True, dtype=dtype),
            "quantile": lambda: None,
        }[self.name]()

    def loss(self, batch, logits):
        y = batch["y"]
        if self.name == "quantile":
            q = tf.constant(self.quantiles, self.dtype)
            error = y[..., None] - tf.reshape(logits, (*y.shape, len(self.quantiles)))
            return tf.reduce_mean(tf.maximum(q * error, (q - 1) * error))
        weights = None if self.weights is None else tf.gather(self.weights, y)
        if self.name == "binary_crossentropy":
            y = tf.cast(y, self.dtype)[..., None]
        return self.function(y, logits, sample_weight=weights)

    def probabilities(self, logits):
        kinds = {"categorical_crossentropy": tf.nn.softmax, "binary_crossentropy": tf.sigmoid}
        return kinds.get(self.name, tf.identity)(logits)
