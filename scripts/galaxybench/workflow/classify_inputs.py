"""The job of `snakemake classify`, from the keys `model` and `images` of the config.

A mistake in them stops this command only.
"""

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from galaxybench.config.check_weights import unknown_names
from galaxybench.config.messages import show
from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import Config, Run, run_named
from galaxybench.config.user_files import (
    expanded,
    files_below,
    fingerprint,
    regular,
)
from galaxybench.files import refuse_pointer
from galaxybench.workflow.paths import Wildcards, run_file
from galaxybench.workflow.run_inputs import RunInputs
from galaxybench.workflow.user_paths import user_file, user_path

RUNS = "results/runs/"
USAGE = (
    "snakemake --cores 1 classify --config model=MODEL images=IMAGES, where MODEL is a "
    "run (dataset/split/recipe/model/seed-0) or a .keras file, and IMAGES a folder, or "
    "a FITS or HDF5 file"
)


@dataclass(frozen=True)
class ClassifyInputs:
    """Inputs and params of the job that classifies new images."""

    config: Config = field(repr=False)

    def name(self) -> str:
        """Return the name of the result folder, one per pair of images and model.

        For example `night_12-resnet18-1f0c93ab`: the names of both, shortened to suit
        any file system, and a digest of their full names. A missing key is not an error
        here, because it is not yet known whether the rule will be used.
        """
        images = _canonical(str(self.config["images"] or "missing"))
        model = str(self.config["model"] or "missing").removeprefix(RUNS).rstrip("/")
        parts = Path(model).parts
        # For a run, and for the model.keras in the folder of a run, the model's name.
        if parts[-1] == "model.keras" and len(parts) > 1:
            parts = parts[:-1]
        seed = re.match(r"seed-\d+$", parts[-1]) and len(parts) > 1
        short = parts[-2] if seed else parts[-1]
        model = _canonical(model) if model.endswith(".keras") else model
        whole = f"{images}\n{model}".encode(errors="replace")
        words = [Path(images).stem, short.removesuffix(".keras")]
        words = [re.sub(r"[^A-Za-z0-9_]+", "_", word).strip("_")[:40] for word in words]
        return "-".join([*filter(None, words), hashlib.sha256(whole).hexdigest()[:8]])

    def model_file(self, wildcards: Wildcards) -> list[str]:
        """List the model of a run, so that it is trained first; none if it is a file.

        Raises:
            PlanningError: `model` is missing or names nothing.
        """
        model = self._model()
        return [run_file(model, "model.keras")] if isinstance(model, Run) else []

    def request(self, wildcards: Wildcards) -> dict[str, str]:
        """Return images, model and test-time augmentation, and a digest of the files.

        Raises:
            PlanningError: `model` or `images` is missing or names nothing.
        """
        model = self._model()
        images = user_path("images", self.config["images"], "correct the path")
        try:
            if images.is_dir():
                files = files_below(images)
            else:
                regular(images)
                refuse_pointer(images)
                files = [images]
            changed = fingerprint(images, files)
        except OSError as error:
            raise PlanningError(
                f"images: {error.filename}: {error.strerror}; allow it to be read, or "
                "move it elsewhere"
            ) from None
        except ValueError as error:
            raise PlanningError(f"images: {error}") from None
        request = {"changed": changed, "images": str(images)}
        if isinstance(model, Run):
            views = RunInputs(self.config).test_time_augmentation(model)
            return {**request, "model": run_file(model, "model.keras"), "views": views}
        request["changed"] += fingerprint(model, [model])
        return {**request, "model": str(model), "views": "none"}

    def _model(self) -> Run | Path:
        """Return a run, which need not be trained yet, or a .keras file that exists."""
        for key in ("model", "images"):
            if not self.config[key]:
                raise PlanningError(f"{key}: missing, needed by classify: {USAGE}")
        model = self.config["model"]
        if model.endswith(".keras"):
            cure = "give a run to be trained, dataset/split/recipe/model/seed-0"
            return user_file("model", model, f"correct the path, or {cure}")
        try:
            run = run_named(model.removeprefix(RUNS).rstrip("/"))
        except ValueError as error:
            message = f"model: {error}, or a .keras file{_trained()}"
            raise PlanningError(message) from None
        mistakes = list(unknown_names("model", run, self.config))
        if mistakes:
            raise PlanningError(
                "\n".join(mistakes) + f"\n{show(model)} must be in the configuration "
                "to be trained: add the --configfile that names it, or give the .keras "
                f"file of a trained model{_trained()}"
            )
        return run


def _canonical(path: str) -> str:
    """Resolve a path; below the working directory, make it relative to that."""
    # `Path.resolve` fails for a link in a circle.
    place = Path(os.path.realpath(expanded(path.replace("\0", ""))))
    here = Path.cwd().resolve()
    return str(place.relative_to(here) if place.is_relative_to(here) else place)


def _trained() -> str:
    """List some models that are already trained, for a message."""
    found = sorted(Path(RUNS).glob("*/*/*/*/seed-*/model.keras"))
    names = [str(path.parent)[len(RUNS) :] for path in found[:5]]
    return f" (trained already: {', '.join(names)})" if names else ""
