"""What happens at the end of an epoch, and between."""

import csv
import logging
import math
import time
from pathlib import Path
from typing import Any

import keras

from galaxybench import checkpoints
from galaxybench.atomic import replacing
from galaxybench.batches import Batches
from galaxybench.monitors import Monitor
from galaxybench.schedules import plateau_rate

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 10


class Epochs(keras.callbacks.Callback):
    """Keeps history, best weights and state, sets the rate, decides when to stop.

    All decisions are functions of the history, so a resumed run takes the same ones.

    Attributes:
        history: one row an epoch: epoch, loss, accuracy, val_loss, val_accuracy,
            learning_rate (at the epoch's first step), seconds (validation included),
            images_per_second (of training alone).
        best_epoch: counted from 1; 0 while none was finite.
        stopped_because: "epochs", "early_stopping" or "non_finite_loss".
        resumed_from: the last whole epoch of an earlier job, or None.
    """

    def __init__(
        self,
        recipe: dict[str, Any],
        state: Path,
        classifier: keras.Model,
        batches: Batches,
        output: Path,
    ) -> None:
        """Prepare a run.

        Args:
            recipe: the recipe.
            state: folder of the run's state.
            classifier: the model whose best weights are kept.
            batches: the training images.
            output: the history's CSV file.
        """
        super().__init__()
        self.recipe, self.state, self.output = recipe, state, output
        self.classifier, self.batches = classifier, batches
        self.history: list[dict[str, float]] = []
        self.best_epoch = 0
        self.stopped_because = "epochs"
        self.resumed_from: int | None = None

    def resume(self, model: keras.Model) -> int:
        """Go on where an earlier job stopped, or save the untrained state.

        Args:
            model: what will be trained, compiled and built.

        Returns:
            Number of epochs done; all of them where the earlier job lacked only its
            outputs.
        """
        progress = checkpoints.resume(self.state, model)
        if progress is None or not progress["history"]:
            self._save(model)
            return 0
        self.history = progress["history"]
        self.best_epoch = progress["best_epoch"]
        self.stopped_because = progress["stopped_because"]
        self.resumed_from = len(self.history)
        logger.info("going on after epoch %d, from %s", len(self.history), self.state)
        self._write_history()
        ended = self.stopped_because != "epochs"
        return self.recipe["epochs"] if ended else len(self.history)

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Set order and learning rate; start the clock."""
        self.batches.start_epoch(epoch)
        if self.recipe["schedule"]["name"] == "reduce_on_plateau":
            rate = self.recipe["optimizer"]["learning_rate"]
            rate = plateau_rate(self.recipe["schedule"], rate, self.history)
            self.model.optimizer.learning_rate = rate
        self.rate = float(self.model.optimizer.learning_rate)
        self.epoch, self.started = epoch, time.perf_counter()
        self.trained, self.reported, self.seen = 0.0, self.started, 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """Stop on a loss that is no number; tell of progress now and then."""
        if not math.isfinite(logs["loss"]):
            self._stop("non_finite_loss")
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

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Add a row to the history; save; stop if nothing improves."""
        columns = ("loss", "accuracy", "val_loss", "val_accuracy")
        row = {"epoch": epoch + 1, **{name: float(logs[name]) for name in columns}}
        row["learning_rate"] = self.rate
        row["seconds"] = time.perf_counter() - self.started
        row["images_per_second"] = self.seen / self.trained
        self.history.append(row)
        self._write_history()
        logger.info(
            "epoch %d/%d: loss %.4f, accuracy %.4f, val_loss %.4f, val_accuracy %.4f, "
            "lr %.2e, %.1f s, %.0f images/s",
            epoch + 1,
            self.recipe["epochs"],
            *row_values(row),
        )
        if not (math.isfinite(row["loss"]) and math.isfinite(row["val_loss"])):
            self._stop("non_finite_loss")
            return
        best = Monitor(self.recipe["best"]["monitor"])
        self.best_epoch = best.best_epoch(self.history)
        stopping = self.recipe["early_stopping"]
        monitor = Monitor(stopping["monitor"], stopping["min_delta"])
        patience = stopping["patience"]
        if patience is not None and monitor.waited(self.history) >= patience:
            self._stop("early_stopping")
        self._save(self.model)

    def _stop(self, reason: str) -> None:
        if not self.model.stop_training:
            logger.info("stopping at epoch %d: %s", self.epoch + 1, reason)
        self.stopped_because = reason
        self.model.stop_training = True

    def _save(self, model: keras.Model) -> None:
        progress = {
            "history": self.history,
            "best_epoch": self.best_epoch,
            "stopped_because": self.stopped_because,
        }
        checkpoints.save(self.state, model, self.classifier, progress)

    def _write_history(self) -> None:
        with replacing(self.output) as partial, partial.open("w", newline="") as file:
            writer = csv.DictWriter(file, self.history[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.history)


def row_values(row: dict[str, float]) -> list[float]:
    """Values of a row of the history but its epoch."""
    return [value for name, value in row.items() if name != "epoch"]
