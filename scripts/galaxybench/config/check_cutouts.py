"""Checks of the options of FITS cut-outs: they must fit each other."""

from collections.abc import Iterator

from galaxybench.config.catalog_columns import BAND, is_pattern, pattern_parts
from galaxybench.config.messages import no_effect, show


def cutouts(where: str, entry: dict, given: dict) -> Iterator[str]:
    """Check the options of a catalog whose folder has, or may have, FITS cut-outs.

    Args:
        where: the data set in messages.
        entry: its options, defaults filled in.
        given: its options as they are written.
    """
    names, hdu = entry["band_names"], entry["hdu"]
    if names is not None and not _in_file(entry["file"]):
        yield (
            f"{where}.band_names: got {show(names)}, but file {show(entry['file'])} "
            f"does not say where a band stands: write {{{BAND}}} in it, as in "
            f'"{{id}}_{{{BAND}}}.fits"'
        )
    if names is not None and isinstance(hdu, list):
        yield (
            f"{where}.hdu: got {show(hdu)}, a list, but `band_names` has one file per "
            "band: name the one HDU that each file has"
        )
    if isinstance(hdu, list):
        yield from _twice(where, hdu)
    if "fill_bands" in given and names is None and not isinstance(hdu, list):
        reason = "no band has a name, so none can be missing"
        setting = "neither `band_names` nor a list `hdu`"
        yield no_effect(f"{where}.fill_bands", setting, reason, "data set")
    elif entry["fill_bands"] and entry["nan"] != "zero":
        yield (
            f"{where}.fill_bands: got true with nan {show(entry['nan'])}, but a band "
            "that an object lacks is all NaN, which has no other value: write `nan: "
            "zero`, or leave `fill_bands` out"
        )
    if entry["size_arcsec"] is not None and entry["size"] is None:
        yield (
            f"{where}.size: missing, needed with `size_arcsec`: pixels per side, to "
            f"which {entry['size_arcsec']:g} arcsec are resampled"
        )


def _twice(where: str, hdus: list[str | int]) -> Iterator[str]:
    """Refuse an HDU that is named twice; capital letters do not count in FITS."""
    names = [hdu.upper() for hdu in hdus if isinstance(hdu, str)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        same = [hdu for hdu in hdus if isinstance(hdu, str) and hdu.upper() == name]
        if len(set(same)) > 1:  # the schema says so of equal texts
            yield (
                f"{where}.hdu: got {', '.join(map(show, same))}, which are the same "
                "HDU, as FITS does not tell capital letters apart: name it once"
            )


def _in_file(file: str | None) -> bool:
    if file is None or not is_pattern(file):
        return False
    try:
        return BAND in pattern_parts(file)[1]
    except ValueError:
        return True  # it has its own message
