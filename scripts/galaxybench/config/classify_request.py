"""The keys `model` and `images` of the configuration, which only `classify` reads."""

import hashlib
import re
from pathlib import Path
from typing import Any

from galaxybench.config.check_weights import unknown_names
from galaxybench.config.messages import ConfigError, show
from galaxybench.config.runs import Run, run_named
from galaxybench.config.user_files import files_below, fingerprint

RUNS = "results/runs/"
USAGE = (
    "snakemake --cores 1 classify --config model=MODEL images=IMAGES, where MODEL is a "
    "run (dataset/split/recipe/model/seed-0) or a .keras file, and IMAGES a folder, or "
    "a FITS or HDF5 file"
)


def model_of(config: dict[str, Any]) -> Run | Path:
    """Find the model: a run, which need not be trained yet, or a .keras file.

    Args:
        config: a resolved config.

    Returns:
        The run, or the path of the existing file.

    Raises:
        ConfigError: `model` or `images` is missing, or `model` does not exist.
    """
    for key in ("model", "images"):
        if not config[key]:
            raise ConfigError(f"{key}: missing, needed by classify: {USAGE}")
    model = config["model"]
    if model.endswith(".keras"):
        path = Path(model).expanduser()
        if path.is_file():
            return path
        raise ConfigError(
            f"model: no such file: {model} (relative to {Path.cwd()}); correct the "
            "path, or give a run to be trained, dataset/split/recipe/model/seed-0"
        )
    try:
        run = run_named(model.removeprefix(RUNS).rstrip("/"))
    except ValueError as error:
        raise ConfigError(f"model: {error}, or a .keras file{_trained()}") from error
    mistakes = list(unknown_names("model", run, config))
    if mistakes:
        raise ConfigError(
            "\n".join(mistakes) + f"\n{show(model)} must be in the configuration to be "
            "trained: add the --configfile that names it, or give the .keras file of "
            f"a trained model{_trained()}"
        )
    return run


def images_of(config: dict[str, Any]) -> tuple[Path, str]:
    """Find the folder or file of images, and a digest of all files in it.

    Raises:
        ConfigError: there is no such folder or file.
    """
    place = Path(config["images"]).expanduser()
    if not place.exists():
        raise ConfigError(
            f"images: no such file or folder: {config['images']} (relative to "
            f"{Path.cwd()}); correct the path"
        )
    files = files_below(place) if place.is_dir() else [place]
    return place, fingerprint(place, files)


def name_of(config: dict[str, Any]) -> str:
    """Name the folder of the results, one for each pair of a model and images.

    For example `night_12-resnet18-1f0c93ab`: the names of both, shortened to suit any
    file system, and a digest of their full names. A missing key is not an error here,
    because it is not yet known whether the rule will be used.
    """
    model, images = (str(config[key] or "missing") for key in ("model", "images"))
    model = model.removeprefix(RUNS).rstrip("/")
    parts = Path(model).parts
    # For a run, and for the model.keras in the folder of a run, use the model's name.
    parts = parts[:-1] if parts[-1] == "model.keras" and len(parts) > 1 else parts
    short = parts[-2] if re.match(r"seed-\d+$", parts[-1]) and parts[1:] else parts[-1]
    whole = [_canonical(images)]
    whole.append(_canonical(model) if model.endswith(".keras") else model)
    digest = hashlib.sha256("\n".join(whole).encode(errors="replace")).hexdigest()
    words = [Path(_canonical(images)).stem, short.removesuffix(".keras")]
    words = [re.sub(r"[^A-Za-z0-9_]+", "_", word).strip("_")[:40] for word in words]
    return "-".join([*filter(None, words), digest[:8]])


def _canonical(path: str) -> str:
    """Resolve a path; below the working directory, make it relative to that."""
    place, here = Path(path).expanduser().resolve(), Path.cwd().resolve()
    return str(place.relative_to(here) if place.is_relative_to(here) else place)


def _trained() -> str:
    """List some models that are trained already, for a message."""
    found = sorted(Path(RUNS).glob("*/*/*/*/seed-*/model.keras"))
    names = [str(path.parent)[len(RUNS) :] for path in found[:5]]
    return f" (trained already: {', '.join(names)})" if names else ""
