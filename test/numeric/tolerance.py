"""How far two float32 computations of the same may be apart: tolerance.ts is the same again, README.md explains it."""

import math

import numpy as np

EPSILON = 2.0**-23
# Bias, gates and activation function of a layer: each good to some EPSILON.
ELEMENTWISE = 6
GATES = {"simple_rnn": 1, "gru": 3, "lstm": 4}


def sum_lengths(spec):
    """Terms of the sums that an output and a gradient went through, one after the other."""
    steps, width = spec["window"]["timeSteps"], spec["features"]
    forward, backward = steps, steps
    for one in spec["model"]["layers"]:
        forward += width + one["units"] + ELEMENTWISE
        backward += GATES[one["cell"]] * one["units"] + ELEMENTWISE
        width = one["units"] * (2 if one.get("merge") == "concat" else 1)
    for one in spec["model"]["dense"]:
        forward += width + ELEMENTWISE
        backward += one["units"]
        width = one["units"]
    return {"outputs": forward, "gradient": forward + backward + math.ceil(math.sqrt(steps * spec["batch"]))}


def sequence_sum_lengths(spec):
    """The same of a case of make_sequences.py: an embedding is looked up, and its gradient is a sum over rows, which
    are counted once; softmax is a sum over the classes there and one more back."""
    shapes, model = spec["shapes"], spec["experiment"]["model"]
    tokens = (model.get("embedding") or {"units": shapes["vocabulary"]})["units"] if "vocabulary" in shapes else 0
    columns = len(shapes.get("categories", [])) * (model.get("embedding") or {"units": 0})["units"]
    width = shapes["features"] + tokens + columns
    made = sum_lengths({"window": spec["experiment"]["window"], "features": width, "model": model, "batch": spec["batch"]})
    classes, known = shapes.get("classes", 0), shapes.get("known", 0) * shapes["horizon"]
    return {"outputs": made["outputs"] + classes + known, "gradient": made["gradient"] + 2 * classes + 2 * known}


def allowed(length, expected):
    """For every value of a tensor, from its largest: EPSILON a term, on either side of the comparison."""
    return 2 * EPSILON * length * max(float(np.max(np.abs(expected))), 1e-30)


def allowed_weights(length, expected, gradient, steps, rate):
    """For each value after some updates by Adam, which divides a gradient, and its error, by its own size."""
    largest = max(float(np.max(np.abs(gradient))), 1e-30)
    uncertain = np.minimum(2, 2 * EPSILON * length * largest / np.maximum(np.abs(gradient), 1e-30))
    return allowed(length, expected) + steps * rate * uncertain
