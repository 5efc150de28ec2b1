"""Runs generated scripts one after the other in one process, since starting TensorFlow takes longer than they do.

Reads a JSON list of {"script", "arguments", "onnx"} from standard input; prints a JSON list of {"output", "error"}.
A Keras script that is given the path of an ONNX model asks that one for predictions, not the network that it builds.
"""

import contextlib
import io
import json
import runpy
import sys
import traceback


def onnx_predictor(path):
    """`keras.Model.predict` by ONNX Runtime: inputs stand in the same order, and differ where the standard's operators do."""
    import numpy as np
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def fed(name, x):
        if name == "lengths":  # of the steps that the mask has
            return x.sum(axis=1, dtype=np.int32)
        if name == "previous":  # the step before the first one: it goes on by itself
            return x[:, 0].astype(np.float32)
        return x.astype(np.int32 if x.dtype.kind in "iu" else np.float32)

    def predict(self, x, **_):
        inputs = x if isinstance(x, (list, tuple)) else [x]
        names = [one.name for one in session.get_inputs()]
        assert len(names) == len(inputs), (names, len(inputs))
        arrays = {name: fed(name, np.asarray(one)) for name, one in zip(names, inputs)}
        return session.run(None, arrays)[0]

    return predict


results = []
for job in json.load(sys.stdin):
    if job.get("onnx"):
        import keras

        keras.Model.predict = onnx_predictor(job["onnx"])
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
