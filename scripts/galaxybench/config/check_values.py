"""Checks of single values: numbers that are none, paths that no file can have."""

import math
import re
from collections.abc import Iterator
from typing import Any

from galaxybench.config.messages import key_path, show
from galaxybench.config.schema import NAMED, maps
from galaxybench.logins import HIDDEN, hidden

PATHS = ("compared", "file", "images", "mirror", "model", "path", "table", "weights")
"""Keys whose text is a path, or may be one."""

_NAME_BYTES, _PATH_BYTES = 255, 4095  # what Linux allows
_REPEATED = re.compile(r"(.{1,2})\1{19}$")


def values(value: object, where: list[str | int] | None = None) -> Iterator[str]:
    """Check every number and path of a config, at every level."""
    where = where or []
    if isinstance(value, dict):
        for key, item in value.items():
            yield from values(item, [*where, key])
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from values(item, [*where, index])
    elif isinstance(value, float) and not math.isfinite(value):
        # The bounds of a schema let it pass.
        yield f"{key_path(where)}: got {value}, allowed: finite numbers"
    elif isinstance(value, str) and where and where[-1] in PATHS:
        yield from _path(value, where)


def names(config: dict[str, Any]) -> Iterator[str]:
    """Check that Snakemake does not take a name for an endless repetition."""
    for section in NAMED:
        for name, _ in maps(config, section):
            if repeated := _REPEATED.search(name):
                yield (
                    f"{section}.{name}: got a name that ends in {repeated[1]!r} twenty "
                    "times, which Snakemake refuses: choose another name"
                )


def _path(text: str, where: list[str | int]) -> Iterator[str]:
    if "://" in text:
        return
    size = len(_bytes(text))
    names = re.split("[/,]" if where[-1] == "compared" else "/", text)
    longest = max(names, key=lambda name: len(_bytes(name)))
    if len(_bytes(longest)) > _NAME_BYTES:
        shown = longest if hidden(text) == text else HIDDEN
        yield (
            f"{key_path(where)}: got a path with the name {show(shown)} of "
            f"{len(_bytes(longest))} bytes, allowed: at most {_NAME_BYTES}"
        )
    elif size > _PATH_BYTES:
        allowed = f"allowed: at most {_PATH_BYTES}"
        yield f"{key_path(where)}: got a path of {size} bytes, {allowed}"


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
