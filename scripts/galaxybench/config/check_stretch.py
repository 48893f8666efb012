"""Checks of the stretch of a recipe: its limits have an order and an effect."""

from collections.abc import Iterator
from typing import Any


def stretch(where: str, recipe: dict[str, Any]) -> Iterator[str]:
    """Check the stretch of a recipe, `where` in the config, with all keys present."""
    chosen = recipe["stretch"]
    given = {key: chosen[key] for key in ("low", "high") if chosen[key] is not None}
    if chosen["name"] == "none":
        for key, value in given.items():
            yield (
                f"{where}.stretch.{key}: got {value:g}, which has no effect with the "
                "stretch none: remove it, or choose linear, asinh or log"
            )
        return
    if len(given) == 2 and given["low"] >= given["high"]:
        yield (
            f"{where}.stretch: got low {given['low']:g} and high {given['high']:g}, "
            "needed: low below high"
        )
    if recipe["normalization"] == "asinh":
        yield (
            f"{where}.normalization: got asinh after the stretch {chosen['name']}, "
            "which is one stretch over another: use standardize, or no stretch"
        )
