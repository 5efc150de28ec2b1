"""Checks that scripts are one program whatever the names, and that their constants are the names.

Reads a JSON list of {"text", "file", "constants"} from standard input; the first is the harmless one.
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


jobs = json.load(sys.stdin)
expected = None
for job in jobs:
    tree = ast.parse(job["text"])
    constants = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    assert ast.literal_eval(constants["DATA"].right) == "../" + job["file"], job
    for name, value in job["constants"].items():
        assert ast.literal_eval(constants[name]) == value, (name, job)
    # What only one of the texts needs: matplotlib reads $…$ as mathematics unless told not to.
    plain = job["text"].replace("(target, parse_math=False)", "(target)")
    found = shape(ast.parse(plain))
    expected = expected or found
    assert found == expected, job["text"]
print(f"{len(jobs)} scripts")
