"""What happens between epochs: history, checkpoints, learning rate, stopping."""

import csv
import logging
import math
import time
from pathlib import Path
from typing import Any

import keras

from galaxybench.files import replacing
from galaxybench.jobs.termination import Termination
from galaxybench.training import checkpoints
from galaxybench.training.batches import Batches
from galaxybench.training.monitors import Monitor
from galaxybench.training.phases import Phase
from galaxybench.training.schedules import plateau_rate
from galaxybench.training.training_model import TrainingModel

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 10
"""Seconds between two log lines within an epoch."""


KEPT = ("history", "best_epoch", "stopped_because", "first")
"""The state of `Epochs` that a resumed run needs, beside the number of the phase."""


class Epochs(keras.callbacks.Callback):
    """Keeps history, best weights and state, sets the rate, decides when to stop.

    All decisions are functions of the history, so that a resumed run takes the same
    ones. Those on learning rate and stopping look only at the epochs of the current
    phase.

    Attributes:
        history: one row per epoch: epoch, loss, accuracy, val_loss, val_accuracy,
            learning_rate (at the epoch's first step), seconds (validation included),
            images_per_second (of training alone), and the quartiles over the epoch's
            batches of training loss and accuracy: loss_q25, loss_q75, accuracy_q25,
            accuracy_q75.
        best_epoch: counted from 1; 0 while none was finite.
        stopped_because: "epochs" or "early_stopping", which end a phase, or
            "non_finite_loss", which ends the run.
        resumed_from: the last whole epoch of an earlier job, or None.
    """

    def __init__(
        self,
        recipe: dict[str, Any],
        state: Path,
        batches: Batches,
        output: Path,
        termination: Termination,
    ) -> None:
        """Prepare a run with these training `batches`; `output` is the history CSV."""
        super().__init__()
        self.recipe, self.state, self.output = recipe, state, output
        self.batches, self.termination = batches, termination
        self.history: list[dict[str, float]] = []
        self.best_epoch = 0
        self.stopped_because = "epochs"
        self.resumed_from: int | None = None
        self.phase: Phase | None = None
        self.first = 0  # number of epochs before the current phase
        # Of the current epoch; times are those of `time.perf_counter`.
        self.epoch, self.rate = 0, 0.0
        self.started = self.reported = 0.0
        self.trained = 0.0  # seconds, without validation
        self.seen = self.last_begun = 0  # images trained on; batch

    def enter(self, phase: Phase, model: TrainingModel) -> tuple[int, int]:
        """Resume where an earlier job stopped in this phase, or begin the phase.

        The model must be compiled for the phase. A job starts with the phase whose
        number `checkpoints.phase` returns.

        Returns:
            Number of epochs done, and the largest number at the end of the phase; both
            are equal if the earlier job had ended the phase.
        """
        first_of_job, self.phase = self.phase is None, phase
        progress = checkpoints.resume(self.state, model) if first_of_job else None
        if progress is None or not progress["history"]:
            self.first, self.stopped_because = len(self.history), "epochs"
            self._save(model)
            return self.first, self.first + phase.epochs
        for name in KEPT:
            setattr(self, name, progress[name])
        self.resumed_from = done = len(self.history)
        logger.info("resuming after epoch %d, from %s", done, self.state)
        self._write_history()
        ended = self.stopped_because != "epochs"
        return done, done if ended else self.first + phase.epochs

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Set order and learning rate; start the clock."""
        self.batches.start_epoch(epoch)
        if self.recipe["schedule"]["name"] == "reduce_on_plateau":
            rate, history = self.phase.learning_rate, self.history[self.first :]
            rate = plateau_rate(self.recipe["schedule"], rate, history)
            self.model.optimizer.learning_rate = rate
        self.rate = float(self.model.optimizer.learning_rate)
        self.epoch, self.started = epoch, time.perf_counter()
        self.trained, self.reported, self.seen = 0.0, self.started, 0
        self.model.batch_log.restart()

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Exit if SIGTERM has arrived."""
        self.termination.obey()
        self.last_begun = batch + self.model.steps_per_execution - 1

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """Stop on a loss that is not finite; log progress now and then.

        Called some batches late, see `TrainingModel.fit`.
        """
        if not math.isfinite(logs["loss"]):
            place, loss = (self.epoch + 1, batch + 1), logs["loss"]
            logger.warning(
                "epoch %d, batch %d: the loss is %s; the weights of epoch %d are kept",
                *(*place, loss, self.best_epoch),
            )
            self._stop("non_finite_loss")
            batch = self.last_begun  # the time so far includes these batches
        images = (batch + 1) * self.batches.batch_size
        self.seen = min(images, len(self.batches.labels))
        now = time.perf_counter()
        # Validation follows the last batch: until then all time is training.
        self.trained = now - self.started
        if now - self.reported >= PROGRESS_SECONDS:
            self.reported = now
            done = min(batch + 1, len(self.batches))
            place = (self.epoch + 1, self.recipe["epochs"], done, len(self.batches))
            speed = self.seen / self.trained
            logger.info(
                "epoch %d/%d: batch %d/%d, loss %.4f, accuracy %.4f, %.0f images/s",
                *(*place, logs["loss"], logs["accuracy"], speed),
            )

    def on_test_begin(self, logs: dict | None = None) -> None:
        """Validate the averages of the weights, where the recipe has them."""
        if self.model.averages:
            self.model.averages.swap_in()

    def on_test_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Exit if SIGTERM has arrived."""
        self.termination.obey()

    def on_test_end(self, logs: dict | None = None) -> None:
        """Return to the raw weights."""
        if self.model.averages:
            self.model.averages.swap_out()

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Add a row to the history; save; stop if nothing improves."""
        columns = ("loss", "accuracy", "val_loss", "val_accuracy")
        images, size = len(self.batches.labels), self.batches.batch_size
        row = {
            "epoch": epoch + 1,
            **{name: float(logs[name]) for name in columns},
            "learning_rate": self.rate,
            "seconds": time.perf_counter() - self.started,
            "images_per_second": self.seen / self.trained,
            **self.model.batch_log.quartiles(images, size),
        }
        self.history.append(row)
        self._write_history()
        logger.info(
            "epoch %(epoch)d/%(epochs)d: loss %(loss).4f, accuracy %(accuracy).4f, "
            "val_loss %(val_loss).4f, val_accuracy %(val_accuracy).4f, "
            "lr %(learning_rate).2e, %(seconds).1f s, %(images_per_second).0f images/s",
            {**row, "epochs": self.recipe["epochs"]},
        )
        if not (math.isfinite(row["loss"]) and math.isfinite(row["val_loss"])):
            self._stop("non_finite_loss")
            return
        best = Monitor(self.recipe["best"]["monitor"])
        self.best_epoch = best.best_epoch(self.history)
        stopping = self.recipe["early_stopping"]
        monitor = Monitor(stopping["monitor"], stopping["min_delta"])
        patience = stopping["patience"]
        waited = monitor.waited(self.history[self.first :])
        if patience is not None and waited >= patience:
            self._stop("early_stopping")
        self._save(self.model)

    def _stop(self, reason: str) -> None:
        if not self.model.stop_training:
            logger.info("stopping at epoch %d: %s", self.epoch + 1, reason)
        self.stopped_because = reason
        self.model.stop_training = True

    def _save(self, model: TrainingModel) -> None:
        progress = {name: getattr(self, name) for name in KEPT}
        checkpoints.save(self.state, model, {**progress, "phase": self.phase.number})

    def _write_history(self) -> None:
        with replacing(self.output) as partial, partial.open("w", newline="") as file:
            writer = csv.DictWriter(file, self.history[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.history)
