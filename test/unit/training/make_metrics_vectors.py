"""Writes vectors/metrics.json: scores by scikit-learn 1.x, to compare src/training/tasks/forecast/metrics.ts with.

Run:  python test/unit/training/make_metrics_vectors.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import (
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_pinball_loss,
    r2_score,
    root_mean_squared_error,
)

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

intervals = []
for name, n, levels in [
    ("three quantiles", 60, [0.1, 0.5, 0.9]),
    ("the median alone", 20, [0.5]),
    ("five, one row", 1, [0.05, 0.25, 0.5, 0.75, 0.95]),
]:
    actual = random.normal(size=n) * 10 + 3
    centre = random.normal(size=n) * 10
    intervals.append((name, actual, levels, [centre + 12 * (q - 0.5) for q in levels]))
intervals.append(("on the borders", np.array([1.0, 2.0]), [0.2, 0.5, 0.8], [np.array([1.0, 0.0])] * 2 + [np.array([3.0, 2.0])]))


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
            # scikit-learn divides by a tiny number where the actual value is 0; here that is not defined.
            "mape": None if (actual == 0).any() else 100 * mean_absolute_percentage_error(actual, predicted),
        }
        for name, actual, predicted in cases
    ],
    "intervals": [
        {
            "name": name,
            "actual": actual.tolist(),
            "levels": levels,
            "quantiles": [values.tolist() for values in quantiles],
            "pinball": float(
                np.mean([mean_pinball_loss(actual, values, alpha=q) for q, values in zip(levels, quantiles)])
            ),
            "coverage": float(np.mean((actual >= quantiles[0]) & (actual <= quantiles[-1]))) if len(levels) > 1 else None,
        }
        for name, actual, levels, quantiles in intervals
    ],
}
file = Path(__file__).parent / "vectors" / "metrics.json"
file.write_text(json.dumps(result, indent=1) + "\n")
print(file)
