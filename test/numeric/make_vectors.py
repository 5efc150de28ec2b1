"""Makes the vectors that the engines are compared with: Keras 3.15 on TensorFlow, float32.

    python test/numeric/make_vectors.py           writes test/numeric/vectors/*.json
    python test/numeric/make_vectors.py --check   computes them anew and compares with the committed ones

Each case holds an experiment, data, batches and weights, and what Keras makes of them: the outputs, the loss of each of
ten updates, the weights afterwards, and the gradient of the first batch. There is no dropout in them, because its
masks are random. Weights are random everywhere, also biases, so that no term hides behind a zero; the cases named
"kink" have zero biases and zero inputs instead, where the derivatives of several activations jump.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
from keras_runs import ACTIVATIONS, CELLS, VERSIONS, build, layer, run

FOLDER = pathlib.Path(__file__).parent / "vectors"
STEPS = 10
# Other machines add in another order; ten Adam updates carry that on. Relative to the largest value of a tensor.
TOLERANCE = 1e-5


def case(name, layers, *, features=1, targets=1, steps=12, horizon=1, batch=7, dense=None, kink=False, **training):
    outputs = targets * horizon
    return {
        "name": name,
        "features": features,
        "targets": targets,
        "batch": batch,
        "kink": kink,
        "window": {"timeSteps": steps, "horizon": horizon},
        "model": {
            "topology": "one-to-one" if steps == 1 else "many-to-one",
            "layers": layers,
            "dense": dense or [{"units": outputs, "activation": "linear"}],
        },
        "training": {
            "batchSize": batch,
            "loss": "mse",
            "optimizer": {"name": "adam", "learningRate": 0.001},
            **training,
        },
    }


def groups():
    """The cases by file."""
    shapes, structures, activations, training = [], [], [], []
    for name, cell in CELLS:
        shapes += [
            case(f"{name} H1 F1 T1 B1", [layer(1, cell)], steps=1, batch=1),
            case(f"{name} H3 F1 T12 B1", [layer(3, cell)], batch=1),
            case(f"{name} H5 F3 T2 B7", [layer(5, cell)], features=3, steps=2),
            case(f"{name} H17 F3 T12 B7", [layer(17, cell)], features=3),
            case(f"{name} H3 F3 T1 B7", [layer(3, cell)], features=3, steps=1),
        ]
        structures.append(case(f"{name} stacked", [layer(5, cell), layer(3, cell)], features=3, steps=4))
        for merge in ["concat", "sum", "mul", "ave"]:
            both = {"bidirectional": True, "merge": merge}
            structures.append(case(f"{name} bidirectional {merge}", [layer(3, cell, **both)], features=2, steps=3))
        structures.append(
            case(
                f"{name} bidirectional, stacked",
                [layer(3, cell, bidirectional=True, merge=m) for m in ["concat", "mul", "ave"]],
                features=3,
                steps=3,
            )
        )
        for i, activation in enumerate(ACTIVATIONS):
            gate = ACTIVATIONS[(i + 4) % len(ACTIVATIONS)] if cell["cell"] != "simple_rnn" else "sigmoid"
            one = layer(3, cell, activation=activation, recurrentActivation=gate)
            activations.append(case(f"{name} {activation} with {gate} gates", [one], features=2, steps=3))
        for activation in ["relu", "hard_sigmoid", "softsign", "elu", "selu"]:
            one = layer(3, cell, activation=activation, recurrentActivation="hard_sigmoid")
            activations.append(case(f"{name} {activation} at the kink", [one], features=2, steps=2, kink=True))
    structures += [
        case(
            "three cells, several dense layers, two targets",
            [layer(5, CELLS[1][1]), layer(3, CELLS[2][1]), layer(4, CELLS[0][1])],
            features=3,
            targets=2,
            steps=4,
            dense=[
                {"units": 4, "activation": "selu"},
                {"units": 3, "activation": "softsign"},
                {"units": 2, "activation": "linear"},
            ],
        ),
        case("two targets, horizon 3", [layer(5, CELLS[1][1])], features=3, targets=2, horizon=3, steps=4),
        case("tutorial: tanh head", [layer(3, CELLS[0][1])], batch=1, dense=[{"units": 1, "activation": "tanh"}]),
    ]
    structures += [
        case(f"dense {a}", [layer(3, CELLS[0][1])], steps=2, dense=[{"units": 3, "activation": a}, {"units": 1, "activation": a}])
        for a in ACTIVATIONS
    ]
    optimizers = {
        "adam, large rate": {"name": "adam", "learningRate": 0.01},
        "adamw": {"name": "adamw", "learningRate": 0.01, "weightDecay": 0.02},
        "rmsprop": {"name": "rmsprop", "learningRate": 0.001},
        "sgd": {"name": "sgd", "learningRate": 0.01},
        "sgd, momentum": {"name": "sgd", "learningRate": 0.01, "momentum": 0.9},
    }
    for name, cell in CELLS[:3]:
        for title, optimizer in optimizers.items():
            training.append(case(f"{name} {title}", [layer(3, cell)], features=2, steps=3, optimizer=optimizer))
        for loss in ["mae", "huber"]:
            training.append(case(f"{name} {loss}", [layer(3, cell)], features=2, steps=3, loss=loss))
    for clip in [0.05, 100]:
        training.append(case(f"clip norm {clip}", [layer(5, CELLS[1][1])], features=2, steps=3, clipNorm=clip))
    training.append(
        case(
            "clip norm 0.05, sgd with momentum",
            [layer(5, CELLS[2][1])],
            features=2,
            steps=3,
            clipNorm=0.05,
            optimizer={"name": "sgd", "learningRate": 0.1, "momentum": 0.9},
        )
    )
    return {"shapes": shapes, "structures": structures, "activations": activations, "training": training}


def compute(spec, seed):
    """Runs a case: the spec with data, weights and Keras' results."""
    random = np.random.default_rng(seed)
    steps, horizon, batch = spec["window"]["timeSteps"], spec["window"]["horizon"], spec["batch"]
    windows = 3 if batch == 1 else 2 * batch + 3  # the last batch of an epoch is smaller
    rows = windows + steps + horizon - 1
    inputs = np.round(random.uniform(-1, 1, (rows, spec["features"])), 3).astype("float32")
    targets = np.round(random.uniform(-2, 2, (rows, spec["targets"])), 3).astype("float32")
    if spec["kink"]:
        inputs[: rows // 2] = 0

    model = build(spec)
    weights = []
    for weight in model.weights:
        zero = spec["kink"] and weight.name == "bias"
        limit = 0.0 if zero else 0.9 / np.sqrt(max(1, weight.shape[0] if len(weight.shape) > 1 else 1))
        weights.append(np.round(random.uniform(-limit, limit, weight.shape), 4).astype("float32"))
    model.set_weights(weights)

    order = [int(s) for s in random.permutation(windows)]
    epoch = [order[i : i + batch] for i in range(0, windows, batch)]
    batches = [epoch[i % len(epoch)] for i in range(STEPS)]
    result = run(model, spec, {"inputs": inputs, "targets": targets}, list(range(windows)), batches)
    return {
        "name": spec["name"],
        "features": spec["features"],
        "targets": spec["targets"],
        "experiment": {key: spec[key] for key in ["window", "model", "training"]},
        "data": {"inputs": plain(inputs), "targets": plain(targets)},
        "batches": batches,
        "weights": [plain(w) for w in weights],
        "expected": {
            key: [plain(one) for one in value] if isinstance(value, list) else plain(value)
            for key, value in result.items()
        },
    }


def plain(array):
    """Row-major numbers, with as many digits as a float32 has."""
    return [float(f"{value:.8g}") for value in np.asarray(array).ravel()]


def differences(made, committed):
    """Where two results of a case differ by more than the tolerance."""
    found = []

    def compare(path, one, other):
        if isinstance(one, dict):
            if one.keys() != other.keys():
                found.append(f"{path}: other fields")
            for key in one.keys() & other.keys():
                compare(f"{path}.{key}", one[key], other[key])
        elif isinstance(one, list) and one and isinstance(one[0], list):
            if len(one) != len(other):
                found.append(f"{path}: other length")
            for i, (a, b) in enumerate(zip(one, other)):
                compare(f"{path}[{i}]", a, b)
        elif isinstance(one, list) and one and isinstance(one[0], float):
            a, b = np.array(one), np.array(other)
            if a.shape != b.shape or np.max(np.abs(a - b)) > TOLERANCE * np.max(np.abs(b)):
                found.append(f"{path}: differs by {np.max(np.abs(a - b)) if a.shape == b.shape else 'its length'}")
        elif one != other:
            found.append(f"{path}: {one} is not {other}")

    compare(made["name"], made, committed)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed vectors, write nothing")
    check = parser.parse_args().check
    FOLDER.mkdir(exist_ok=True)
    problems = []
    for g, (name, specs) in enumerate(groups().items()):
        path = FOLDER / f"{name}.json"
        cases = [compute(spec, seed=1000 * g + i) for i, spec in enumerate(specs)]
        if check:
            committed = json.loads(path.read_text())["cases"]
            if [c["name"] for c in cases] != [c["name"] for c in committed]:
                problems.append(f"{path.name}: other cases than committed")
            for made, old in zip(cases, committed):
                problems += differences(made, old)
        else:
            lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
            path.write_text(f"{{{VERSIONS},\"cases\":[\n{lines}\n]}}\n")
        print(f"{path.name}: {len(cases)} cases", flush=True)
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
