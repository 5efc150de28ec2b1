"""Checks that scripts are one program whatever the names, and that the literals are the names.

Reads a JSON list of {"text", "file", "time", "inputs", "targets"} from standard input; the first is the harmless one.
"""

import ast
import json
import sys


def shape(tree):
    """The program without the texts of its literals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def assigned(tree, name):
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return node.value
    raise AssertionError(f"{name} is not assigned")


jobs = json.load(sys.stdin)
expected = None
for job in jobs:
    tree = ast.parse(job["text"])
    data = assigned(tree, "DATA")
    assert isinstance(data, ast.BinOp), ast.dump(data)
    assert ast.literal_eval(data.right) == "../" + job["file"], job
    assert ast.literal_eval(assigned(tree, "TIME")) == job["time"], job
    assert ast.literal_eval(assigned(tree, "INPUTS")) == job["inputs"], job
    assert ast.literal_eval(assigned(tree, "TARGETS")) == job["targets"], job
    # What only one of the texts needs: matplotlib reads $…$ as mathematics unless told not to.
    found = shape(ast.parse(job["text"].replace(", parse_math=False", "")))
    expected = expected or found
    assert found == expected, job["text"]
print(f"{len(jobs)} scripts")
