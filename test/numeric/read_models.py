"""Reads models that were written here, with the formats' own libraries.

On standard input a folder, which has model.onnx, model.safetensors and inputs.safetensors of each case; what ONNX Runtime
makes of the inputs is written beside them, and what safetensors reads is told on standard output.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors import safe_open
from safetensors.numpy import load_file, save_file


def main():
    folder = Path(sys.stdin.read())
    names = sorted(path.name for path in folder.iterdir() if path.is_dir())
    print(json.dumps({name: read(folder / name) for name in names}))


def read(case):
    weights = load_file(case / "model.safetensors")
    with safe_open(case / "model.safetensors", framework="numpy") as file:
        metadata = file.metadata()
    model = onnx.load(case / "model.onnx")
    onnx.checker.check_model(model, full_check=True)
    session, fed = prepare(case)
    (outputs,) = session.run(None, fed)
    save_file({"outputs": np.ascontiguousarray(outputs)}, case / "outputs.safetensors")
    return {
        "alone": alone(session, fed, outputs),
        "weights": {name: digest(values) for name, values in weights.items()},
        "metadata": metadata,
        "inputs": {value.name: shape_of(value) for value in model.graph.input},
        "outputs": {value.name: shape_of(value) for value in model.graph.output},
        "operators": sorted({node.op_type for node in model.graph.node}),
        "properties": {entry.key: entry.value for entry in model.metadata_props},
        "shape": list(outputs.shape),
    }


def digest(values):
    return {"dtype": str(values.dtype), "shape": list(values.shape), "sha256": sha256(values.tobytes()).hexdigest()}


def shape_of(value):
    return [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]


def prepare(case):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(case / "model.onnx", options, providers=["CPUExecutionProvider"])
    inputs = json.loads((case / "inputs.json").read_text())
    types = {"tensor(float)": np.float32, "tensor(int32)": np.int32}
    fed = {}
    for node in session.get_inputs():
        one = inputs.pop(node.name)
        fed[node.name] = np.array(one["values"], types[node.type]).reshape(one["dims"])
    if inputs:
        raise ValueError(f"{case}: the model does not read {list(inputs)}")
    return session, fed


def alone(session, fed, outputs):
    """The largest difference from the outputs of all examples, where each is asked by itself and without its padding."""
    cut = {
        node.name: [i for i, dim in enumerate(node.shape) if dim in ("steps", "said")] for node in session.get_inputs()
    }
    largest = 0.0
    for e in range(len(outputs)):
        one = {name: values[e : e + 1] for name, values in fed.items()}
        lengths = {"steps": one["lengths"][0] if "lengths" in one else None}
        if "tokens" in one:
            lengths["steps"] = np.count_nonzero(one["tokens"])
        if "said" in one:
            lengths["said"] = np.count_nonzero(one["said"])
        if 0 in lengths.values():
            continue
        for node in session.get_inputs():
            for axis in cut[node.name]:
                one[node.name] = np.take(one[node.name], range(lengths[node.shape[axis]]), axis)
        (by_itself,) = session.run(None, one)
        whole = outputs[e : e + 1]
        if whole.ndim == 3:
            whole = whole[:, : by_itself.shape[1]]
        largest = max(largest, float(np.max(np.abs(by_itself - whole))))
    return largest / float(np.max(np.abs(outputs)))


main()
