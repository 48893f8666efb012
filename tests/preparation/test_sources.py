"""Data sources are found by the names of their files."""

import numpy as np
import pytest

from galaxybench.datasets import mnist
from galaxybench.datasets.simulated_galaxies import OPTIONS
from galaxybench.preparation.sources import declared_files, open_source


def test_a_source_is_opened_by_its_name():
    options = {name: option["default"] for name, option in OPTIONS.items()}
    images = open_source("simulated_galaxies", [], options | {"images": 10})
    assert len(images) == 10
    assert np.bincount(images.labels).tolist() == [1] * 10


def test_the_files_of_a_source_are_those_that_it_declares():
    assert declared_files("mnist") == mnist.FILES
    assert declared_files("simulated_galaxies") == []
    with pytest.raises(ModuleNotFoundError, match="nothing"):
        declared_files("nothing")
