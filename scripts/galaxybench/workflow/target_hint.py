"""What was probably meant by a target that there is not, such as `look_galaxi`."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from galaxybench.config.messages import unknown
from galaxybench.config.runs import Config
from galaxybench.workflow.targets import LOOK_AT, TASKS

TARGET = re.compile(rf"({'|'.join((LOOK_AT, *TASKS))})_(\w+)")


def target_hint(arguments: Iterable[str], config: Config) -> str | None:
    """Return which data set or experiment does not exist, or None.

    Snakemake's own message names the target alone. `arguments` are those of the command
    line: Snakemake tells a Snakefile its targets only after it has read it. A word that
    is a file, such as a value of `--configfile`, is no target.
    """
    return "\n".join(_wrong(arguments, config)) or None


def _wrong(arguments: Iterable[str], config: Config) -> Iterator[str]:
    for word in arguments:
        found = TARGET.fullmatch(word)
        if not found or word in config["experiments"] or Path(word).exists():
            continue
        task, name = found.groups()
        kind, section = ("data set", "datasets")
        if task != LOOK_AT:
            kind, section = ("experiment", "experiments")
        if name not in config[section]:
            yield f"{word}: {unknown(kind, name, config[section])}"
