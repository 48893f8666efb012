"""What is downloaded is what sources and architectures declare."""

import pytest
from snakemake.exceptions import WorkflowError

from galaxybench.config import declarations
from galaxybench.workflow.declared_downloads import (
    source_file,
    source_proofs,
    weights_file,
)
from tests.helpers.workflow_setup import wildcards

SDSS = declarations.source("galaxy10_sdss").files[0]
RESNET = declarations.model_weights("resnet50")["imagenet"]


def test_a_file_is_its_name_and_checksum_wherever_it_lies():
    given = source_file(wildcards(source="galaxy10_sdss", file=SDSS["name"]))
    assert given == {"name": SDSS["name"], "sha256": SDSS["sha256"].lower()}
    given = weights_file(wildcards(architecture="resnet50", file=RESNET["name"]))
    assert given["name"] == RESNET["name"] and len(given) == 2


def test_each_file_of_a_source_has_a_proof():
    proof = f"data/raw/galaxy10_sdss/{SDSS['name']}.verified"
    assert source_proofs("galaxy10_sdss") == [proof]
    assert source_proofs("simulated_galaxies") == []


def test_a_file_that_nobody_declares_is_refused_by_its_path():
    with pytest.raises(WorkflowError, match="data/raw/galaxy10_sdss/x: .*no such file"):
        source_file(wildcards(source="galaxy10_sdss", file="x"))
    with pytest.raises(WorkflowError, match="data/weights/dense/x: .*no such file"):
        weights_file(wildcards(architecture="dense", file="x"))
