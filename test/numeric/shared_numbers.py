"""Numbers that Python and TypeScript make alike, so that they need not be stored: sharedNumbers.ts is the same again.

An integer hash (lowbias32 by Chris Wellons) of seed, stream and index gives 24 bits, which a float32 holds exactly.
"""

import numpy as np

INPUTS, TARGETS, ORDER, PADDING, WEIGHTS = range(5)


def hashed(x):
    """[0, 2^32) → [0, 2^32), each value once."""
    x = np.asarray(x, dtype=np.uint64) & 0xFFFFFFFF
    x ^= x >> 16
    x = (x * 0x7FEB352D) & 0xFFFFFFFF
    x ^= x >> 15
    x = (x * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> 16)


def bits(count, seed, stream):
    """`count` integers of 32 bits."""
    key = hashed(hashed(seed) + stream)
    return hashed(np.arange(count, dtype=np.uint64) + key)


def uniform(shape, limit, seed, stream):
    """float32 values in [-limit, limit)."""
    values = (bits(int(np.prod(shape)), seed, stream) >> 8).astype("float64") / 2**24
    return ((2 * values - 1) * limit).astype("float32").reshape(shape)


def make_data(spec, seed):
    """Rows and the windows' start rows. Padded windows have rows of their own; others overlap, a row apart."""
    steps, horizon, batch = spec["window"]["timeSteps"], spec["window"]["horizon"], spec["batch"]
    windows = 3 if batch == 1 else 2 * batch + 3  # the last batch of an epoch is smaller
    stride = steps + horizon if spec["padding"] else 1
    rows = (windows - 1) * stride + steps + horizon
    data = {
        "inputs": uniform((rows, spec["features"]), 1, seed, INPUTS),
        "targets": uniform((rows, spec["targets"]), 2, seed, TARGETS),
    }
    if spec["padding"]:
        data["mask"] = make_mask(spec["padding"], rows, steps, stride, seed)
    return data, [w * stride for w in range(windows)]


def make_mask(padding, rows, steps, stride, seed):
    """1 for a real row. Left and right: 0 to T real rows a window; holes: three rows in four are real."""
    mask = np.ones(rows, "uint8")
    random = bits(rows, seed, PADDING)
    for start in range(0, rows, stride):
        if padding == "holes":
            mask[start : start + steps] = random[start : start + steps] % 4 != 0
        else:
            real = int(random[start]) % (steps + 1)
            padded = slice(start, start + steps - real) if padding == "left" else slice(start + real, start + steps)
            mask[padded] = 0
    return mask


def make_batches(starts, batch, count, seed):
    """Batches of an epoch in a mixed order, again and again; the last of an epoch is smaller."""
    order = np.argsort(bits(len(starts), seed, ORDER), kind="stable")
    epoch = [[starts[w] for w in order[i : i + batch]] for i in range(0, len(starts), batch)]
    return [epoch[i % len(epoch)] for i in range(count)]


def make_weights(shapes, scale, seed):
    """Biases too, so that no term hides behind a zero. Kernels get smaller the more values a sum has."""
    limits = [scale / np.sqrt(shape[0] if len(shape) > 1 else 1) for shape in shapes]
    return [uniform(shape, limits[i], seed, WEIGHTS + i) for i, shape in enumerate(shapes)]

