"""The files of FITS cut-outs in a folder: one file per object, or one per band.

Planning lists them without opening any.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from galaxybench.config.catalog_columns import BAND, is_pattern, pattern_parts

ENDINGS = tuple(
    f"{ending}{packed}"
    for ending in (".fits", ".fit", ".fts")
    for packed in ("", ".gz", ".fz")
)
"""Endings of FITS files, also compressed, in lower case."""
OWN = {"hdu": None, "band_names": None, "fill_bands": False, "size_arcsec": None}
"""Option that only FITS cut-outs have -> its default."""
OF_PICTURES = {"channels": 3, "bits": None}
"""Option that only pictures have -> its default."""


def is_cutout(name: str | Path) -> bool:
    """Whether a name ends as those of FITS files do."""
    return str(name).lower().endswith(ENDINGS)


def names_cutouts(file: str | None) -> bool | None:
    """Whether the option `file` names FITS cut-outs; None if it does not tell.

    A column, and a pattern that ends in one, may name any files.
    """
    if file is None or not is_pattern(file) or file.endswith("}"):
        return None
    return is_cutout(file)


def named_by(
    files: Iterable[Path], root: Path, file: str | None, bands: Sequence[str] | None
) -> list[Path]:
    """Keep the files below `root` that the pattern `file` may mean.

    Others may lie beside them, such as weight maps, or other bands than `bands`. Where
    `file` is a column, all files are kept.
    """
    if file is None or not is_pattern(file):
        return list(files)
    texts, columns = pattern_parts(file)
    names = f"(?:{'|'.join(map(re.escape, bands or ()))})"
    own = bands is not None
    between = [names if own and column == BAND else ".+" for column in columns]
    pattern = re.escape(texts[0]) + "".join(
        each + re.escape(text) for each, text in zip(between, texts[1:], strict=True)
    )
    fits = re.compile(pattern, re.DOTALL).fullmatch
    return [path for path in files if fits(path.relative_to(root).as_posix())]


def check_kind(options: dict[str, Any], cutouts: bool) -> None:
    """Check options that depend on the files in the folder, where `file` is a column.

    Args:
        options: of the data set, defaults filled in.
        cutouts: whether the files are FITS cut-outs, and not pictures.

    Raises:
        ValueError: an option is of the other kind, or pictures have no `size`.
    """
    wrong, found = (OF_PICTURES, "FITS files") if cutouts else (OWN, "pictures")
    for key, default in wrong.items():
        if options[key] != default:
            raise ValueError(
                f"{key}: has no effect: the folder {options['images']} has {found}: "
                "remove it"
            )
    if not cutouts and options["size"] is None:
        raise ValueError(
            "size: missing, needed: pixels per side, to which every picture is "
            "cropped and resampled"
        )
