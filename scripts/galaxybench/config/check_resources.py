"""Checks of what a config says of the resources of jobs.

Runs while the Snakefile is parsed: standard library only.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from galaxybench.config import declarations
from galaxybench.config.allocations import CARD_RULES, IMAGE_RULES
from galaxybench.config.messages import unknown
from galaxybench.config.schema import maps


def resources(config: dict[str, Any], root: Path | None) -> Iterator[str]:
    """What is changed must exist, and be computed.

    Args:
        config: as written by the user, plain.
        root: package folder.
    """
    given = config.get("resources")
    if not isinstance(given, dict):
        return
    known = {
        "rules": [*CARD_RULES, *IMAGE_RULES],
        "architectures": declarations.models(root),
        "experiments": [name for name, _ in maps(config, "experiments")],
    }
    for section, names in known.items():
        for name, request in maps(given, section):
            where = f"resources.{section}.{name}"
            if name not in names:
                message = unknown(section.removesuffix("s"), name, names)
                if section == "rules":
                    message += "; for other rules there is --set-resources"
                yield f"{where}: {message}"
            elif name in IMAGE_RULES and request.get("gpu"):
                yield f"{where}.gpu: the rule has no use for a graphics card: remove it"
