"""What the Python peers of the speed benchmark share: requests and answers as JSON lines, and the workload in them."""

import base64
import json
import os
import sys
import time
import traceback
from dataclasses import dataclass

import numpy as np


@dataclass
class Workload:
    """A network with its initial weights and its data; see workload.ts, which makes it."""

    cell: str  # simple_rnn | gru | lstm
    layers: int
    units: int
    bidirectional: bool
    time_steps: int
    features: int
    learning_rate: float
    weights: list[np.ndarray]  # Keras' order
    inputs: np.ndarray  # [rows, F]
    targets: np.ndarray  # [rows]
    batches: np.ndarray  # [K, B] start rows of windows

    def windows(self, starts):
        """Inputs of the windows that begin at `starts`, batch first: [B, T, F]."""
        rows = starts[:, None] + np.arange(self.time_steps)[None, :]
        return np.ascontiguousarray(self.inputs[rows])

    def next_values(self, starts):
        """The value after each window: [B, 1]."""
        return self.targets[starts + self.time_steps][:, None].copy()


@dataclass
class SequenceWorkload:
    """Tokens of sequences that differ in length; see sequenceWork.ts, which makes it."""

    kind: str  # text | addition
    units: int
    time_steps: int
    horizon: int
    vocabulary: int
    classes: int
    learning_rate: float
    weights: list[np.ndarray]  # Keras' order
    tokens: np.ndarray
    labels: np.ndarray
    index: np.ndarray  # [examples, 4] source row, source steps, target row, target steps
    batches: np.ndarray  # [K, B] numbers of examples

    def lengths(self, examples):
        return self.index[examples, 1]

    def longest(self, examples):
        """Source and target steps of the longest."""
        return int(self.index[examples, 1].max()), int(self.index[examples, 3].max())

    def sources(self, examples, steps):
        """[B, steps], padded with 0 behind."""
        return self._padded(self.tokens, examples, 0, 1, 0, steps)

    def targets(self, examples, steps, shift):
        """[B, steps] of a decoder: what it reads (shift 0) and what it is to say (shift 1)."""
        return self._padded(self.labels, examples, 2, 3, shift, steps)

    def classes_of(self, examples):
        return self.labels[self.index[examples, 2]]

    def _padded(self, values, examples, first, length, shift, steps):
        made = np.zeros((len(examples), steps), "int32")
        for i, row in enumerate(self.index[examples]):
            start = row[first] + shift
            made[i, : row[length]] = values[start : start + row[length]]
        return made


def one_hot(tokens, width):
    """[B, T, width]; padding is all zeros, which masks tell it by."""
    return np.eye(width, dtype="float32")[tokens] * (tokens != 0)[..., None]


def decode(text, kind="<f4"):
    return np.frombuffer(base64.b64decode(text), dtype=kind).copy()


def encode(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode("ascii")


def sequence_workload(message):
    sequences = message["sequences"]
    shapes = sequences["shapes"]
    return SequenceWorkload(
        kind=sequences["kind"],
        units=message["units"],
        time_steps=shapes["timeSteps"],
        horizon=shapes["horizon"],
        vocabulary=shapes["vocabulary"],
        classes=shapes["classes"],
        learning_rate=message["learningRate"],
        weights=[decode(w["values"]).reshape(w["shape"]) for w in message["weights"]],
        tokens=decode(sequences["tokens"], "<i4"),
        labels=decode(sequences["labels"], "<i4"),
        index=decode(sequences["index"], "<i4").reshape(-1, 4),
        batches=decode(message["batches"], "<i4").reshape(-1, message["batchSize"]),
    )


def workload(message):
    if message["sequences"]:
        return sequence_workload(message)
    features = message["features"]
    return Workload(
        cell=message["cell"],
        layers=message["layers"],
        units=message["units"],
        bidirectional=message["bidirectional"],
        time_steps=message["timeSteps"],
        features=features,
        learning_rate=message["learningRate"],
        weights=[decode(w["values"]).reshape(w["shape"]) for w in message["weights"]],
        inputs=decode(message["inputs"]).reshape(-1, features),
        targets=decode(message["targets"]),
        batches=decode(message["batches"], "<i4").reshape(-1, message["batchSize"]),
    )


def serve(versions, load):
    """
    Answers requests until the input ends. `load(workload, purpose)` gives an object with `variants` (names),
    `train(variant, steps)` -> steps really done, `losses(variant, steps)` and `predict(variant)`; `apart` names ways
    that are timed and not judged by.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer

    def answer(message):
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    answer({"ready": True, "versions": versions})
    model = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "load":
                model = None
                model = load(workload(request["workload"]), request["purpose"])
                answer({"variants": model.variants, "apart": getattr(model, "apart", [])})
            elif request["do"] == "losses":
                answer({"losses": model.losses(request["variant"], request["steps"])})
            elif request["do"] == "train":
                start = time.perf_counter()
                steps = model.train(request["variant"], request["steps"])
                answer({"seconds": time.perf_counter() - start, "steps": steps})
            elif request["do"] == "outputs":
                answer({"values": encode(model.predict(request["variant"]))})
            elif request["do"] == "predict":
                start = time.perf_counter()
                for _ in range(request["steps"]):
                    model.predict(request["variant"])
                answer({"seconds": time.perf_counter() - start, "steps": request["steps"]})
            else:
                raise ValueError(f"unknown request {request['do']}")
        except Exception:
            answer({"error": traceback.format_exc(limit=6)})
