import pytest

from tests.helpers.config_samples import write_package


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A package of fake sources and architectures, which a test leaves as it is."""
    root = tmp_path_factory.mktemp("package")
    write_package(root)
    return root
