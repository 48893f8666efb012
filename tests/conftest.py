"""What several tests share: where the real data are, and small image sets."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real images, or a skip that says why."""
    folder = Path(os.environ.get("GALAXYBENCH_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"real data not found at {folder} (set GALAXYBENCH_SHARED)")
    return folder
