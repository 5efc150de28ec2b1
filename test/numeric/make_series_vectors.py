"""Makes the vectors that many series in one file are compared with: windows, scalers and calendar by pandas.

    python test/numeric/make_series_vectors.py           writes test/numeric/vectors/data/series.json
    python test/numeric/make_series_vectors.py --check   computes them anew and compares with the committed ones

A CSV of interleaved series of different length, one too short, with a missing value, static and known columns and
categories; and what pandas' groupby and shift make of it.
"""

import argparse
import io
import json
import math
import pathlib
import random
import sys

import numpy as np
import pandas as pd

FILE = pathlib.Path(__file__).parent / "vectors" / "data" / "series.json"
T, N = 4, 3
TRAIN, VALIDATION = 0.6, 0.2
LENGTHS = {"north": 34, "007": 25, "__proto__": 27, "tiny": 5}
FUTURE = {"north": 3, "007": 4, "__proto__": 3, "tiny": 0}


def make_csv():
    chance = random.Random(5)
    rows = []
    for i, (store, length) in enumerate(LENGTHS.items()):
        begin = pd.Timestamp("2024-01-29 06:00") + pd.Timedelta(hours=5 * i)
        for t in range(length + FUTURE[store]):
            future = t >= length
            sales = "" if future or (store == "north" and t == 9) else f"{100 * (i + 1) + 3 * t + chance.gauss(0, 5):.3f}"
            price = "" if future else f"{chance.uniform(1, 2):.3f}"
            sky = "" if future else ("hail" if store == "007" and t == 23 else chance.choice(["sun", "rain", "fog"]))
            rows.append([store, begin + t * pd.Timedelta(hours=9), sales, price, sky, f"{10 + 5 * i}", chance.randint(0, 1)])
    chance.shuffle(rows)
    lines = [f"{store},{time:%Y-%m-%d %H:%M},{sales},{price},{sky},{size},{promo}" for store, time, sales, price, sky, size, promo in rows]
    return "store,time,sales,price,sky,size,promo\n" + "\n".join(lines) + "\n"


def expected(csv, scale_by):
    file = pd.read_csv(io.StringIO(csv), dtype={"store": str}, parse_dates=["time"])
    stores = list(file.store.unique())
    skies = list(file.sky.dropna().unique())
    file["order"] = file.store.map(stores.index)
    frame = file.sort_values(["order", "time"], kind="stable").reset_index(drop=True)
    # A hole begins a stretch of its own; rows behind the last sale are known beforehand.
    missing = frame[["sales", "price", "sky"]].isna().any(axis=1)
    last = frame[~missing].groupby("order").time.transform("max").reindex(frame.index)
    ends = frame.order.map(frame[~missing].groupby("order").time.max())
    ahead = frame[frame.time > ends]
    frame = frame[frame.time <= ends].assign(stretch=missing.groupby(frame.order).cumsum())
    frame = frame[~missing.reindex(frame.index)]
    frame = frame[frame.groupby("order").time.transform("size") >= T + N].reset_index(drop=True)
    del last

    place = frame.groupby("order").cumcount()
    size = frame.groupby("order").time.transform("size")
    train = place < np.floor(size * TRAIN + 1e-9)
    validation = ~train & (place < np.floor(size * (TRAIN + VALIDATION) + 1e-9))
    part = np.where(train, "train", np.where(validation, "validation", "test"))
    categories = [sky for sky in skies if sky in set(frame.sky[train])]

    def moments(column, by):
        groups = frame[train].groupby(frame.order[train] if by == "series" else np.zeros(train.sum()))[column]
        mean, deviation = groups.mean(), groups.std(ddof=0)
        key = frame.order if by == "series" else pd.Series(0.0, index=frame.index)
        return key.map(mean), key.map(deviation).replace(0, 1)

    columns = {}
    for column, by in [("sales", scale_by), ("price", scale_by)]:
        mean, deviation = moments(column, by)
        columns[column] = (frame[column] - mean) / deviation
    for category in categories:
        columns[f"sky = {category}"] = (frame.sky == category).astype(float)
    mean, deviation = moments("size", "all")
    columns["size"] = (frame["size"] - mean) / deviation
    mean, deviation = moments("promo", scale_by)
    columns["promo"] = (frame.promo - mean) / deviation
    promo = dict(zip(frame.order, zip(mean, deviation)))
    waves = lambda time: {  # noqa: E731
        "hour (sine)": np.sin(2 * np.pi * (time.dt.hour + time.dt.minute / 60) / 24),
        "hour (cosine)": np.cos(2 * np.pi * (time.dt.hour + time.dt.minute / 60) / 24),
        "weekday (sine)": np.sin(2 * np.pi * time.dt.weekday / 7),
        "weekday (cosine)": np.cos(2 * np.pi * time.dt.weekday / 7),
        "month (sine)": np.sin(2 * np.pi * (time.dt.month - 1) / 12),
        "month (cosine)": np.cos(2 * np.pi * (time.dt.month - 1) / 12),
    }
    columns.update(waves(frame.time))
    features = pd.DataFrame(columns)
    known = ["promo", *waves(frame.time)]

    stretches = [frame.order, frame.stretch]
    windows = []
    first = features.groupby(stretches)
    steps = [first.shift(T - 1 - t) for t in range(T)]
    later = [first.shift(-n) for n in range(1, N + 1)]
    parts = pd.Series(part).groupby(stretches)
    targets_in = [parts.shift(-n) for n in range(1, N + 1)]
    first_in = parts.shift(T - 1)
    for row in frame.index:
        if any(values.loc[row].isna().any() for values in [*steps, *later]):
            continue
        of = {values[row] for values in targets_in}
        if len(of) > 1 or ("train" in of and first_in[row] != "train"):
            continue
        windows.append(
            {
                "part": of.pop(),
                "series": stores[frame.order[row]],
                "time": f"{frame.time[row]:%Y-%m-%d %H:%M}",
                "inputs": [rounded(values.loc[row]) for values in steps],
                "targets": [round(float(values.sales[row]), 9) for values in later],
                "known": [rounded(values.loc[row][known]) for values in later],
            }
        )
    future = []
    for order, rows in ahead.groupby("order"):
        rows = rows.head(N)
        mean, deviation = promo[order]
        values = pd.DataFrame({"promo": (rows.promo - mean) / deviation, **waves(rows.time)})
        future.append(
            {
                "series": stores[order],
                "times": [f"{time:%Y-%m-%d %H:%M}" for time in rows.time],
                "known": [rounded(row) for _, row in values.iterrows()],
            }
        )
    differences = frame[train].groupby([frame.order[train], frame.stretch[train]]).sales.diff().abs()
    scales = differences.groupby(frame.order[train]).mean()
    return {
        "scaleBy": scale_by,
        "features": list(columns),
        "categories": categories,
        "windows": windows,
        "future": future,
        "maseScales": [[stores[order], scale] for order, scale in scales.items()],
    }


def rounded(values):
    return [round(float(value), 9) for value in values]


def make():
    csv = make_csv()
    return {"csv": csv, "timeSteps": T, "horizon": N, "cases": [expected(csv, by) for by in ("all", "series")]}


def differences(one, other):
    if isinstance(one, dict):
        return set(one) != set(other) or any(differences(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) != len(other) or any(differences(a, b) for a, b in zip(one, other))
    if isinstance(one, float):
        return not math.isclose(one, other, rel_tol=1e-8, abs_tol=1e-8)
    return one != other


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    made = make()
    if not parser.parse_args().check:
        FILE.write_text(json.dumps(made) + "\n")
        return
    different = differences(json.loads(json.dumps(made)), json.loads(FILE.read_text()))
    print(f"{sum(len(case['windows']) for case in made['cases'])} windows, {'different' if different else 'the same'}")
    sys.exit(1 if different else 0)


main()
