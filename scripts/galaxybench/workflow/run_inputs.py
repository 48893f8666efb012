"""Inputs and params of the jobs of one run: model, recipe, weights to start from."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from galaxybench.config import configuration, declarations
from galaxybench.config.runs import Config, Run, run_named
from galaxybench.config.user_files import expanded
from galaxybench.records.record import sha256
from galaxybench.workflow.paths import PREPARED, SPLIT, Wildcards, run_file
from galaxybench.workflow.user_paths import user_file


@cache
def own_content(file: str) -> str | None:
    """Return the sha256 of a user's file; None without one. Read once per plan."""
    path = expanded(file)
    try:
        return sha256(path) if path.is_file() else None
    except OSError:
        return None  # `user_file` refuses it


@dataclass(frozen=True)
class RunInputs:
    """Inputs and params of the jobs that train a run, or predict with it.

    Most methods also accept a `Run`.
    """

    config: Config = field(repr=False)

    def model(self, job: Wildcards | Run) -> dict[str, Any]:
        """Return architecture and options of the model."""
        return configuration.model(self.config, job.model)

    def recipe(self, job: Wildcards | Run) -> dict[str, Any]:
        """Return the part of the recipe that training reads, keys sorted.

        It includes the model's changes but not `test_time_augmentation`, so that a
        change of that key trains nothing.
        """
        recipe = configuration.merged_recipe(self.config, job.recipe, job.model)
        del recipe["test_time_augmentation"]
        return recipe

    def test_time_augmentation(self, job: Wildcards | Run) -> str:
        """Return the part of the recipe that prediction reads."""
        recipe = configuration.merged_recipe(self.config, job.recipe, job.model)
        return recipe["test_time_augmentation"]

    def train_part(self, wildcards: Wildcards) -> str:
        """Return the training part: as split, or balanced if the recipe asks for it."""
        balanced = self.recipe(wildcards)["balance"] != "none"
        folder = f"{PREPARED}/{{recipe}}" if balanced else SPLIT
        return f"{folder}/train.fits".format(**wildcards)

    def starting_weights(self, wildcards: Wildcards) -> list[str]:
        """List the file of weights to start from, or the proof of its download, if any.

        Raises:
            PlanningError: the user's file does not exist.
        """
        weights = self.recipe(wildcards)["weights"]
        if weights == "none":
            return []
        if isinstance(weights, dict):
            return [run_file(run_named(weights["run"]), "model.keras")]
        if weights == "imagenet":
            architecture = self.model(wildcards)["architecture"]
            name = declarations.model_weights(architecture)["imagenet"]["name"]
            return [f"data/weights/{architecture}/{name}.verified"]
        key = f"recipes.{wildcards.recipe}.weights (model {wildcards.model})"
        return [str(user_file(key, weights))]

    def starting_content(self, wildcards: Wildcards) -> str | None:
        """Return the sha256 of the user's own weights; None for any others."""
        weights = self.recipe(wildcards)["weights"]
        if isinstance(weights, dict) or weights in ("none", "imagenet"):
            return None
        return own_content(weights)
