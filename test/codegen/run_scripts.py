"""Runs generated scripts one after the other in one process, since starting TensorFlow takes longer than they do.

Reads a JSON list of {"script", "arguments"} from standard input; prints a JSON list of {"output", "error"}.
"""

import contextlib
import io
import json
import runpy
import sys
import traceback

results = []
for job in json.load(sys.stdin):
    output = io.StringIO()
    error = None
    sys.argv = [job["script"], *job["arguments"]]
    with contextlib.redirect_stdout(output):
        try:
            runpy.run_path(job["script"], run_name="__main__")
        except (Exception, SystemExit):
            error = traceback.format_exc()
    results.append({"output": output.getvalue(), "error": error})
print(json.dumps(results))
