"""The work of `npm run bench:csv` on pandas' side, each call in a process of its own.

    python csv_pandas.py read FILE           times one plain read_csv
    python csv_pandas.py typed FILE          times one read_csv that also makes times and categories, as Sequence Lab does
    python csv_pandas.py values FILE OUT     writes every value as a double, column after column
"""

import json
import resource
import sys
import time

import pandas as pd

REGIONS = ["north", "south", "east", "west", "centre"]


def timed(**options):
    start = time.perf_counter()
    frame = pd.read_csv(sys.argv[2], **options)
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "rows": len(frame), "version": pd.__version__}))


def values():
    # round_trip gives the double that is nearest to the text, as every correct reader does.
    frame = pd.read_csv(sys.argv[2], parse_dates=["time"], float_precision="round_trip")
    frame["time"] = frame["time"].astype("datetime64[ms]").astype("int64")
    frame["region"] = frame["region"].map(REGIONS.index)
    frame.to_numpy(dtype="<f8").T.copy().tofile(sys.argv[3])


if sys.argv[1] == "read":
    timed()
elif sys.argv[1] == "typed":
    timed(parse_dates=["time"], dtype={"region": "category"})
else:
    values()
