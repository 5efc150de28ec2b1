"""A part of the cases of a vector file that asks every building block again, within a minute.

Each block stands there with each cell; of each one case is taken, by a hash of the block's name, so that the sample is the
same on every machine and changes with the blocks alone. That the others are the cases of the file, in number, order, shapes
and bytes, costs no time and is asked of all of them.
"""

import hashlib
import re
import zlib

import numpy as np


def block_of(name):
    """`lstm: embedding, concat` and `gru: embedding, sum` are one block: how directions merge goes round."""
    return re.sub(r"\b(concat|sum|mul|ave)\b", "*", name.split(": ", 1)[1])


def sample(specs):
    """Indices of one case of each block, and of one of each cell that none of these has."""
    blocks, chosen = {}, set()
    for i, spec in enumerate(specs):
        blocks.setdefault(block_of(spec["name"]), []).append(i)
    for block, indices in blocks.items():
        chosen.add(indices[zlib.crc32(block.encode()) % len(indices)])
    cell_of = [spec["name"].split(": ", 1)[0] for spec in specs]
    for i, cell in enumerate(cell_of):
        if cell not in {cell_of[j] for j in chosen}:
            chosen.add(i)
    return chosen


def digest(values):
    """SHA-256 of a .bin: what was changed in it without the script shows, whichever cases are asked again."""
    return hashlib.sha256(np.asarray(values, "<f4").tobytes()).hexdigest()
