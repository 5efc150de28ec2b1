"""Keras on TensorFlow as a peer of the speed benchmark, on the CPU. Usage: peer_keras.py THREADS"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from peer import SequenceWorkload, Workload, serve  # noqa: E402
from sequences_keras import SequenceTraining  # noqa: E402

CELLS = {"simple_rnn": keras.layers.SimpleRNN, "gru": keras.layers.GRU, "lstm": keras.layers.LSTM}
LARGEST_UNROLL = 50  # time steps; a longer unrolled graph compiles for minutes


def steps_per_execution(work: Workload):
    """What a call costs is nothing beside a step of a large network, and then many of them make a round too long."""
    return max(2, min(32, 3_000_000 // (work.units * work.time_steps * work.batches.shape[1])))


def build(work: Workload, unroll: bool):
    model = keras.Sequential([keras.Input((work.time_steps, work.features))])
    # Without the choice of cuDNN, which no CPU has, Keras allows XLA.
    options = {"unroll": unroll} | ({} if work.cell == "simple_rnn" else {"use_cudnn": False})
    for i in range(work.layers):
        layer = CELLS[work.cell](work.units, return_sequences=i < work.layers - 1, **options)
        model.add(keras.layers.Bidirectional(layer) if work.bidirectional else layer)
    model.add(keras.layers.Dense(1))
    model.set_weights(work.weights)
    return model


class Steps:
    """One way of training: a model with its optimizer, and a function that does some steps."""

    def __init__(self, work: Workload, batches, way: str, unroll: bool, xla: bool):
        self.work = work
        self.inputs, self.targets = batches
        self.model = build(work, unroll)
        self.optimizer = keras.optimizers.Adam(work.learning_rate)
        self.done = 0
        self.compiled = way in ("fit", "train_on_batch")
        if self.compiled:
            self.together = steps_per_execution(work) if way == "fit" else 1
            self.model.compile(self.optimizer, "mse", jit_compile=xla, steps_per_execution=self.together)
        self.optimizer.build(self.model.trainable_variables)
        self.one_step = self._one_step(xla)
        self.run = {
            "fit": self._fit,
            "train_on_batch": self._train_on_batch,
            "step": self._single_steps,
            "loop": self._loop,
        }[way]
        count = len(self.inputs)
        if way == "fit":
            data = tf.data.Dataset.from_tensor_slices((self.inputs, self.targets)).cache().repeat()
            self.data = data.prefetch(self.together)
        self.pairs = [(tf.constant(self.inputs[i]), tf.constant(self.targets[i])) for i in range(count)]
        all_inputs, all_targets = tf.constant(self.inputs), tf.constant(self.targets)

        @tf.function
        def loop(first, steps):
            loss = tf.constant(0.0)
            for i in tf.range(first, first + steps):
                loss = self.one_step(all_inputs[i % count], all_targets[i % count])
            return loss

        self.loop = loop

    def _one_step(self, xla):
        model, optimizer = self.model, self.optimizer

        @tf.function(jit_compile=xla)
        def one_step(windows, targets):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(model(windows, training=True) - targets))
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            return loss

        return one_step

    def _fit(self, steps):
        steps = -(-steps // self.together) * self.together
        self.model.fit(self.data, steps_per_epoch=steps, epochs=1, verbose=0, shuffle=False)
        return steps

    def _train_on_batch(self, steps):
        for i in range(steps):
            windows, targets = self.pairs[i % len(self.pairs)]
            self.model.train_on_batch(windows, targets)
        return steps

    def _single_steps(self, steps):
        for i in range(steps):
            loss = self.one_step(*self.pairs[i % len(self.pairs)])
        float(loss)
        return steps

    def _loop(self, steps):
        float(self.loop(tf.constant(0), tf.constant(steps)))
        return steps

    def losses(self, steps):
        self.model.set_weights(self.work.weights)
        for variable in self.optimizer.variables:
            if variable is not self.optimizer._learning_rate:
                variable.assign(np.zeros(variable.shape, variable.dtype))
        losses = []
        for windows, targets in self.pairs[:steps]:
            if self.compiled:
                self.model.reset_metrics()
                losses.append(float(np.ravel(self.model.train_on_batch(windows, targets))[0]))
            else:
                losses.append(float(self.one_step(windows, targets)))
        return losses


class Training:
    def __init__(self, work: Workload):
        keras.backend.clear_session()
        self.work = work
        self.batches = (
            np.stack([work.windows(starts) for starts in work.batches]),
            np.stack([work.next_values(starts) for starts in work.batches]),
        )
        fit = f"fit, {steps_per_execution(work)} steps_per_execution"
        self.ways = {
            "train_on_batch": ("train_on_batch", False, False),
            fit: ("fit", False, False),
            f"{fit}, XLA": ("fit", False, True),
            "tf.function a step": ("step", False, False),
            "tf.function a step, XLA": ("step", False, True),
        }
        # A program of many updates that says nothing in between is no training step that a loop can watch or stop.
        apart = {"hand-written loop in tf.function, XLA": ("loop", False, True)}
        if work.time_steps <= LARGEST_UNROLL:
            self.ways[f"{fit}, unrolled"] = ("fit", True, False)
            apart["hand-written loop in tf.function, unrolled"] = ("loop", True, False)
        self.apart = list(apart)
        self.variants = list(self.ways)
        self.ways |= apart
        self.made = {}

    def steps(self, variant):
        if variant not in self.made:
            self.made[variant] = Steps(self.work, self.batches, *self.ways[variant])
        return self.made[variant]

    def train(self, variant, steps):
        return self.steps(variant).run(steps)

    def losses(self, variant, steps):
        return self.steps(variant).losses(steps)


class Prediction:
    def __init__(self, work: Workload):
        keras.backend.clear_session()
        self.windows = work.windows(work.batches.ravel())
        self.models = {unroll: build(work, unroll) for unroll in (False, True)}
        count = len(self.windows)
        self.ways = {f"predict, batches of {size}": ("predict", size, False, False) for size in (1000, 2500, count)}
        for xla in (False, True):
            for size in (500, 2500, count):
                name = f"tf.function, batches of {size}{', XLA' if xla else ''}"
                self.ways[name] = ("call", size, False, xla)
        self.ways["tf.function, batches of 500, unrolled"] = ("call", 500, True, False)
        self.variants = list(self.ways)
        self.made = {}

    def predict(self, variant):
        way, size, unroll, xla = self.ways[variant]
        model = self.models[unroll]
        if way == "predict":
            return model.predict(self.windows, batch_size=size, verbose=0)
        if variant not in self.made:
            parts = [tf.constant(self.windows[i : i + size]) for i in range(0, len(self.windows), size)]
            call = tf.function(lambda windows: model(windows, training=False), jit_compile=xla)
            self.made[variant] = (call, parts)
        call, parts = self.made[variant]
        return np.concatenate([call(part).numpy() for part in parts])


if __name__ == "__main__":
    threads = int(sys.argv[1])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)

    def load(work, purpose):
        if isinstance(work, SequenceWorkload):
            return SequenceTraining(work)
        return Training(work) if purpose == "train" else Prediction(work)

    serve({"keras": keras.__version__, "tensorflow": tf.__version__, "threads": str(threads)}, load)
