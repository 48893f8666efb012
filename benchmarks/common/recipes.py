"""Complete recipes, as a training takes them."""

from typing import Any

from benchmarks import ROOT
from galaxybench.config.schema import fill, merged, read_schema

STATISTICS = {"histogram": [[1] * 256] * 3}
"""Pixel statistics of noise: all values equally frequent."""


def recipe(**changes: Any) -> dict[str, Any]:
    """The default recipe with changes; a map changes only the keys that it has."""
    schema = read_schema(ROOT / "config" / "config.schema.yaml")
    return fill(merged({}, changes), schema["$defs"]["recipe"], schema)
