"""Training of one model on one data set with one recipe and one seed.

In: training and validation FITS, pixel statistics, recipe. Out: the model with the
weights of its best validation epoch, taking raw pixels; the history; a description of
the run. The recipe decides everything that could differ; the state folder lets a
killed job resume after its last whole epoch with the same result.
"""

import logging
import shutil
from pathlib import Path
from typing import Any

from galaxybench.files import write_json
from galaxybench.images.fits import open_cube, read_classes, read_provenance
from galaxybench.images.pixel_types import is_flux
from galaxybench.jobs import page_cache
from galaxybench.jobs.termination import Termination
from galaxybench.machine import backends
from galaxybench.networks.saved_models import save_model
from galaxybench.training import checkpoints, data_parallel
from galaxybench.training.description import describe, watch
from galaxybench.training.epochs import Epochs
from galaxybench.training.input_pipelines import input_pipeline
from galaxybench.training.phases import phases
from galaxybench.training.session import Session, TrainingSpec, prepare

logger = logging.getLogger(__name__)


def train(
    spec: TrainingSpec,
    outputs: dict[str, Path],
    state: Path,
    labels: dict[str, Any],
    threads: int,
    devices: int = 1,
) -> None:
    """Train a model and write "model" (.keras), "history" (.csv) and "run" (.json).

    The folder `state` must belong to this run alone: it is resumed from without a
    check, and removed at the end. `labels` are the names and digests of the run, with
    which its description begins. The `devices` of `data_parallel.devices` share each
    batch.

    Raises:
        SystemExit: with 143 after SIGTERM; the same call resumes after the last whole
            epoch.
    """
    page_cache.fill(spec.train)
    if faster := backends.faster_settings(spec.recipe):
        logger.info(
            "this GPU may be faster with %s: snakemake tune_<experiment> measures it",
            ", ".join(faster),
        )
    # A SIGTERM after the last epoch still waits for the output files.
    with Termination() as termination:
        with watch() as watched, data_parallel.over(devices, spec.recipe["jit"]):
            session = prepare(spec)
            epochs = fit(session, state, outputs["history"], termination)
            provenance = read_provenance(spec.train)
            card = {
                "classes": read_classes(spec.train),
                "SIMULATED": provenance.get("SIMULATED", ""),
            }
            if is_flux(open_cube(spec.train).dtype):
                card["pixels"] = "float32"
            if "bits" in provenance:
                card["bits"] = provenance["bits"]
            save_model(session.classifier, outputs["model"], card)
        description = describe(session, epochs, watched, threads, devices)
        write_json(outputs["run"], {**labels, **description})
        shutil.rmtree(state)


def fit(
    session: Session, state: Path, history: Path, termination: Termination
) -> Epochs:
    """Train through all phases, and set the classifier to its best epoch.

    The history of the returned `Epochs` is also written to the CSV file `history`.
    """
    spec, model = session.spec, session.model
    logger.info(
        "%s: %s parameters, %s training and %s validation images, seed %s",
        spec.model["architecture"],
        f"{session.classifier.count_params():,}",
        f"{len(session.train.labels):,}",
        f"{len(session.valid.labels):,}",
        spec.seed,
    )
    epochs = Epochs(spec.recipe, state, session.train, history, termination)
    for phase in phases(spec.recipe)[checkpoints.phase(state) :]:
        session.begin(phase)
        done, last = epochs.enter(phase, model)
        model.fit(
            input_pipeline(session.train),
            validation_data=input_pipeline(session.valid),
            epochs=last,
            initial_epoch=done,
            callbacks=[epochs],
            shuffle=False,  # the order of batches; `Batches` shuffles the images
            verbose=0,
        )
        if epochs.stopped_because == "non_finite_loss":
            break
    checkpoints.load_best(state, session.classifier, epochs.best_epoch)
    return epochs
