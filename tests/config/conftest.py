import pytest

from galaxybench.config import declarations
from tests.helpers.config_samples import write_package


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A package of fake sources and architectures, which a test leaves as it is."""
    folder = tmp_path_factory.mktemp("package")
    write_package(folder)
    return folder


@pytest.fixture
def root(package, monkeypatch):
    """The fake package in place of galaxybench."""
    monkeypatch.setattr(declarations, "PACKAGE", package)
    return package
