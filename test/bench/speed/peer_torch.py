"""PyTorch as a peer of the speed benchmark: eager, on the CPU. Usage: peer_torch.py THREADS"""

import itertools
import math
import sys

import numpy as np
import torch
from peer import SequenceWorkload, Workload, serve
from sequences_torch import SequenceTraining
from torch import nn
from torch.nn import functional

CELLS = {"simple_rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
# Where a gate of PyTorch stands in Keras' order (LSTM: i f c o = i f g o; GRU: z r h there, r z n here).
GATES = {"simple_rnn": [0], "gru": [1, 0, 2], "lstm": [0, 1, 2, 3]}
ADAM = {"fused": {"fused": True}, "foreach": {"foreach": True}, "for-loop": {"foreach": False, "fused": False}}


class Network(nn.Module):
    def __init__(self, work: Workload):
        super().__init__()
        self.bidirectional = work.bidirectional
        self.cell = work.cell
        self.recurrent = CELLS[work.cell](work.features, work.units, work.layers, bidirectional=work.bidirectional)
        self.head = nn.Linear(work.units * (2 if work.bidirectional else 1), 1)

    def forward(self, windows):  # [T, B, F], PyTorch's own order
        _, state = self.recurrent(windows)
        last = state[0] if self.cell == "lstm" else state
        return self.head(torch.cat((last[-2], last[-1]), dim=1) if self.bidirectional else last[-1])


def copy_weights(network: Network, work: Workload):
    """Keras' weights; of the two biases of LSTM and RNN the second is zero and stays so."""

    def gates(values, order):  # [..., gates*H] -> [gates*H, ...]
        parts = np.split(values, len(order), axis=-1)
        return torch.from_numpy(np.ascontiguousarray(np.concatenate([parts[i] for i in order], axis=-1).T))

    weights = iter(work.weights)
    order = GATES[work.cell]
    with torch.no_grad():
        for layer, suffix in itertools.product(range(work.layers), ["", "_reverse"] if work.bidirectional else [""]):
            parameter = lambda name: getattr(network.recurrent, f"{name}_l{layer}{suffix}")  # noqa: B023, E731
            parameter("weight_ih").copy_(gates(next(weights), order))
            parameter("weight_hh").copy_(gates(next(weights), order))
            bias = next(weights)
            if work.cell == "gru":
                parameter("bias_ih").copy_(gates(bias[0], order))
                parameter("bias_hh").copy_(gates(bias[1], order))
            else:
                parameter("bias_ih").copy_(gates(bias, order))
                parameter("bias_hh").zero_()
                parameter("bias_hh").requires_grad_(False)
        network.head.weight.copy_(torch.from_numpy(next(weights).T.copy()))
        network.head.bias.copy_(torch.from_numpy(next(weights)))


class Training:
    """Adam by its three ways, with oneDNN (PyTorch's default) and without."""

    def __init__(self, work: Workload):
        self.work = work
        self.variants = [f"{adam} Adam{dnn}" for dnn in ("", ", no oneDNN") for adam in ADAM]
        time_first = [torch.from_numpy(work.windows(starts).transpose(1, 0, 2).copy()) for starts in work.batches]
        targets = [torch.from_numpy(work.next_values(starts)) for starts in work.batches]
        self.batches = list(zip(time_first, targets, strict=True))
        self.states = {}

    def start(self, variant):
        torch.backends.mkldnn.set_flags("no oneDNN" not in variant)
        if variant not in self.states:
            network = Network(self.work)
            copy_weights(network, self.work)
            trained = [p for p in network.parameters() if p.requires_grad]
            adam = ADAM[variant.split(" ")[0]]
            optimizer = torch.optim.Adam(trained, self.work.learning_rate, eps=1e-7, **adam)
            self.states[variant] = (network, optimizer, itertools.cycle(self.batches))
        return self.states[variant]

    def train(self, variant, steps):
        network, optimizer, batches = self.start(variant)
        for windows, targets in itertools.islice(batches, steps):
            optimizer.zero_grad(set_to_none=True)
            loss = functional.mse_loss(network(windows), targets)
            loss.backward()
            optimizer.step()
        loss.item()
        return steps

    def losses(self, variant, steps):
        self.states.pop(variant, None)
        network, optimizer, batches = self.start(variant)
        losses = []
        for step, (windows, targets) in enumerate(itertools.islice(batches, steps), start=1):
            # Keras adds epsilon before the bias of the second moment is corrected, PyTorch after it.
            optimizer.param_groups[0]["eps"] = 1e-7 / math.sqrt(1 - 0.999**step)
            optimizer.zero_grad(set_to_none=True)
            loss = functional.mse_loss(network(windows), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses


class Prediction:
    def __init__(self, work: Workload):
        count = work.batches.size
        self.variants = [f"batches of {size}" for size in (500, 1000, 2500, count)]
        self.network = Network(work).eval()
        copy_weights(self.network, work)
        torch.backends.mkldnn.set_flags(True)
        self.windows = torch.from_numpy(work.windows(work.batches.ravel()).transpose(1, 0, 2).copy())
        self.batches = {}

    def predict(self, variant):
        size = int(variant.split(" ")[-1])
        if variant not in self.batches:
            self.batches[variant] = [part.contiguous() for part in self.windows.split(size, dim=1)]
        with torch.inference_mode():
            return torch.cat([self.network(part) for part in self.batches[variant]]).numpy()


if __name__ == "__main__":
    threads = int(sys.argv[1])
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)

    def load(work, purpose):
        if isinstance(work, SequenceWorkload):
            return SequenceTraining(work)
        return Training(work) if purpose == "train" else Prediction(work)

    serve({"torch": torch.__version__, "threads": str(torch.get_num_threads())}, load)
