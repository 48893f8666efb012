"""Digests of the settings of a run, which help to identify it."""

import hashlib
import json
from typing import Any


def digest(value: Any) -> str:  # noqa: ANN401
    """Sha256 of a JSON value, independent of the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
