"""The key `compared` of the configuration, which only the rule `compare` reads."""

import hashlib
from pathlib import Path
from typing import Any

from galaxybench.config.messages import ConfigError, unknown

FILES = ("metrics.csv", "record.json", "answers.csv")
"""The files of an experiment that are compared; a copy of its folder holds them."""
USAGE = (
    "snakemake --cores 1 compare --config compared=FIRST,SECOND, where each is an "
    "experiment of the configuration or a copy of an experiment's folder"
)


def sides_of(config: dict[str, Any]) -> list[Path]:
    """Find the folders of the two experiments, in the order of `compared`.

    Args:
        config: a resolved config.

    Raises:
        ConfigError: `compared` does not name two different experiments that exist.
    """
    names = _names(config)
    if not names:
        raise ConfigError(f"compared: missing, needed by compare: {USAGE}")
    if len(names) != 2:
        raise ConfigError(
            f"compared: got {len(names)} name(s), '{config['compared']}', needed: two, "
            f"separated by a comma: {USAGE}"
        )
    sides = [_folder(name, config) for name in names]
    if sides[0].resolve() == sides[1].resolve():
        raise ConfigError(
            f"compared: '{names[0]}' and '{names[1]}' are the same experiment; name "
            "another one, or a copy of its folder that was made earlier"
        )
    return sides


def name_of(config: dict[str, Any]) -> str:
    """Name the folder of the result: `first-second`, plus a digest if one is a copy.

    A missing key is not an error here, because it is not yet known whether the rule
    will be used.
    """
    names = _names(config)
    words = [Path(name).name for name in names]
    if not set(names) <= set(config["experiments"]):
        places = "\n".join(str(Path(name).expanduser().resolve()) for name in names)
        words.append(hashlib.sha256(places.encode()).hexdigest()[:8])
    return "-".join(words) or "missing"


def _names(config: dict[str, Any]) -> list[str]:
    return [name.strip() for name in (config["compared"] or "").split(",") if name]


def _folder(name: str, config: dict[str, Any]) -> Path:
    if name in config["experiments"]:
        return Path("results/experiments", name)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        raise ConfigError(
            f"compared: {unknown('experiment', name, config['experiments'])}; there is "
            f"no such folder either (relative to {Path.cwd()})"
        )
    lacking = [file for file in FILES if not (folder / file).is_file()]
    if lacking:
        raise ConfigError(
            f"compared: {name} has no {', '.join(lacking)}: name a copy of a folder "
            "results/experiments/<experiment>, as this version writes it"
        )
    return folder
