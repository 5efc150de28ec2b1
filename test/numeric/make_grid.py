"""Makes the vectors of the grid and of the masks: Keras 3.15 on TensorFlow, float32.

    python test/numeric/make_grid.py           writes test/numeric/vectors/{grid,masks}.{json,bin}
    python test/numeric/make_grid.py --check   computes them anew and compares with the committed ones

The grid meets every cell with every direction, stack depth, activation (of the state and of the gates) and shape; the
masks meet every cell with padding before, after and between the rows of a sequence, stacked and in both directions.

These tensors are large, so that only what Keras makes of them is stored: inputs, targets, padding, order and weights come
from `shared_numbers.py`, which the tests write once more in TypeScript. The .bin is little-endian float32: case after
case the outputs of all windows, the ten losses, the gradient of each weight, and each weight after ten updates.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
from keras_runs import ACTIVATIONS, CELLS, VERSIONS, build, layer, run
from shared_numbers import make_batches, make_data, make_weights
from tolerance import allowed, allowed_weights, sum_lengths

FOLDER = pathlib.Path(__file__).parent / "vectors"
STEPS = 10
# Of a weight with more values than this every fifth is stored after the updates; of its gradient all are.
LARGE, LARGE_STRIDE = 4096, 5

# (merge of the directions or None, units of the layers, features, time steps, batch size)
SHAPES = [
    (None, [1], 1, 1, 1),
    (None, [2, 3], 3, 2, 2),
    (None, [5, 3, 2], 7, 12, 7),
    (None, [8], 1, 50, 32),
    ("concat", [8, 5], 3, 2, 7),
    ("sum", [17], 1, 12, 33),
    ("sum", [2, 1, 5], 7, 1, 2),
    ("mul", [5, 8, 3], 1, 50, 1),
    ("ave", [17, 8], 3, 12, 7),
    ("ave", [3], 7, 2, 33),
    ("concat", [3], 7, 12, 32),
    (None, [64], 3, 12, 33),
    (None, [64, 17], 7, 50, 7),
    ("concat", [64], 3, 12, 32),
]
PADDED = [
    ("left", None, [5], 3, 12, 7),
    ("right", None, [5], 3, 12, 7),
    ("left", None, [3, 8, 2], 1, 5, 7),
    ("right", None, [17], 3, 12, 33),
    ("right", "concat", [3], 3, 7, 7),
    ("left", "mul", [5, 3], 3, 7, 2),
    ("right", "sum", [3, 5], 1, 5, 7),
    ("holes", "ave", [8, 3, 5], 3, 12, 7),
    ("holes", None, [3], 1, 12, 1),
]
# Gates without bounds multiply up over many steps; smaller weights keep the numbers of an ordinary size.
BOUNDED = {"tanh", "sigmoid", "hard_sigmoid", "softsign"}


def case(cell, name, shape, activation, gate, padding=None):
    merge, units, features, steps, batch = shape
    both = {"bidirectional": True, "merge": merge} if merge else {}
    layers = [layer(n, {**cell, "activation": activation, "recurrentActivation": gate}, **both) for n in units]
    title = f"{name}{' ' + merge if merge else ''} H{'-'.join(map(str, units))} F{features} T{steps} B{batch}"
    return {
        "name": f"{title} {activation}, {gate} gates{', padding ' + padding if padding else ''}",
        "features": features,
        "targets": 1,
        "batch": batch,
        "padding": padding,
        "scale": 0.9 if {activation, gate} <= BOUNDED or steps < 12 else 0.5,
        "window": {"timeSteps": steps, "horizon": 1},
        "model": {
            "topology": "one-to-one" if steps == 1 else "many-to-one",
            "layers": layers,
            "dense": [{"units": 1, "activation": "linear"}],
        },
        "training": {"batchSize": batch, "loss": "mse", "optimizer": {"name": "adam", "learningRate": 0.001}},
    }


def groups():
    """The cases by file."""
    grid, masks = [], []
    for c, (name, cell) in enumerate(CELLS):
        for i, shape in enumerate(SHAPES):
            # The nine activations fall on other shapes in each cell; the large shapes have the usual ones.
            usual = i >= len(ACTIVATIONS)
            activation = "tanh" if usual else ACTIVATIONS[(i + 2 * c) % len(ACTIVATIONS)]
            # Not softplus for 50 steps: an update gate above 1 grows without end.
            gate = ACTIVATIONS[(i + 2 * c + (5 if name == "gru-before" else 4)) % len(ACTIVATIONS)]
            gate = "sigmoid" if usual or cell["cell"] == "simple_rnn" else gate
            grid.append(case(cell, name, shape, activation, gate))
        for i, (padding, *shape) in enumerate(PADDED):
            # Some that are not 0 at 0, where a state that was not kept shows.
            activation, gate = [("tanh", "sigmoid"), ("sigmoid", "hard_sigmoid"), ("softplus", "sigmoid")][(i + c) % 3]
            masks.append(case(cell, name, shape, activation, "sigmoid" if cell["cell"] == "simple_rnn" else gate, padding))
    return {"grid": grid, "masks": masks}


def compute(spec, seed, dtype="float32"):
    """What Keras makes of a case: named flat arrays, in the order of the .bin."""
    data, starts = make_data(spec, seed)
    batches = make_batches(starts, spec["batch"], STEPS, seed)
    model = build(spec, dtype)
    model.set_weights(make_weights([tuple(w.shape) for w in model.weights], spec["scale"], seed))
    made = run(model, spec, data, starts, batches)
    named = {"outputs": made["outputs"], "losses": made["losses"]}
    named |= {f"gradient {i}": one for i, one in enumerate(made["gradient"])}
    named |= {f"weights {i}": one.ravel()[:: stride(one.size)] for i, one in enumerate(made["weights"])}
    return {name: np.asarray(one).ravel() for name, one in named.items()}


def stride(size):
    return LARGE_STRIDE if size > LARGE else 1


def problems_of(spec, made, expected, sides=2):
    """Where results differ by more than their sums explain. `sides`: 1 where only one of the two has rounding errors."""
    lengths = sum_lengths(spec)
    rate = spec["training"]["optimizer"]["learningRate"]
    problems = []
    for name, one in made.items():
        other = expected[name]
        kind, _, index = name.partition(" ")
        if kind == "weights":
            gradient = expected[f"gradient {index}"]
            gradient = gradient[:: stride(gradient.size)]
            limit = allowed_weights(lengths["gradient"], other, gradient, STEPS, rate)
        else:
            limit = allowed(lengths["outputs" if kind == "outputs" else "gradient"], other)
        share = float(np.max(np.abs(one.astype("float64") - other) / limit)) * 2 / sides
        if not share <= 1:
            problems.append(f"{spec['name']}: {name} differs by {share:.2f} times what it may")
    return problems


def split(spec, made, flat):
    """The part of a .bin that belongs to a case, as `compute` returns it."""
    ends = np.cumsum([one.size for one in made.values()])
    if flat.size != ends[-1]:
        raise SystemExit(f"{spec['name']}: {flat.size} values are committed, {ends[-1]} computed")
    return dict(zip(made, np.split(flat, ends[:-1])))


def stored(spec, seed, values):
    """A case as the .json keeps it."""
    keys = ["name", "features", "targets", "batch", "padding", "scale"]
    experiment = {key: spec[key] for key in ["window", "model", "training"]}
    return {**{key: spec[key] for key in keys}, "seed": seed, "values": values, "sums": sum_lengths(spec), "experiment": experiment}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed vectors, write nothing")
    parser.add_argument("--double", action="store_true", help="compare with Keras in float64 too (slow)")
    options = parser.parse_args()
    problems = []
    for g, (file, specs) in enumerate(groups().items()):
        path, binary = FOLDER / f"{file}.json", FOLDER / f"{file}.bin"
        committed = json.loads(path.read_text())["cases"] if options.check else []
        values = np.fromfile(binary, "<f4") if options.check else np.zeros(0, "<f4")
        cases, arrays, at = [], [], 0
        for i, spec in enumerate(specs):
            seed = 10_000 * (g + 1) + i
            made = compute(spec, seed)
            arrays += made.values()
            cases.append(stored(spec, seed, sum(one.size for one in made.values())))
            if any(not np.all(np.isfinite(one)) for one in made.values()):
                problems.append(f"{spec['name']}: not finite")
            if options.check:
                part = values[at : at + cases[-1]["values"]]
                at += part.size
                problems += problems_of(spec, made, split(spec, made, part))
            if options.double:
                problems += problems_of(spec, made, compute(spec, seed, "float64"), sides=1)
        if options.check and (cases != committed or at != values.size):
            problems.append(f"{file}.json: other cases than committed")
        if not options.check:
            lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
            path.write_text(f'{{{VERSIONS},"cases":[\n{lines}\n]}}\n')
            np.concatenate(arrays).astype("<f4").tofile(binary)
        print(f"{file}.json: {len(cases)} cases", flush=True)
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
