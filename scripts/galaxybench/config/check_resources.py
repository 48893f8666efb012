"""Checks of the section `resources` of a config: what jobs may use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from galaxybench.config import declarations
from galaxybench.config.allocations import GPU_RULES, IMAGE_RULES
from galaxybench.config.messages import unknown
from galaxybench.config.schema import maps


def resources(config: dict[str, Any], root: Path | None) -> Iterator[str]:
    """Check that rules, architectures and experiments with a request exist.

    Args:
        config: as written by the user, in plain builtins.
        root: package folder.
    """
    given = config.get("resources")
    if not isinstance(given, dict):
        return
    known = {
        "rules": [*GPU_RULES, *IMAGE_RULES],
        "architectures": declarations.models(root),
        "experiments": [name for name, _ in maps(config, "experiments")],
    }
    for section, names in known.items():
        for name, request in maps(given, section):
            where = f"resources.{section}.{name}"
            if name not in names:
                message = unknown(section.removesuffix("s"), name, names)
                if section == "rules":
                    message += "; for other rules use --set-resources"
                yield f"{where}: {message}"
            elif name in IMAGE_RULES and request.get("gpu"):
                yield (
                    f"{where}.gpu: got {request['gpu']}, but the rule uses no GPU: "
                    "remove it"
                )
