"""What the jobs of one run need: its model, its recipe, and what it starts from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError

from galaxybench.config import configuration, declarations
from galaxybench.config.runs import Config, Run, run_named
from galaxybench.workflow.paths import PREPARED, RUN, SPLIT, Wildcards, run_file


@dataclass(frozen=True)
class RunInputs:
    """Inputs and params of the jobs that train a run, or predict with it.

    Every method takes the wildcards of a job or a `Run`.

    Attributes:
        config: the resolved configuration.
    """

    config: Config

    def model(self, job: Wildcards | Run) -> dict[str, Any]:
        """Return architecture and options of the model."""
        return configuration.model(self.config, job.model)

    def recipe(self, job: Wildcards | Run) -> dict[str, Any]:
        """Return the part of the recipe that training reads.

        It is one sorted plain dict, with what the model changes in the recipe. Without
        `test_time_augmentation`: a change of that trains nothing.
        """
        recipe = self.whole_recipe(job)
        return {key: recipe[key] for key in recipe if key != "test_time_augmentation"}

    def test_time_augmentation(self, job: Wildcards | Run) -> str:
        """Return the part of the recipe that prediction reads."""
        return self.whole_recipe(job)["test_time_augmentation"]

    def whole_recipe(self, job: Wildcards | Run) -> dict[str, Any]:
        """Return the recipe, with what the model changes in it."""
        return configuration.merged_recipe(self.config, job.recipe, job.model)

    def train_part(self, wildcards: Wildcards) -> str:
        """Return the training part: as split, or balanced if the recipe asks for it."""
        folder = SPLIT
        if self.recipe(wildcards)["balance"] != "none":
            folder = f"{PREPARED}/{{recipe}}"
        return f"{folder}/train.fits".format(**wildcards)

    def starting_weights(self, wildcards: Wildcards) -> list[str]:
        """List the file of weights that the run starts from, or its download's proof.

        Raises:
            WorkflowError: the user's file does not exist.
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
        path = Path(weights).expanduser()
        if path.is_file():
            return [str(path)]
        # Snakemake keeps the outputs of a job whose input function fails. Without this
        # input the job runs again, and itself says what is wrong.
        if Path(f"{RUN}/model.keras".format(**wildcards)).exists():
            return []
        raise WorkflowError(
            f"recipes.{wildcards.recipe}.weights (model {wildcards.model}): no such "
            f"file: {weights} (relative to {Path.cwd()}); correct the path or put the "
            "file there"
        )
