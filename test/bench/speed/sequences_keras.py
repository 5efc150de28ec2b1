"""Training on sequences that differ in length in Keras: padded behind, with its masks, to the longest of all or of the batch."""

import keras
import numpy as np
import tensorflow as tf
from peer import SequenceWorkload, one_hot

LARGEST_UNROLL = 40
STEPS_PER_EXECUTION = 16


def build(work: SequenceWorkload, unroll: bool, steps, horizon):
    """@param steps, horizon: None where batches differ"""
    options = {"unroll": unroll, "use_cudnn": False}
    if work.kind == "text":
        tokens = keras.Input((steps,), dtype="int32")
        x = keras.layers.Embedding(*work.weights[0].shape, mask_zero=True)(tokens)
        x = keras.layers.LSTM(work.units, **options)(x)
        model = keras.Model(tokens, keras.layers.Dense(work.classes)(x))
    else:
        source = keras.Input((steps, work.vocabulary))
        target = keras.Input((horizon, work.classes))
        encoder = keras.layers.LSTM(work.units, return_state=True, **options)
        _, *states = encoder(keras.layers.Masking(0.0)(source))
        decoder = keras.layers.LSTM(work.units, return_sequences=True, **options)
        x = decoder(keras.layers.Masking(0.0)(target), initial_state=states)
        model = keras.Model([source, target], keras.layers.Dense(work.classes)(x))
    model.set_weights(work.weights)
    return model


def batch_of(work: SequenceWorkload, examples, steps, horizon):
    """Inputs and what they are to give."""
    if work.kind == "text":
        return work.sources(examples, steps), work.classes_of(examples)
    source = one_hot(work.sources(examples, steps), work.vocabulary)
    target = one_hot(work.targets(examples, horizon, 0), work.classes)
    return (source, target), work.targets(examples, horizon, 1)


class Steps:
    """One way of training: a model with its optimizer, and a function that does some steps."""

    def __init__(self, work: SequenceWorkload, way: str, unroll: bool, xla: bool, by_batch: bool):
        self.work = work
        most = work.longest(work.batches.ravel())
        self.model = build(work, unroll, *((None, None) if by_batch else most))
        self.optimizer = keras.optimizers.Adam(work.learning_rate)
        self.loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        batches = [batch_of(work, e, *(work.longest(e) if by_batch else most)) for e in work.batches]
        self.pairs = [tf.nest.map_structure(tf.constant, batch) for batch in batches]
        self.compiled = way in ("fit", "train_on_batch")
        if self.compiled:
            self.together = STEPS_PER_EXECUTION if way == "fit" else 1
            self.model.compile(
                self.optimizer, self.loss_function, jit_compile=xla, steps_per_execution=self.together
            )
        self.optimizer.build(self.model.trainable_variables)
        self.one_step = self._one_step(xla)
        self.run = {"fit": self._fit, "train_on_batch": self._train_on_batch, "step": self._single_steps}[way]
        if way == "fit":
            stacked = tf.nest.map_structure(lambda *parts: np.stack(parts), *batches)
            data = tf.data.Dataset.from_tensor_slices(stacked).cache().repeat()
            self.data = data.prefetch(self.together)
        else:
            self.run(len(self.pairs))  # every length is compiled for once

    def _one_step(self, xla):
        model, optimizer, loss_function = self.model, self.optimizer, self.loss_function

        @tf.function(jit_compile=xla, reduce_retracing=not xla)
        def one_step(inputs, targets):
            with tf.GradientTape() as tape:
                loss = loss_function(targets, model(inputs, training=True))
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
            self.model.train_on_batch(*self.pairs[i % len(self.pairs)])
        return steps

    def _single_steps(self, steps):
        for i in range(steps):
            loss = self.one_step(*self.pairs[i % len(self.pairs)])
        float(loss)
        return steps

    def losses(self, steps):
        self.model.set_weights(self.work.weights)
        for variable in self.optimizer.variables:
            if variable is not self.optimizer._learning_rate:
                variable.assign(np.zeros(variable.shape, variable.dtype))
        losses = []
        for inputs, targets in self.pairs[:steps]:
            if self.compiled:
                self.model.reset_metrics()
                losses.append(float(np.ravel(self.model.train_on_batch(inputs, targets))[0]))
            else:
                losses.append(float(self.one_step(inputs, targets)))
        return losses


class SequenceTraining:
    def __init__(self, work: SequenceWorkload):
        keras.backend.clear_session()
        self.work = work
        fit = f"fit, {STEPS_PER_EXECUTION} steps_per_execution"
        # (way, unrolled, XLA, padded to the longest of the batch)
        self.ways = {
            "train_on_batch": ("train_on_batch", False, False, False),
            fit: ("fit", False, False, False),
            f"{fit}, XLA": ("fit", False, True, False),
            "tf.function a step": ("step", False, False, False),
            "tf.function a step, XLA": ("step", False, True, False),
            "tf.function a step, padded by batch": ("step", False, False, True),
            "tf.function a step, padded by batch, XLA": ("step", False, True, True),
        }
        if work.time_steps <= LARGEST_UNROLL:
            self.ways[f"{fit}, unrolled"] = ("fit", True, False, False)
        self.variants = list(self.ways)
        self.made = {}

    def steps(self, variant):
        if variant not in self.made:
            self.made[variant] = Steps(self.work, *self.ways[variant])
        return self.made[variant]

    def train(self, variant, steps):
        return self.steps(variant).run(steps)

    def losses(self, variant, steps):
        return self.steps(variant).losses(steps)
