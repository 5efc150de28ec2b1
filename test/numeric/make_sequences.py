"""Makes the vectors of sequences: Keras 3.15 on TensorFlow, float32.

    python test/numeric/make_sequences.py           writes test/numeric/vectors/sequences.{json,bin}
    python test/numeric/make_sequences.py --check   computes them anew and compares with the committed ones
    python test/numeric/make_sequences.py --check --sample   the same of one case of each block: see sampled.py
    python test/numeric/make_sequences.py --check --double   asks Keras in float64 too

One case for each building block with each cell: tokens as learned vectors and one-hot, sequences that differ in length
(in both directions, stacked), a head on the last state and on every step, classes, one of two classes, class weights,
quantiles, several steps and columns ahead, columns that are known beforehand, windows scaled by themselves; streams in
pieces, each batch going on with the states of the one before (`stateful=True`); columns of categories as learned vectors.

As in `make_grid.py` only what Keras makes of them is stored: little-endian float32, case after case the outputs of the
real steps of all examples, the ten losses, the gradient of each weight, and each weight after ten updates.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
from keras_runs import CELLS, VERSIONS, keras, make_optimizer, recurrent_layer, tf
from keras_sequences import Losses, sequence_data
from make_grid import split
from sampled import digest, sample
from shared_numbers import make_batches, make_weights
from tolerance import allowed, allowed_weights, sequence_sum_lengths

FOLDER = pathlib.Path(__file__).parent / "vectors"
STEPS = 10


class Model:
    """The network of a case; Keras' own masks where an embedding makes them, the same ones by hand elsewhere."""

    def __init__(self, spec, dtype):
        shapes, model = spec["shapes"], spec["experiment"]["model"]
        self.spec, self.dtype = spec, dtype
        self.vocabulary, self.each = shapes.get("vocabulary"), spec["task"] in ("label", "generate")
        embedding = model.get("embedding")
        self.embedding = embedding and self.vocabulary and keras.layers.Embedding(
            self.vocabulary, embedding["units"], mask_zero=True, dtype=dtype
        )
        self.by_column = [
            keras.layers.Embedding(size, embedding["units"], dtype=dtype) for size in shapes.get("categories", [])
        ]
        layers = model["layers"]
        stateful = {"stateful": True} if spec.get("stateful") else {}
        self.recurrent = [
            recurrent_layer(one, self.each or i < len(layers) - 1, dtype, **stateful) for i, one in enumerate(layers)
        ]
        dense = model["dense"]
        plain = [
            one["activation"] if i < len(dense) - 1 or "classes" not in shapes else "linear" for i, one in enumerate(dense)
        ]
        self.dense = [
            keras.layers.Dense(one["units"], activation=activation, dtype=dtype)
            for one, activation in zip(dense, plain)
        ]

    def weights(self):
        tokens = [self.embedding] if self.vocabulary is not None and self.embedding else []
        layers = [*tokens, *self.by_column, *self.recurrent, *self.dense]
        return [weight for layer in layers for weight in layer.trainable_variables]

    def reset_states(self):
        for layer in self.recurrent:
            layer.reset_state()

    def logits(self, batch, training):
        parts = []
        if batch["numbers"] is not None and batch["numbers"].shape[-1] > 0:
            parts.append(batch["numbers"])
        if self.vocabulary is not None:
            embedded = self.embedding(batch["tokens"]) if self.embedding else None
            parts.append(embedded if self.embedding else tf.one_hot(batch["tokens"], self.vocabulary, dtype=self.dtype))
        parts += [layer(column) for layer, column in zip(self.by_column, batch["categories"])]
        by_hand = {} if len(parts) == 1 and self.embedding else {"mask": batch["real"]}
        x = parts[0] if len(parts) == 1 else tf.concat(parts, -1)
        for layer in self.recurrent:
            x = layer(x, training=training, **by_hand)
        if batch["known"] is not None:
            x = tf.concat([x, batch["known"]], -1)
        for layer in self.dense:
            x = layer(x)
        if self.each and by_hand and batch["real"] is not None:
            keras.src.backend.set_keras_mask(x, batch["real"])
        mask = keras.src.backend.get_keras_mask(x)
        if self.each and not np.array_equal(mask, batch["real"]):
            raise ValueError("Keras takes the mean over other steps than the real ones")
        return x


def stream_batches(batch, pieces):
    """Piece after piece of as many streams as a batch has rows; stream b has the examples from b * pieces on."""
    return [[stream * pieces + i % pieces for stream in range(batch)] for i in range(STEPS)]


def outputs_of(model, data, pieces, batch):
    """Before probabilities, of all examples; each begins with zeros. Layers with states take batches of one size."""
    if not pieces:
        return model.logits(data.batch(list(range(data.examples))), False)
    made = []
    for first in range(0, data.examples, batch):
        model.reset_states()
        made.append(model.logits(data.batch(list(range(first, first + batch))), False))
    model.reset_states()
    return tf.concat(made, 0)


def compute(spec, dtype="float32"):
    """What Keras makes of a case: named flat arrays, in the order of the .bin."""
    seed, batch, pieces = spec["seed"], spec["batch"], spec.get("stateful")
    data = sequence_data(spec, dtype)
    batches = make_batches(list(range(data.examples)), batch, STEPS, seed)
    if pieces:
        batches = stream_batches(batch, pieces)
    model, losses = Model(spec, dtype), Losses(spec, dtype)
    model.logits(data.batch(list(range(batch if pieces else 1))), False)  # builds it
    variables = model.weights()
    for variable, value in zip(variables, make_weights([tuple(v.shape) for v in variables], spec["scale"], seed)):
        variable.assign(value)

    outputs = data.outputs(losses.probabilities(outputs_of(model, data, pieces, batch)).numpy())
    optimizer = make_optimizer(spec["experiment"]["training"])

    def gradients_of(batch):
        with tf.GradientTape() as tape:
            loss = losses.loss(batch, model.logits(batch, True))
        return loss, [tf.convert_to_tensor(g) for g in tape.gradient(loss, [v.value for v in variables])]

    values, gradient = [], None
    for i, examples in enumerate(batches):
        if pieces and i % pieces == 0:
            model.reset_states()
        loss, gradients = gradients_of(data.batch(examples))
        gradient = gradient or [g.numpy() for g in gradients]
        optimizer.apply(gradients, variables)
        values.append(float(loss))
    named = {"outputs": outputs, "losses": np.array(values, dtype)}
    named |= {f"gradient {i}": one for i, one in enumerate(gradient)}
    named |= {f"weights {i}": one.numpy() for i, one in enumerate(variables)}
    return {name: np.asarray(one).ravel() for name, one in named.items()}


def problems_of(spec, made, expected, sides=2):
    """Where results differ by more than their sums explain. `sides`: 1 where only one of the two has rounding errors."""
    lengths = sequence_sum_lengths(spec)
    rate = spec["experiment"]["training"]["optimizer"]["learningRate"]
    problems = []
    for name, one in made.items():
        other = expected[name]
        kind, _, index = name.partition(" ")
        if kind == "weights":
            limit = allowed_weights(lengths["gradient"], other, expected[f"gradient {index}"], STEPS, rate)
        else:
            limit = allowed(lengths["outputs" if kind == "outputs" else "gradient"], other)
        share = float(np.max(np.abs(one.astype("float64") - other) / limit)) * 2 / sides
        if not share <= 1:
            problems.append(f"{spec['name']}: {name} differs by {share:.2f} times what it may")
    return problems


def layer(cell, units, merge=None):
    both = {"bidirectional": True, "merge": merge} if merge else {}
    return {"units": units, "activation": "tanh", "recurrentActivation": "sigmoid", **cell, **both}


def case(name, task, shapes, layers, head, *, batch=7, loss=None, embedding=None, hidden=(), lengths=None, **more):
    """`head`: outputs a row and step. `lengths`: whether sequences differ in length, or windows into rows (None)."""
    classes = "classes" in shapes
    kind = "linear" if not classes else "sigmoid" if head == 1 else "softmax"
    loss = loss or {"linear": "mse", "sigmoid": "binary_crossentropy", "softmax": "categorical_crossentropy"}[kind]
    dense = [{"units": units, "activation": "tanh"} for units in hidden] + [{"units": head, "activation": kind}]
    quantiles = {"quantiles": more.pop("quantiles")} if "quantiles" in more else {}
    each = task in ("label", "generate")
    stateful = more.get("stateful") is not None
    topology = "one-to-one" if shapes["timeSteps"] == 1 else "many-to-many" if each else "many-to-one"
    return {
        "name": name,
        "task": task,
        "shapes": shapes,
        "batch": batch,
        "lengths": lengths,
        "scale": more.pop("scale", 0.9),
        "classWeights": more.pop("classWeights", False),
        "windowScale": more.pop("windowScale", None),
        "experiment": {
            "window": {"timeSteps": shapes["timeSteps"], "horizon": 1 if each else shapes["horizon"]},
            "model": {
                "topology": topology,
                "layers": layers,
                "dense": dense,
                **({"embedding": {"units": embedding}} if embedding else {}),
                **({"tokens": {}} if "vocabulary" in shapes else {}),
            },
            "training": {
                "batchSize": batch,
                "loss": loss,
                "optimizer": {"name": "adam", "learningRate": 0.001},
                **quantiles,
                **({"stateful": True, "shuffle": False} if stateful else {}),
            },
        },
        **more,
    }


def sizes(steps, features, horizon=1, targets=0, **more):
    return {"timeSteps": steps, "features": features, "horizon": horizon, "targets": targets, **more}


def of_cell(name, cell, c):
    """The blocks with one cell; widths go round so that each cell meets others."""
    units = [[3, 8, 17, 5], [8, 17, 5, 3], [17, 5, 3, 8], [5, 3, 8, 17]][c]
    merges = [["concat", "sum", "mul", "ave"][(c + i) % 4] for i in range(4)]
    a, b, d, e = units
    one = lambda n, merge=None: layer(cell, n, merge)  # noqa: E731
    text = lambda v, classes, steps=9, **more: sizes(steps, 0, vocabulary=v, classes=classes, **more)  # noqa: E731
    each = lambda steps, features, **more: sizes(steps, features, horizon=steps, **more)  # noqa: E731
    specs = [
        case("embedding, 3 classes", "classify", text(11, 3), [one(a)], 3, embedding=5, lengths="right"),
        case("embedding, stacked, 5 classes", "classify", text(6, 5), [one(b), one(d)], 5, embedding=8, lengths="right"),
        case("embedding, batch of 1, 2 classes", "classify", text(5, 2), [one(e)], 2, embedding=3, batch=1, lengths="right"),
        case("embedding, equal lengths", "classify", text(7, 4, 6), [one(d)], 4, embedding=4, lengths="equal"),
        case("one-hot, 9 classes", "classify", text(13, 9), [one(a)], 9, lengths="right"),
        case("one-hot, equal lengths", "classify", text(8, 3, 5), [one(b)], 3, lengths="equal"),
        case(f"embedding, {merges[0]}", "classify", text(9, 3), [one(b, merges[0])], 3, embedding=5, lengths="right"),
        case(
            f"embedding, {merges[1]} and {merges[2]}",
            "classify",
            text(9, 2),
            [one(d, merges[1]), one(a, merges[2])],
            2,
            embedding=7,
            lengths="right",
        ),
        case("numbers, one of two", "classify", sizes(8, 3, classes=2), [one(a)], 1, lengths="right"),
        case("embedding, one of two, weights", "classify", text(9, 2), [one(b)], 1, embedding=4, lengths="right", classWeights=True),
        case("numbers, class weights", "classify", sizes(8, 2, classes=4), [one(d)], 4, lengths="right", classWeights=True),
        case("numbers, hidden layer", "classify", sizes(6, 1, classes=3), [one(e)], 3, hidden=[6], lengths="right"),
        case("label numbers", "label", each(7, 2, targets=1), [one(a)], 1, lengths="right"),
        case("label numbers, 2 columns, mae", "label", each(7, 3, targets=2), [one(b)], 2, loss="mae", lengths="right"),
        case("label numbers, hidden, huber", "label", each(5, 1, targets=1), [one(d)], 1, hidden=[4], loss="huber", lengths="right"),
        case("label numbers, equal lengths", "label", each(6, 2, targets=2), [one(e)], 2, lengths="equal"),
        case("label classes", "label", each(7, 2, classes=4), [one(e)], 4, lengths="right"),
        case(f"label words, {merges[3]}", "label", each(8, 0, vocabulary=12, classes=5), [one(a, merges[3])], 5, embedding=6, lengths="right"),
        case("label words, weights", "label", each(6, 0, vocabulary=9, classes=3), [one(b), one(d)], 3, embedding=3, lengths="right", classWeights=True),
        case("label one of two", "label", each(6, 2, classes=2), [one(a)], 1, lengths="right"),
        case("label classes, equal lengths", "label", each(5, 2, classes=3), [one(b)], 3, lengths="equal"),
        case("write on, embedding", "generate", each(9, 0, vocabulary=10, classes=10), [one(b)], 10, embedding=5, lengths="right"),
        case("write on, one-hot, stacked", "generate", each(9, 0, vocabulary=7, classes=7), [one(d), one(a)], 7, lengths="right"),
        case("write on, with columns", "generate", each(8, 3, vocabulary=6, classes=6), [one(e)], 6, embedding=4, lengths="right"),
        case("quantiles", "forecast", sizes(6, 2, targets=1), [one(a)], 3, loss="quantile", quantiles=[0.1, 0.5, 0.9]),
        case(
            "quantiles, 3 ahead, 2 columns",
            "forecast",
            sizes(5, 2, horizon=3, targets=2),
            [one(b)],
            30,
            loss="quantile",
            quantiles=[0.05, 0.25, 0.5, 0.75, 0.95],
        ),
        case("4 ahead, 3 columns", "forecast", sizes(6, 3, horizon=4, targets=3), [one(d)], 12),
        case("7 ahead, mae, batch of 33", "forecast", sizes(12, 1, horizon=7, targets=1), [one(e)], 7, loss="mae", batch=33),
        case("known, 3 ahead", "forecast", sizes(5, 2, horizon=3, targets=1, known=2), [one(a)], 3),
        case("known, hidden layer, huber", "forecast", sizes(4, 3, horizon=2, targets=2, known=1), [one(b), one(d)], 4, hidden=[5], loss="huber"),
        case("known, both directions", "forecast", sizes(4, 1, horizon=1, targets=1, known=3), [one(e, merges[0])], 1),
        case(
            "scaled by window, 2 ahead",
            "forecast",
            sizes(6, 3, horizon=2, targets=2),
            [one(a)],
            4,
            windowScale={"inputs": [0, 2], "targets": [2, 0]},
        ),
        case(
            "scaled by window, quantiles",
            "forecast",
            sizes(7, 1, horizon=3, targets=1),
            [one(b)],
            9,
            loss="quantile",
            quantiles=[0.1, 0.5, 0.9],
            windowScale={"inputs": [0], "targets": [0]},
        ),
    ]
    return [{**spec, "name": f"{name}: {spec['name']}"} for spec in specs]


def streams_of_cell(name, cell, c):
    """Streams of three pieces each, of equal length and not: whole batches of pieces go on from each other."""
    a, b, d, e = [[3, 8, 17, 5], [8, 17, 5, 3], [17, 5, 3, 8], [5, 3, 8, 17]][c]
    one = lambda n: layer(cell, n)  # noqa: E731
    text = sizes(6, 0, horizon=6, vocabulary=7, classes=7)
    return [
        case(f"{name}: stateful, each step", "label", sizes(4, 2, horizon=4, targets=1), [one(a), one(b)], 1, batch=4, lengths="equal", stateful=3),
        case(f"{name}: stateful, write on", "generate", text, [one(d)], 7, batch=5, embedding=4, lengths="right", stateful=3),
        case(f"{name}: stateful, last state", "forecast", sizes(4, 2, targets=1), [one(e)], 1, batch=4, lengths="equal", stateful=3),
    ]


def categories_of_cell(name, cell, c):
    """Columns of categories, each with vectors of its own, beside numbers and alone, in sequences and in windows."""
    a, b, d, e = [[3, 8, 17, 5], [8, 17, 5, 3], [17, 5, 3, 8], [5, 3, 8, 17]][c]
    one = lambda n, merge=None: layer(cell, n, merge)  # noqa: E731
    steps = sizes(6, 2, horizon=6, targets=1, categories=[4, 3])
    alone = sizes(7, 0, classes=3, categories=[2, 5, 3])
    windows = sizes(5, 2, horizon=2, targets=1, categories=[3, 6])
    return [
        case(f"{name}: categories beside numbers, each step", "label", steps, [one(a)], 1, embedding=3, lengths="right"),
        case(f"{name}: categories alone", "classify", alone, [one(b, "concat"), one(e)], 3, embedding=9, lengths="right"),
        case(f"{name}: categories in windows", "forecast", windows, [one(d)], 2, embedding=2),
    ]


def all_cases():
    lstm = CELLS[1][1]
    specs = [spec for c, (name, cell) in enumerate(CELLS) for spec in of_cell(name, cell, c)]
    wide = sizes(5, 0, vocabulary=300, classes=301)
    specs.append(case("lstm: 301 classes", "classify", wide, [layer(lstm, 8)], 301, embedding=9, lengths="right", batch=33))
    for of_one in (streams_of_cell, categories_of_cell):
        specs += [spec for c, (name, cell) in enumerate(CELLS) for spec in of_one(name, cell, c)]
    return [{**spec, "seed": 40_000 + i} for i, spec in enumerate(specs)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed vectors, write nothing")
    parser.add_argument("--sample", action="store_true", help="with --check: compute one case of each block alone")
    parser.add_argument("--double", action="store_true", help="compare with Keras in float64 too")
    options = parser.parse_args()
    path, binary = FOLDER / "sequences.json", FOLDER / "sequences.bin"
    stored = json.loads(path.read_text()) if options.check else {}
    committed = stored.get("cases", [])
    values = np.fromfile(binary, "<f4") if options.check else np.zeros(0, "<f4")
    problems, cases, arrays, at = [], [], [], 0
    specs = all_cases()
    if options.check and [spec["name"] for spec in specs] != [one["name"] for one in committed]:
        raise SystemExit("sequences.json: other cases than committed")
    asked = sample(specs) if options.check and options.sample else range(len(specs))
    for i, spec in enumerate(specs):
        if i not in asked:
            cases.append({**spec, "values": committed[i]["values"], "sums": sequence_sum_lengths(spec)})
            at += committed[i]["values"]
            continue
        made = compute(spec)
        arrays += made.values()
        cases.append({**spec, "values": sum(one.size for one in made.values()), "sums": sequence_sum_lengths(spec)})
        if any(not np.all(np.isfinite(one)) for one in made.values()):
            problems.append(f"{spec['name']}: not finite")
        if options.check:
            part = values[at : at + cases[-1]["values"]]
            at += part.size
            problems += problems_of(spec, made, split(spec, made, part))
        if options.double:
            problems += problems_of(spec, made, compute(spec, "float64"), sides=1)
    if options.check and (cases != committed or at != values.size or stored["sha256"] != digest(values)):
        problems.append("sequences.json: other cases than committed")
    if not options.check:
        lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
        values = np.concatenate(arrays).astype("<f4")
        path.write_text(f'{{{VERSIONS},"sha256":"{digest(values)}","cases":[\n{lines}\n]}}\n')
        values.tofile(binary)
    print(f"sequences.json: {len(cases)} cases, {len(asked)} of them computed", flush=True)
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
