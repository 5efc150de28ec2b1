"""Makes the vectors that scalers are compared with: scikit-learn's, in double precision.

    python test/numeric/make_data_vectors.py           writes test/numeric/vectors/data/scalers.json
    python test/numeric/make_data_vectors.py --check   computes them anew and compares with the committed ones

Each case holds training values, other values, and for each scaler what scikit-learn makes of both after fitting on the
training values alone. `constant` columns are in it: scikit-learn scales them by 1.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

FILE = pathlib.Path(__file__).parent / "vectors" / "data" / "scalers.json"
SCALERS = {"minmax": MinMaxScaler, "standard": StandardScaler, "robust": RobustScaler}


def cases():
    random = np.random.default_rng(7)
    yield "two values", np.array([1.0, 3.0])
    yield "five values, quartiles on values", np.array([5.0, -1.0, 3.0, 100.0, 2.0])
    yield "six values, quartiles between values", np.array([5.0, -1.0, 3.0, 100.0, 2.0, 0.25])
    yield "constant", np.full(9, 12.5)
    yield "normal", random.normal(0.0, 1.0, 500)
    yield "far from zero", 1e6 + random.normal(0.0, 1.0, 500)
    yield "wide", np.exp(random.normal(0.0, 6.0, 301))
    yield "tiny", random.normal(0.0, 1e-9, 100)
    yield "whole numbers", random.integers(-50, 50, 200).astype(float)


def fitted(scaler, train, other):
    column = lambda values: values.reshape(-1, 1)  # noqa: E731
    scaler.fit(column(train))
    return {
        "train": scaler.transform(column(train)).ravel().tolist(),
        "other": scaler.transform(column(other)).ravel().tolist(),
    }


def vectors():
    random = np.random.default_rng(8)
    made = []
    for name, train in cases():
        other = random.uniform(train.min() - 1, train.max() + 1, 12)
        scaled = {key: fitted(scaler(), train, other) for key, scaler in SCALERS.items()}
        made.append({"name": name, "train": train.tolist(), "other": other.tolist(), "scaled": scaled})
    return {"made_with": f"scikit-learn {sklearn.__version__}", "cases": made}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    made = vectors()
    if not check:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(json.dumps(made, indent=1) + "\n")
        return
    committed = json.loads(FILE.read_text())
    for new, old in zip(made["cases"], committed["cases"], strict=True):
        for key in SCALERS:
            for part in ("train", "other"):
                np.testing.assert_allclose(new["scaled"][key][part], old["scaled"][key][part], rtol=1e-12, atol=1e-12)
    print(f"{len(committed['cases'])} cases agree with {made['made_with']}")


if __name__ == "__main__":
    sys.exit(main())
