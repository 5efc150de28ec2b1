"""Runs notebooks from top to bottom, each in the folder that it lies in, and says what their cells printed.

Reads a JSON list of {"notebook", "load"} from standard input; prints a JSON list of {"output", "error"}.
"""

import json
import sys
import traceback
from pathlib import Path

import nbformat
from nbclient import NotebookClient

results = []
for job in json.load(sys.stdin):
    path = Path(job["notebook"])
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    if job["load"]:
        changed = [cell for cell in notebook.cells if "LOAD_WEIGHTS = False" in cell.source]
        assert len(changed) == 1, "one cell says whether weights are loaded"
        changed[0].source = changed[0].source.replace("LOAD_WEIGHTS = False", "LOAD_WEIGHTS = True")
    error = None
    try:
        NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}).execute()
    except Exception:
        error = traceback.format_exc()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    texts = [output.text for output in outputs if output.output_type == "stream" and output.name == "stdout"]
    results.append({"output": "".join(texts), "error": error})
print(json.dumps(results))
