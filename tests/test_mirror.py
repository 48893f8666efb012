"""A module's tests are found by its name: tests/<room>/test_<module>.py."""

from pathlib import Path

import pytest

from tests.helpers.rooms import PACKAGE

TESTS = Path(__file__).parent
CONTRACTS = {
    "models": "test_models.py",
    "datasets": "test_contract.py",
    "figures": "test_figures.py",
}
"""Rooms whose modules have one interface, which is tested for all of them in one file.
An architecture needs no file of its own, nor does a figure; a data source with a format
of its own should have one."""
MODULES = sorted(
    file.relative_to(PACKAGE)
    for file in PACKAGE.rglob("*.py")
    if file.stem != "__init__"
)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_has_its_test_file(module):
    folder = TESTS / module.parent
    own = folder / f"test_{module.stem}.py"
    contract = CONTRACTS.get(module.parent.name)
    assert own.is_file() or (contract and (folder / contract).is_file())


def test_no_test_file_imports_another():
    """What several test files need is in tests/helpers or a conftest.py."""
    found = [
        f"{file.relative_to(TESTS)}: {line}"
        for file in TESTS.rglob("*.py")
        for line in file.read_text().splitlines()
        if line.startswith("from tests.") and ".test_" in line.split()[1]
    ]
    assert found == []
