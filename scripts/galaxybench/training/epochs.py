"""What happens at the end of an epoch, and between."""

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
from galaxybench.training.trainable import Trainable

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 10


class Epochs(keras.callbacks.Callback):
    """Keeps history, best weights and state, sets the rate, decides when to stop.

    All decisions are functions of the history, so a resumed run takes the same ones;
    those on the rate and on stopping look at the epochs of the present phase.

    Attributes:
        history: one row an epoch: epoch, loss, accuracy, val_loss, val_accuracy,
            learning_rate (at the epoch's first step), seconds (validation included),
            images_per_second (of training alone), and the quartiles over the epoch's
            batches of training loss and accuracy: loss_q25, loss_q75, accuracy_q25,
            accuracy_q75.
        best_epoch: counted from 1; 0 while none was finite.
        stopped_because: "epochs" or "early_stopping", which end a phase, or
            "non_finite_loss", which ends the run.
        resumed_from: the last whole epoch of an earlier job, or None.
        phase: the present one; None before the first.
        first: number of epochs before the present phase.
    """

    def __init__(
        self,
        recipe: dict[str, Any],
        state: Path,
        batches: Batches,
        output: Path,
        termination: Termination,
    ) -> None:
        """Prepare a run.

        Args:
            recipe: the recipe.
            state: folder of the run's state.
            batches: the training images.
            output: the history's CSV file.
            termination: asked before every batch whether to leave.
        """
        super().__init__()
        self.recipe, self.state, self.output = recipe, state, output
        self.batches, self.termination = batches, termination
        self.history: list[dict[str, float]] = []
        self.best_epoch = 0
        self.stopped_because = "epochs"
        self.resumed_from: int | None = None
        self.phase: Phase | None = None
        self.first = 0

    def enter(self, phase: Phase, model: Trainable) -> tuple[int, int]:
        """Go on where an earlier job stopped in this phase, or begin the phase.

        Args:
            phase: the first of a job is that of `checkpoints.phase`.
            model: what will be trained, compiled and built for this phase.

        Returns:
            Number of epochs done, and how many it may be at the phase's end; the same
            number where the earlier job had ended the phase.
        """
        first_of_job, self.phase = self.phase is None, phase
        progress = checkpoints.resume(self.state, model) if first_of_job else None
        if progress is None or not progress["history"]:
            self.first, self.stopped_because = len(self.history), "epochs"
            self._save(model)
            return self.first, self.first + phase.epochs
        self.first, self.history = progress["first"], progress["history"]
        self.best_epoch = progress["best_epoch"]
        self.stopped_because = progress["stopped_because"]
        self.resumed_from = done = len(self.history)
        logger.info("going on after epoch %d, from %s", done, self.state)
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
        """Leave if asked to."""
        self.termination.obey()
        self.last_begun = batch + self.model.steps_per_execution - 1

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """Stop on a loss that is no number; tell of progress now and then.

        Batches come late, as `LateLogs` has them.
        """
        if not math.isfinite(logs["loss"]):
            logger.warning(
                "epoch %d, batch %d: the loss is %s; the weights of epoch %d are kept",
                self.epoch + 1,
                batch + 1,
                logs["loss"],
                self.best_epoch,
            )
            self._stop("non_finite_loss")
            batch = self.last_begun  # the time is that of these too
        images = (batch + 1) * self.batches.batch_size
        self.seen = min(images, len(self.batches.labels))
        now = time.perf_counter()
        # Validation follows the last batch: the time until then is training.
        self.trained = now - self.started
        if now - self.reported >= PROGRESS_SECONDS:
            self.reported = now
            done = min(batch + 1, len(self.batches))
            logger.info(
                "epoch %d/%d: batch %d/%d, loss %.4f, accuracy %.4f, %.0f images/s",
                self.epoch + 1,
                self.recipe["epochs"],
                done,
                len(self.batches),
                logs["loss"],
                logs["accuracy"],
                self.seen / self.trained,
            )

    def on_test_begin(self, logs: dict | None = None) -> None:
        """Judge the averages of the weights, where the recipe has them."""
        if self.model.averages:
            self.model.averages.show()

    def on_test_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        """Leave if asked to."""
        self.termination.obey()

    def on_test_end(self, logs: dict | None = None) -> None:
        """Go on with the weights themselves."""
        if self.model.averages:
            self.model.averages.hide()

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Add a row to the history; save; stop if nothing improves."""
        columns = ("loss", "accuracy", "val_loss", "val_accuracy")
        row = {"epoch": epoch + 1, **{name: float(logs[name]) for name in columns}}
        row["learning_rate"] = self.rate
        row["seconds"] = time.perf_counter() - self.started
        row["images_per_second"] = self.seen / self.trained
        images, size = len(self.batches.labels), self.batches.batch_size
        row |= self.model.batch_log.quartiles(images, size)
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

    def _save(self, model: Trainable) -> None:
        progress = {
            "history": self.history,
            "best_epoch": self.best_epoch,
            "stopped_because": self.stopped_because,
            "phase": self.phase.number,
            "first": self.first,
        }
        checkpoints.save(self.state, model, progress)

    def _write_history(self) -> None:
        with replacing(self.output) as partial, partial.open("w", newline="") as file:
            writer = csv.DictWriter(file, self.history[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.history)
