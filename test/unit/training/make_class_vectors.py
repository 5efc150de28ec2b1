"""Writes vectors/classes.json: scores and weights by scikit-learn 1.x, to compare src/training/scores/classes.ts and
src/data/classes/balancedWeights.ts with.

Run:  python test/unit/training/make_class_vectors.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.utils.class_weight import compute_class_weight

random = np.random.default_rng(42)


def case(name, classes, actual, probabilities):
    actual = np.asarray(actual)
    probabilities = np.asarray(probabilities, dtype=np.float32)
    predicted = probabilities.argmax(axis=1)
    labels = np.arange(max(classes, actual.max() + 1))
    precision, recall, f1, support = precision_recall_fscore_support(
        actual, predicted, labels=labels, zero_division=np.nan
    )
    known = actual < classes
    both = classes == 2 and set(actual[known]) == {0, 1}
    result = {
        "name": name,
        "classes": classes,
        "actual": actual.tolist(),
        "probabilities": probabilities.tolist(),
        "confusion": confusion_matrix(actual, predicted, labels=labels).tolist(),
        "accuracy": accuracy_score(actual, predicted),
        # Labels that are neither said nor there are left out of the mean, as by default.
        "f1": f1_score(actual, predicted, average="macro", zero_division=0),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1ByClass": f1.tolist(),
        "support": support.tolist(),
        "auc": None,
        "roc": None,
    }
    if both:
        score = probabilities[known, 1]
        result["auc"] = roc_auc_score(actual[known], score)
        x, y, _ = roc_curve(actual[known], score, drop_intermediate=False)
        result["roc"] = {"falsePositiveRate": x.tolist(), "truePositiveRate": y.tolist()}
    return result


def softmax(values):
    e = np.exp(values - values.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def sample(n, classes, skill, decimals=None):
    actual = random.integers(0, classes, size=n)
    logits = random.normal(size=(n, classes))
    logits[np.arange(n), actual] += skill
    probabilities = softmax(logits)
    if decimals is not None:  # ties
        second = np.round(probabilities[:, 1], decimals)
        probabilities = np.stack([1 - second, second], axis=1)
    return actual, probabilities


cases = [
    case("two classes", 2, *sample(60, 2, 1.0)),
    case("two classes with many ties", 2, *sample(80, 2, 0.7, 1)),
    case("two classes, all the same", 2, [0, 1, 1, 0, 1], [[0.4, 0.6]] * 5),
    case("two classes, one of them there", 2, [1, 1, 1], [[0.3, 0.7], [0.6, 0.4], [0.1, 0.9]]),
    case("perfect", 2, [0, 1, 0, 1], [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3], [0.4, 0.6]]),
    case("always wrong", 2, [0, 1], [[0.2, 0.8], [0.9, 0.1]]),
    case("five classes", 5, *sample(120, 5, 1.5)),
    case("a class that is never said", 3, [0, 1, 2, 2, 0], [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1]] + [[0.6, 0.3, 0.1]] * 3),
    case("a class that is not there", 3, [0, 1, 0], [[0.8, 0.1, 0.1], [0.2, 0.1, 0.7], [0.6, 0.3, 0.1]]),
    case("a class neither said nor there", 4, [0, 1, 1], [[0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], [0.4, 0.3, 0.2, 0.1]]),
    case("a label without an output", 2, [0, 1, 2, 1, 2], [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3], [0.4, 0.6], [0.5, 0.5]]),
]

weights = []
for counts in [[5, 5], [1, 9], [3, 1, 7], [1, 1, 1, 100]]:
    labels = np.repeat(np.arange(len(counts)), counts)
    random.shuffle(labels)
    balanced = compute_class_weight("balanced", classes=np.arange(len(counts)), y=labels)
    weights.append({"labels": labels.tolist(), "classes": len(counts), "weights": balanced.tolist()})


def plain(value):
    """Not-a-number as null."""
    if isinstance(value, float) and np.isnan(value):
        return None
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


result = {"made": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "cases": cases, "weights": weights}
path = Path(__file__).parent / "vectors" / "classes.json"
path.write_text(json.dumps(plain(result)) + "\n")
print(path, len(cases), "cases")
