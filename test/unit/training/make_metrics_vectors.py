"""Writes vectors/metrics.json: scores by scikit-learn 1.x, to compare src/training/metrics.ts with.

Run:  python test/unit/training/make_metrics_vectors.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

random = np.random.default_rng(42)
cases = []
for name, n, scale, shift in [
    ("one row", 1, 1.0, 0.0),
    ("two rows", 2, 1.0, 0.0),
    ("around zero", 50, 1.0, 0.0),
    ("large level", 200, 3.0, 1e6),
    ("tiny values", 33, 1e-9, 0.0),
    ("negative", 100, 50.0, -400.0),
]:
    actual = random.normal(size=n) * scale + shift
    predicted = actual + random.normal(size=n) * scale * 0.3
    cases.append((name, actual, predicted))
cases.append(("perfect", np.arange(5.0), np.arange(5.0)))
cases.append(("with zeros", np.array([0.0, 0.0, 1.0, 2.0]), np.array([0.0, 1.0, 0.0, 2.0])))


def smape(actual, predicted):
    """M4's: R code of the organisers, with 0 where both are 0."""
    size = np.abs(actual) + np.abs(predicted)
    return np.mean(np.where(size == 0, 0, 200 * np.abs(actual - predicted) / np.where(size == 0, 1, size)))


result = {
    "made": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "cases": [
        {
            "name": name,
            "actual": actual.tolist(),
            "predicted": predicted.tolist(),
            "rmse": root_mean_squared_error(actual, predicted),
            "mae": mean_absolute_error(actual, predicted),
            "r2": r2_score(actual, predicted) if len(actual) > 1 else None,
            "smape": float(smape(actual, predicted)),
        }
        for name, actual, predicted in cases
    ],
}
file = Path(__file__).parent / "vectors" / "metrics.json"
file.write_text(json.dumps(result, indent=1) + "\n")
print(file)
