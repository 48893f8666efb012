"""docs/how_it_fits_together.md: its map is that of the package."""

import re
from pathlib import Path

import pytest

from tests.helpers.rooms import FLOORS, PACKAGE

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "how_it_fits_together.md").read_text()
MAP = TEXT.partition("\n## The map\n")[2].partition("\n## ")[0]
ROOMS, _, CHANGES = MAP.partition("| to change | open |")
FILES = re.findall(r"`([^`]+/[^`]+)`", CHANGES)


def test_the_map_names_every_room_on_its_floor():
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", ROOMS, flags=re.M)
    drawn = {(int(floor), room) for floor, room in rows}
    assert drawn == {
        (floor, room) for floor, rooms in enumerate(FLOORS, 1) for room in rooms
    }
    found = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    found |= {path.stem for path in PACKAGE.glob("[!_]*.py")}
    assert found <= {room for _, room in drawn}


@pytest.mark.parametrize("file", FILES)
def test_what_to_open_exists(file):
    assert (PACKAGE / file).exists() or (ROOT / file).exists()


def test_there_is_something_to_open():
    assert len(FILES) > 12
