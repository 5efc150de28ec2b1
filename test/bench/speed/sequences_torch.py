"""Training on sequences that differ in length in PyTorch: packed, or padded to the longest of the batch."""

import itertools
import math

import numpy as np
import torch
from peer import SequenceWorkload, one_hot
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence

ADAM = {"fused": {"fused": True}, "foreach": {"foreach": True}, "for-loop": {"foreach": False, "fused": False}}


def copy_lstm(lstm, weights):
    """Keras' kernel, recurrent kernel and bias: gates stand alike. The second bias is zero and stays so."""
    kernel, recurrent, bias = weights
    lstm.weight_ih_l0.copy_(torch.from_numpy(kernel.T.copy()))
    lstm.weight_hh_l0.copy_(torch.from_numpy(recurrent.T.copy()))
    lstm.bias_ih_l0.copy_(torch.from_numpy(bias))
    lstm.bias_hh_l0.zero_()
    lstm.bias_hh_l0.requires_grad_(False)


def copy_dense(dense, weights):
    dense.weight.copy_(torch.from_numpy(weights[0].T.copy()))
    dense.bias.copy_(torch.from_numpy(weights[1]))


class Text(nn.Module):
    """Embedding, LSTM, classes of the last state."""

    def __init__(self, work: SequenceWorkload, packed: bool):
        super().__init__()
        self.packed = packed
        self.embedding = nn.Embedding(*work.weights[0].shape)
        self.recurrent = nn.LSTM(work.weights[0].shape[1], work.units)
        self.head = nn.Linear(work.units, work.classes)
        with torch.no_grad():
            self.embedding.weight.copy_(torch.from_numpy(work.weights[0]))
            copy_lstm(self.recurrent, work.weights[1:4])
            copy_dense(self.head, work.weights[4:6])

    def forward(self, tokens, lengths):  # [T, B], PyTorch's own order
        vectors = self.embedding(tokens)
        if self.packed:
            _, (last, _) = self.recurrent(pack_padded_sequence(vectors, lengths))
            return self.head(last[-1])
        states, _ = self.recurrent(vectors)
        return self.head(states[lengths - 1, torch.arange(len(lengths))])

    def loss(self, batch):
        tokens, lengths, labels = batch
        return functional.cross_entropy(self(tokens, lengths), labels)

    @staticmethod
    def batch(work: SequenceWorkload, examples):
        tokens = torch.from_numpy(work.sources(examples, work.longest(examples)[0]).T.copy()).long()
        lengths = torch.from_numpy(work.lengths(examples)).long()
        return tokens, lengths, torch.from_numpy(work.classes_of(examples)).long()


class Translation(nn.Module):
    """An LSTM over the source, one over the target from its states, the next token at each step. Without packing an
    LSTM does not give the cell's state after the last real step."""

    def __init__(self, work: SequenceWorkload, packed: bool):
        super().__init__()
        if not packed:
            raise ValueError("the source has to be packed")
        self.encoder = nn.LSTM(work.vocabulary, work.units)
        self.decoder = nn.LSTM(work.classes, work.units)
        self.head = nn.Linear(work.units, work.classes)
        with torch.no_grad():
            copy_lstm(self.encoder, work.weights[0:3])
            copy_lstm(self.decoder, work.weights[3:6])
            copy_dense(self.head, work.weights[6:8])

    def loss(self, batch):
        source, lengths, target, said = batch
        _, end = self.encoder(pack_padded_sequence(source, lengths))
        states, _ = self.decoder(target, end)
        return functional.cross_entropy(self.head(states).flatten(0, 1), said.flatten(), ignore_index=0)

    @staticmethod
    def batch(work: SequenceWorkload, examples):
        steps, horizon = work.longest(examples)
        time_first = lambda values: torch.from_numpy(np.ascontiguousarray(np.swapaxes(values, 0, 1)))  # noqa: E731
        return (
            time_first(one_hot(work.sources(examples, steps), work.vocabulary)),
            torch.from_numpy(work.lengths(examples)).long(),
            time_first(one_hot(work.targets(examples, horizon, 0), work.classes)),
            time_first(work.targets(examples, horizon, 1)).long(),
        )


class SequenceTraining:
    """Adam by its three ways, packed and, where that gives the same, padded; with oneDNN (PyTorch's default) and without."""

    def __init__(self, work: SequenceWorkload):
        self.work = work
        self.network = Text if work.kind == "text" else Translation
        ways = ["packed", "padded"] if work.kind == "text" else ["packed"]
        self.variants = [f"{adam} Adam, {way}{dnn}" for dnn in ("", ", no oneDNN") for way in ways for adam in ADAM]
        # Longest first, as packing wants it: a batch's loss is the same.
        ordered = [examples[np.argsort(-work.lengths(examples), kind="stable")] for examples in work.batches]
        self.batches = [self.network.batch(work, examples) for examples in ordered]
        self.states = {}

    def start(self, variant):
        torch.backends.mkldnn.set_flags("no oneDNN" not in variant)
        if variant not in self.states:
            network = self.network(self.work, "packed" in variant)
            trained = [p for p in network.parameters() if p.requires_grad]
            adam = ADAM[variant.split(" ")[0]]
            optimizer = torch.optim.Adam(trained, self.work.learning_rate, eps=1e-7, **adam)
            self.states[variant] = (network, optimizer, itertools.cycle(self.batches))
        return self.states[variant]

    def train(self, variant, steps):
        network, optimizer, batches = self.start(variant)
        for batch in itertools.islice(batches, steps):
            optimizer.zero_grad(set_to_none=True)
            loss = network.loss(batch)
            loss.backward()
            optimizer.step()
        loss.item()
        return steps

    def losses(self, variant, steps):
        self.states.pop(variant, None)
        network, optimizer, batches = self.start(variant)
        losses = []
        for step, batch in enumerate(itertools.islice(batches, steps), start=1):
            # Keras adds epsilon before the bias of the second moment is corrected, PyTorch after it.
            optimizer.param_groups[0]["eps"] = 1e-7 / math.sqrt(1 - 0.999**step)
            optimizer.zero_grad(set_to_none=True)
            loss = network.loss(batch)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses
