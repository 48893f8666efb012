"""One finished experiment for all tests of what runs again."""

import pytest
import yaml

from sandbox.workflow_copy import Workflow, copy_workflow
from tests.helpers.rerun_setup import CONFIG


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """The workflow, run once with tiny models; a test that edits it takes that back."""
    flow = copy_workflow(tmp_path_factory.mktemp("finished"), yaml.safe_dump(CONFIG))
    flow.snakemake("--cores", "2")
    assert (flow.folder / "results/experiments/tiny/report.html").stat().st_size > 10000
    return flow
