"""Whether images are simulated, which figures and pages must then say."""


def is_simulated(provenance: dict[str, str]) -> bool:
    """Return whether a data set's provenance says that its images are simulated."""
    return str(provenance.get("SIMULATED", "")).upper() in ("T", "TRUE")
