"""What `snakemake classify` and `snakemake compare` read, as `--config` names it.

A mistake in it stops these commands only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from snakemake.exceptions import WorkflowError

from galaxybench.config import classify_request, compare_request, configuration
from galaxybench.config.runs import Config, Run
from galaxybench.config.user_files import fingerprint
from galaxybench.workflow.paths import InputFunction, Wildcards, run_file
from galaxybench.workflow.run_inputs import RunInputs

T = TypeVar("T")


@dataclass(frozen=True)
class ClassifyInputs:
    """Inputs and params of the job that classifies new images.

    Attributes:
        config: the resolved configuration, with `model` and `images`.
    """

    config: Config

    def model_file(self, wildcards: Wildcards) -> list[str]:
        """List the model of a run, so that it is trained first; none if it is a file.

        Raises:
            WorkflowError: `model` is missing or names nothing.
        """
        model = _checked(classify_request.model_of, self.config)
        return [run_file(model, "model.keras")] if isinstance(model, Run) else []

    def request(self, wildcards: Wildcards) -> dict[str, str]:
        """Return images, model and test-time augmentation, and a digest of the files.

        Raises:
            WorkflowError: `model` or `images` is missing or names nothing.
        """
        model = _checked(classify_request.model_of, self.config)
        images, changed = _checked(classify_request.images_of, self.config)
        request = {"changed": changed, "images": str(images)}
        if isinstance(model, Run):
            views = RunInputs(self.config).test_time_augmentation(model)
            return {**request, "model": run_file(model, "model.keras"), "views": views}
        request["changed"] += fingerprint(model, [model])
        return {**request, "model": str(model), "views": "none"}


@dataclass(frozen=True)
class CompareInputs:
    """Inputs and params of the job that compares two experiments.

    Attributes:
        config: the resolved configuration, with `compared`.
    """

    config: Config

    def files(self, name: str) -> InputFunction:
        """Return an input function: the file `name` of both experiments."""
        return lambda wildcards: [str(folder / name) for folder in self._folders()]

    def names(self, wildcards: Wildcards) -> list[str]:
        """List the names of both folders, or their paths if the names are the same.

        Raises:
            WorkflowError: `compared` does not name two experiments.
        """
        folders = self._folders()
        names = [folder.name for folder in folders]
        return names if len(set(names)) == 2 else [str(folder) for folder in folders]

    def _folders(self) -> list[Path]:
        return _checked(compare_request.sides_of, self.config)


def _checked(read: Callable[[Config], T], config: Config) -> T:
    """Show the user what is wrong, and not our stack."""
    try:
        return read(config)
    except configuration.ConfigError as error:
        raise WorkflowError(str(error)) from None
