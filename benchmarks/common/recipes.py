"""Recipes with every key present, as a training takes them."""

from pathlib import Path
from typing import Any

from galaxybench.config.schema import fill, merged, read_schema

ROOT = Path(__file__).resolve().parents[2]
STATISTICS = {"histogram": [[1] * 256] * 3}
"""Of noise: every pixel value alike."""


def recipe(**changes: Any) -> dict[str, Any]:
    """The default recipe with changes; a map changes only the keys that it has."""
    schema = read_schema(ROOT / "config" / "config.schema.yaml")
    return fill(merged({}, changes), schema["$defs"]["recipe"], schema)
