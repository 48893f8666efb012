"""Makers of cases for the fault matrix: see tests/helpers/faults.py."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from sandbox.workflow_copy import copy_workflow
from tests.helpers.catalogs import options, write_catalog
from tests.helpers.cutouts import cutout_options, write_cutouts

# Fixtures of the tests of downloads.
from tests.helpers.download_cases import download, scripts, server  # noqa: F401
from tests.helpers.faults import Case, job_case, planned_case
from tests.helpers.warm import KINDS, Warm


@pytest.fixture(scope="session")
def warm() -> Iterator[dict[str, Warm]]:
    """The warm processes of this worker, by kind."""
    processes = {kind: Warm(kind) for kind in KINDS}
    yield processes
    for process in processes.values():
        process.close()


@pytest.fixture(scope="session")
def compiled(warm: dict[str, Warm], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the workflow whose modules are compiled."""
    folder = tmp_path_factory.mktemp("compiled") / "workflow"
    copy_workflow(folder)
    planned_case(warm["snakemake"], folder, {}).passes()
    return folder


@pytest.fixture
def planned(
    warm: dict[str, Warm], compiled: Path, tmp_path: Path
) -> Callable[..., Case]:
    """Makes a case that plans the tiny experiment, in a copy of the workflow."""
    folder = tmp_path / "workflow"

    def make(changes: dict | str, *arguments: str, **options: object) -> Case:
        if not folder.exists():
            ignored = shutil.ignore_patterns(".snakemake", "tiny.yaml")
            shutil.copytree(compiled, folder, ignore=ignored)
        return planned_case(warm["snakemake"], folder, changes, *arguments, **options)

    return make


@pytest.fixture
def job(warm: dict[str, Warm], tmp_path: Path) -> Callable[..., Case]:
    """Makes a case that runs one script, in an empty folder."""
    folder = tmp_path / "job"

    def make(script: str, *, keras: bool = False, **given: object) -> Case:
        folder.mkdir(exist_ok=True)
        return job_case(warm["keras" if keras else "plain"], folder, script, **given)

    return make


@pytest.fixture
def classify(job: Callable[..., Case]) -> Case:
    """Classifies one picture with the model file m.keras, which a row puts there."""
    case = job(
        "classify_images",
        keras=True,
        input={"code": []},
        output={
            "predictions": "predictions.csv",
            "refused": "refused.csv",
            "description": "classification.json",
        },
        params={
            "asked": {
                "changed": "", "images": "in", "model": "m.keras", "views": "none",
            }
        },
    )  # fmt: skip
    (case.folder / "in").mkdir()
    Image.new("RGB", (4, 4), (0, 250, 0)).save(case.folder / "in/a.png")
    return case


@pytest.fixture
def imports_catalog(job: Callable[..., Case]) -> Callable[..., Case]:
    """Makes a case that imports cat.csv and the folder thumbs."""

    def make(planned: str | None = None, **given: object) -> Case:
        dataset = {"source": "catalog", "options": options(**given), "selection": {}}
        case = job(
            "import_dataset",
            input={"files": []},
            output={"images": "images.fits", "summary": "dataset.json"},
            params={"dataset": dataset, "local": planned},
        )
        write_catalog(case.folder)
        return case

    return make


@pytest.fixture
def imports_cutouts(job: Callable[..., Case]) -> Callable[..., Case]:
    """Makes a case that imports cat.csv and the FITS cut-outs in the folder cuts."""

    def make(**given: object) -> Case:
        chosen = cutout_options(**given)
        dataset = {"source": "catalog", "options": chosen, "selection": {}}
        case = job(
            "import_dataset",
            input={"files": []},
            output={"images": "images.fits", "summary": "dataset.json"},
            params={"dataset": dataset, "local": None},
        )
        write_cutouts(case.folder)
        return case

    return make
