"""Advice for a command that may run beside another Snakemake in the same folder."""

import re
from collections.abc import Iterable
from pathlib import Path

BESIDE = re.compile("classify|compare|watch_.+")
"""Targets that may be made while another workflow trains."""


def lock_hint(arguments: Iterable[str]) -> str | None:
    """Return what to do if another Snakemake works in this folder, or None.

    Snakemake's own message advises `--unlock`, which takes the lock from the other one.
    `arguments` are those of the command line: Snakemake tells a Snakefile its targets
    only after it has read it.
    """
    arguments = list(arguments)
    targets = [word for word in arguments if BESIDE.fullmatch(word)]
    locks = any(Path(".snakemake/locks").glob("*.lock"))
    if not (targets and locks) or "--nolock" in arguments:
        return None
    return (
        "Another Snakemake works in this folder, or was killed here. "
        f"{' '.join(targets)} may run beside it: if the directory cannot be locked, "
        "add --nolock to this command. Do not use --unlock while the other one works."
    )
