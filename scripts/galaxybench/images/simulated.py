"""Whether images are simulated; if they are, figures and pages must say so."""

from pathlib import Path

from galaxybench.files import read_json


def is_simulated(provenance: dict[str, str]) -> bool:
    """Return whether a data set's provenance says that its images are simulated."""
    return str(provenance.get("SIMULATED", "")).upper() in ("T", "TRUE")


def split_is_simulated(path: str | Path) -> bool:
    """Return whether a split.json says that its images are simulated."""
    return is_simulated(read_json(path)["provenance"])
