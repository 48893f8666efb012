"""What each wildcard may be: exactly one of the names that the configuration has."""

import re
from collections.abc import Iterable
from itertools import chain

from galaxybench.config import declarations
from galaxybench.config.runs import Config, split_instances


def one_of(names: Iterable[str]) -> str:
    """Return the regular expression that matches exactly these names."""
    return "|".join(re.escape(name) for name in sorted(names)) or "(?!)"


def wildcard_constraints(config: Config) -> dict[str, str]:
    """Return wildcard → its regular expression.

    Args:
        config: the resolved configuration.
    """
    instances = (split_instances(config, scheme) for scheme in config["splits"])
    return {
        "dataset": one_of(config["datasets"]),
        "scheme": one_of(config["splits"]),
        "split": one_of(chain.from_iterable(instances)),
        "recipe": one_of(config["recipes"]),
        "model": one_of({*declarations.models(), *config["models"]}),
        "architecture": one_of(declarations.models()),
        "seed": r"\d+",
        "experiment": one_of(config["experiments"]),
    }
