"""Makes the vectors of decoders: Keras 3.15 on TensorFlow, float32.

    python test/numeric/make_decoder_vectors.py           writes test/numeric/vectors/decoders.{json,bin}
    python test/numeric/make_decoder_vectors.py --check   computes them anew and compares with the committed ones
    python test/numeric/make_decoder_vectors.py --check --sample   the same of one case of each block: see sampled.py
    python test/numeric/make_decoder_vectors.py --check --double   asks Keras in float64 too

Each cell with each way in which a decoder is tied to its encoder: states handed over (of one direction, of two side by
side, of the last of several layers), the encoder's end at each step, attention, columns known beforehand; with
sequences and translations that differ in length, and with windows of numbers.

As in `make_grid.py` only what Keras makes of them is stored: little-endian float32, case after case the outputs of the
real steps of all examples, the ten losses, the gradient of each weight, and each weight after ten updates.
"""

import argparse
import json
import math
import pathlib
import sys

import numpy as np
from keras_decoders import Network, Texts, Windows
from keras_runs import CELLS, VERSIONS, keras, make_optimizer, tf
from sampled import digest, sample
from shared_numbers import make_batches, make_weights
from tolerance import ELEMENTWISE, GATES, allowed, allowed_weights

FOLDER = pathlib.Path(__file__).parent / "vectors"
STEPS = 10


def compute(spec, dtype="float32"):
    """What Keras makes of a case: named flat arrays, in the order of the .bin."""
    seed, classes = spec["seed"], spec["shapes"].get("classes")
    data = (Texts if classes else Windows)(spec, dtype)
    network = Network(spec, dtype)
    network.logits(data.batch([0]), False)  # builds it
    variables = network.variables()
    for variable, value in zip(variables, make_weights([tuple(v.shape) for v in variables], 0.9, seed)):
        variable.assign(value)

    everything = network.logits(data.batch(list(range(data.examples))), False)
    outputs = data.outputs((tf.nn.softmax(everything) if classes else everything).numpy())
    optimizer = make_optimizer(spec["experiment"]["training"])
    function = (
        keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype=dtype)
        if classes
        else keras.losses.MeanSquaredError(dtype=dtype)
    )

    def gradients_of(batch):
        with tf.GradientTape() as tape:
            logits = network.logits(batch, True)
            if batch["real_targets"] is not None:
                keras.src.backend.set_keras_mask(logits, batch["real_targets"])  # the mean is over real steps
            loss = function(batch["y"], logits)
        return loss, [tf.convert_to_tensor(g) for g in tape.gradient(loss, [v.value for v in variables])]

    losses, gradient = [], None
    for examples in make_batches(list(range(data.examples)), spec["batch"], STEPS, seed):
        loss, gradients = gradients_of(data.batch(examples))
        gradient = gradient or [g.numpy() for g in gradients]
        optimizer.apply(gradients, variables)
        losses.append(float(loss))
    named = {"outputs": outputs, "losses": np.array(losses, dtype)}
    named |= {f"gradient {i}": one for i, one in enumerate(gradient)}
    named |= {f"weights {i}": one.numpy() for i, one in enumerate(variables)}
    return {name: np.asarray(one).ravel() for name, one in named.items()}


def sum_lengths(spec):
    """Terms of the sums that an output and a gradient went through, as in tolerance.py: the encoder's, then the
    decoder's; attention is three sums there (over units, over steps, over both halves of its dense layer) and as many
    back; softmax a sum over the classes."""
    shapes, model = spec["shapes"], spec["experiment"]["model"]
    steps, horizon, classes = shapes["timeSteps"], shapes["horizon"], shapes.get("classes", 0)
    embedded = (model.get("embedding") or {}).get("units")
    width = shapes["features"] + (embedded or shapes["vocabulary"] if "vocabulary" in shapes else 0)
    forward = backward = steps + horizon
    for i, one in enumerate([*model["layers"], *model["decoder"]["layers"]]):
        if i == len(model["layers"]):
            said = (embedded or classes) if classes else shapes["targets"]
            width = (width if model["decoder"]["mode"] == "repeat" else said) + shapes.get("known", 0)
        forward += width + one["units"] + ELEMENTWISE
        backward += GATES[one["cell"]] * one["units"] + ELEMENTWISE
        width = one["units"] * (2 if one.get("merge") == "concat" else 1)
    if model["decoder"]["attention"]:
        forward += width + steps + 2 * width + 2 * ELEMENTWISE
        backward += width + steps + 2 * width + 2 * ELEMENTWISE
    for one in model["dense"]:
        forward += width + ELEMENTWISE
        backward += one["units"]
        width = one["units"]
    batch = math.ceil(math.sqrt((steps + horizon) * spec["batch"]))
    return {"outputs": forward + classes, "gradient": forward + backward + 2 * classes + batch}


def problems_of(spec, made, expected, sides=2):
    """Where results differ by more than their sums explain. `sides`: 1 where only one of the two has rounding errors."""
    lengths, rate, problems = sum_lengths(spec), spec["experiment"]["training"]["optimizer"]["learningRate"], []
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


def case(name, shapes, layers, decoder, *, mode="autoregressive", attention=None, embedding=None, batch=7, hidden=()):
    texts = "classes" in shapes
    head = {"units": shapes["classes"], "activation": "softmax"} if texts else {"units": shapes["targets"], "activation": "linear"}
    steps = shapes["timeSteps"]
    return {
        "name": name,
        "task": "translate" if texts else "forecast",
        "shapes": shapes,
        "batch": batch,
        "experiment": {
            "window": {"timeSteps": steps, "horizon": 1 if texts else shapes["horizon"]},
            "model": {
                "topology": "encoder-decoder" if texts or steps > 1 else "one-to-many",
                "layers": layers,
                "dense": [*({"units": units, "activation": "tanh"} for units in hidden), head],
                **({"embedding": {"units": embedding}} if embedding else {}),
                **({"tokens": {}} if "vocabulary" in shapes else {}),
                "decoder": {"layers": decoder, "mode": mode, "attention": attention},
            },
            "training": {
                "batchSize": batch,
                "loss": "categorical_crossentropy" if texts else "mse",
                "optimizer": {"name": "adam", "learningRate": 0.001},
            },
        },
    }


def of_cell(name, cell, c):
    """The ways with one cell; units go round so that each cell meets others."""
    a, b, d, e = [[3, 8, 17, 5], [8, 17, 5, 3], [17, 5, 3, 8], [5, 3, 8, 17]][c]
    text = lambda v, k, steps, ahead, features=0: {  # noqa: E731
        "timeSteps": steps, "features": features, "horizon": ahead, "targets": 0, "vocabulary": v, "classes": k,
    }
    numbers = lambda steps, f, ahead, n, known=0: {  # noqa: E731
        "timeSteps": steps, "features": f, "horizon": ahead, "targets": n, "known": known,
    }
    one = lambda units, merge=None: layer(cell, units, merge)  # noqa: E731
    luong = {"attention": "luong"}
    specs = [
        case("states", text(11, 9, 6, 5), [one(a)], [one(a)], embedding=5),
        case("states, one-hot", text(7, 6, 5, 4), [one(b)], [one(b)]),
        case("states, attention", text(9, 12, 7, 6), [one(d)], [one(d)], embedding=4, **luong),
        case("states, attention, one-hot, columns", text(6, 7, 5, 5, 2), [one(e)], [one(e)], **luong),
        case("states of two directions", text(9, 8, 6, 5), [one(a, "concat")], [one(2 * a)], embedding=3),
        case("states of two directions, attention", text(8, 9, 6, 4), [one(e, "concat")], [one(2 * e)], embedding=6, **luong),
        case("two layers each, attention", text(7, 8, 5, 5), [one(a), one(b)], [one(a), one(b)], embedding=4, hidden=[5], **luong),
        case("last of three layers", text(7, 5, 5, 3), [one(e, "sum"), one(d), one(b)], [one(b)], embedding=3),
        case("states, batch of 1", text(5, 5, 4, 4), [one(b)], [one(b)], embedding=2, batch=1, **luong),
        case("numbers", numbers(6, 2, 4, 1), [one(b)], [one(b)]),
        case("numbers, known, two directions", numbers(5, 3, 3, 2, 2), [one(d, "concat")], [one(2 * d)]),
        case("numbers, known, attention", numbers(7, 2, 4, 2, 1), [one(a)], [one(a)], **luong),
        case("repeat", numbers(6, 2, 4, 2), [one(a)], [one(e)], mode="repeat"),
        case("repeat, known, two directions", numbers(5, 1, 3, 1, 2), [one(b, "concat")], [one(a)], mode="repeat"),
        case("repeat, merged, two layers", numbers(4, 2, 5, 1), [one(d, "mul")], [one(a), one(e)], mode="repeat"),
        case("repeat, two directions, attention", numbers(5, 2, 4, 1), [one(a, "concat")], [one(2 * a)], mode="repeat", **luong),
        case("repeat, averaged, attention", numbers(5, 2, 4, 1), [one(e, "ave")], [one(e)], mode="repeat", **luong),
        case("one step to many", numbers(1, 2, 5, 1, 1), [one(e)], [one(e)]),
        case("one step to one, repeat", numbers(1, 2, 1, 1), [one(d)], [one(a)], mode="repeat"),
        case("batch of 33", numbers(8, 1, 6, 1), [one(d)], [one(d)], batch=33, **luong),
    ]
    return [{**spec, "name": f"{name}: {spec['name']}"} for spec in specs]


def all_cases():
    specs = [spec for c, (name, cell) in enumerate(CELLS) for spec in of_cell(name, cell, c)]
    return [{**spec, "seed": 60_000 + i} for i, spec in enumerate(specs)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed vectors, write nothing")
    parser.add_argument("--sample", action="store_true", help="with --check: compute one case of each block alone")
    parser.add_argument("--double", action="store_true", help="compare with Keras in float64 too")
    options = parser.parse_args()
    path, binary = FOLDER / "decoders.json", FOLDER / "decoders.bin"
    stored = json.loads(path.read_text()) if options.check else {}
    committed = stored.get("cases", [])
    values = np.fromfile(binary, "<f4") if options.check else np.zeros(0, "<f4")
    problems, cases, arrays, at = [], [], [], 0
    specs = all_cases()
    if options.check and [spec["name"] for spec in specs] != [one["name"] for one in committed]:
        raise SystemExit("decoders.json: other cases than committed")
    asked = sample(specs) if options.check and options.sample else range(len(specs))
    for i, spec in enumerate(specs):
        if i not in asked:
            cases.append({**spec, "values": committed[i]["values"], "sums": sum_lengths(spec)})
            at += committed[i]["values"]
            continue
        made = compute(spec)
        arrays += made.values()
        cases.append({**spec, "values": sum(one.size for one in made.values()), "sums": sum_lengths(spec)})
        if any(not np.all(np.isfinite(one)) for one in made.values()):
            problems.append(f"{spec['name']}: not finite")
        if options.check:
            part = values[at : at + cases[-1]["values"]]
            at += part.size
            ends = np.cumsum([one.size for one in made.values()])
            if part.size != ends[-1]:
                raise SystemExit(f"{spec['name']}: {part.size} values are committed, {ends[-1]} computed")
            problems += problems_of(spec, made, dict(zip(made, np.split(part, ends[:-1]))))
        if options.double:
            problems += problems_of(spec, made, compute(spec, "float64"), sides=1)
    if options.check and (cases != committed or at != values.size or stored["sha256"] != digest(values)):
        problems.append("decoders.json: other cases than committed")
    if not options.check:
        lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
        values = np.concatenate(arrays).astype("<f4")
        path.write_text(f'{{{VERSIONS},"sha256":"{digest(values)}","cases":[\n{lines}\n]}}\n')
        values.tofile(binary)
    print(f"decoders.json: {len(cases)} cases, {len(asked)} of them computed", flush=True)
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
