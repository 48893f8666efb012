"""The software of a training, as a param: with another one, it runs again."""

import os
from importlib import metadata

DEFAULT_BACKEND = "tensorflow"


def keras_software(deployed: bool) -> str:
    """Name the backend of Keras, and the versions of both.

    If Snakemake has `deployed` the jobs' software (--sdm conda), the versions here are
    not theirs; Snakemake compares the environment's file instead.
    """
    backend = os.environ.get("KERAS_BACKEND") or DEFAULT_BACKEND
    if deployed:
        return backend
    versions = [f"{name} {_version(name)}" for name in ("keras", backend)]
    return f"{backend} ({', '.join(versions)})"


def _version(package: str) -> str:
    for distribution in (package, f"{package}-cpu"):
        try:
            return metadata.version(distribution)
        except metadata.PackageNotFoundError:
            continue
    return "not installed"
