"""Whether images are simulated: figures and pages of such images must say so."""


def is_simulated(provenance: dict[str, str]) -> bool:
    """Tell from a data set's provenance whether its images are simulated."""
    return str(provenance.get("SIMULATED", "")).upper() in ("T", "TRUE")
