"""The model that `fit` trains: augmentation, classifier and training step."""

from collections.abc import Sequence
from typing import Any

import keras

from galaxybench.blocks.batch_norm import fuse
from galaxybench.machine import backends, internals
from galaxybench.training import augmentation as augmentation_layers
from galaxybench.training import data_parallel
from galaxybench.training.batch_logs import BatchLog
from galaxybench.training.ema import Averages

LATE = 8
"""Batches by which the device may lag behind the host before their logs are read."""


class TrainingModel(keras.Model):
    """A model with the extensions of Keras' training step that a recipe may ask for.

    Attributes:
        augmentation: from the inputs of a batch to the images that the classifier sees.
        classifier: from those to probabilities.
        learner: from those to what the loss takes; mostly the classifier itself.
        radius: rho of sharpness-aware minimization; 0 takes plain steps.
        averages: of the classifier's weights, updated after every step; or None.
        batch_log: of every step; or None.
    """

    def __init__(
        self,
        inputs: keras.KerasTensor | tuple[keras.KerasTensor, ...],
        images: keras.KerasTensor,
        classifier: keras.Model,
        learner: keras.Model | None = None,
    ) -> None:
        """Connect a classifier to augmented `images`, computed from the `inputs`.

        A `learner` has the weights of the classifier; None takes the classifier.
        """
        learner = learner or classifier
        super().__init__(inputs, learner(images))
        self.augmentation = keras.Model(inputs, images)
        self.classifier, self.learner = classifier, learner
        self.radius = 0.0
        self.averages: Averages | None = None
        self.batch_log: BatchLog | None = None

    def refine(self, optimizer: dict[str, Any]) -> None:
        """Turn on `sam` and `ema` as a recipe's `optimizer` says.

        May be called again for a later phase of a run: averages are continued.

        Raises:
            ValueError: if Keras runs on another backend than TensorFlow.
        """
        backend = backends.name()
        for key in ("sam", "ema"):
            if optimizer[key] and backend != "tensorflow":
                raise ValueError(
                    f"recipe key 'optimizer.{key}': got {optimizer[key]}, but Keras "
                    f"runs on {backend}: set KERAS_BACKEND=tensorflow, or use 0"
                )
        self.radius = optimizer["sam"]
        if optimizer["ema"] and self.averages is None:
            self.averages = Averages(self.classifier.weights, optimizer["ema"])

    def fit(
        self,
        *arguments: Any,  # noqa: ANN401
        callbacks: Sequence[keras.callbacks.Callback] = (),
        epochs: int = 1,
        **options: Any,  # noqa: ANN401
    ) -> keras.callbacks.History:
        """Train like Keras' own `fit`, without waiting for the device at each batch."""
        callbacks = list(callbacks)
        if backends.name() != "tensorflow" and self.batch_log is not None:
            write = keras.callbacks.LambdaCallback(
                on_train_batch_end=lambda _, logs: self.batch_log.write(logs)
            )
            callbacks.insert(0, write)
        calls = -(-LATE // self.steps_per_execution)
        late = internals.LateCallbacks(callbacks, self, epochs, calls)
        return super().fit(*arguments, callbacks=late, epochs=epochs, **options)

    def train_step(self, *arguments: Any) -> Any:  # noqa: ANN401
        """Take one step; Keras calls this with a batch."""
        if backends.name() != "tensorflow":
            state, batch = internals.split_step(arguments)
            return super().train_step(*state, data_parallel.part(batch))
        if self.radius:
            from galaxybench.training import sam

            logs = sam.step(self, *arguments)
        else:
            logs = super().train_step(*arguments)
        if self.averages is not None:
            self.averages.update()
        if self.batch_log is not None:
            self.batch_log.write(logs)
        return logs

    def test_step(self, *arguments: Any) -> Any:  # noqa: ANN401
        """Evaluate one batch; Keras calls this with it."""
        state, batch = internals.split_step(arguments)
        return super().test_step(*state, data_parallel.part(batch))


def build_training_model(
    classifier: keras.Model,
    augmentation: dict[str, Any],
    seed: int,
    learner: keras.Model | None = None,
) -> TrainingModel:
    """Put a recipe's augmentation, which is not part of saved models, before its net.

    The result takes the batches of `batches.Batches`. It shares the classifier's
    weights; the classifier's batch normalizations are fused. `learner` is as for
    `TrainingModel`.
    """
    inputs = x = keras.Input(classifier.input_shape[1:], name="raw_pixels")
    for layer in augmentation_layers.layers(augmentation, seed):
        x = layer(x)
    if augmentation["mixup"]:
        partners = keras.Input((), dtype="int32", name="partners")
        shares = keras.Input((), name="shares")
        x = augmentation_layers.Mix()(x, partners, shares)
        inputs = (inputs, partners, shares)
    fuse(classifier)
    return TrainingModel(inputs, x, classifier, learner)
