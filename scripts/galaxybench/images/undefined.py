"""Pixels of fluxes that are no numbers: NaN is filled or refused, infinity refused.

What is filled is decided image by image and band by band, so that no image is changed
by another. Every image is counted; nothing is filled unsaid.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from galaxybench.images.imageset import ImageSet

COLUMN = "nan_fraction"
"""Column of the catalog: the share of an image's pixels that were NaN."""


@dataclass
class _Found:
    """What was found in the images that were read.

    Attributes:
        fraction: (n,) float32, the share of the pixels of each image that are NaN.
        read: (n,) bool, whether the image was read.
        rows: fault -> the images that have it.
    """

    fraction: np.ndarray
    read: np.ndarray
    rows: dict[str, list[int]] = field(default_factory=dict)

    def note(self, fault: str, rows: np.ndarray, which: np.ndarray) -> None:
        """Add the rows (m,) for which `which`, (m,) bool, is true."""
        if which.any():
            self.rows.setdefault(fault, []).extend(rows[which].tolist())


def filled(images: ImageSet) -> ImageSet:
    """Bring floats to float32, and fill or refuse NaN as the images are read.

    Infinite values are refused, and so are values that float32 cannot hold.

    Args:
        images: of any type of floats. Images of uint8 are returned as they are. Their
            `nan` is "refuse"; "zero"; "median", of the other pixels of the image and
            band; or {"quantile": 0.05} of these.

    Returns:
        The images as float32, with the column `nan_fraction` if NaN may be filled.

    Raises:
        ValueError: uint8 has no NaN to fill, or the catalog has a column
            `nan_fraction`. Images that cannot be used are named by
            `ImageSet.measured` of the result.
    """
    nan = images.nan
    if images.dtype == np.uint8:
        if nan != "refuse":
            raise ValueError(
                f"nan: got {nan}, but images of uint8 have no NaN: remove it"
            )
        return images
    if nan != "refuse" and COLUMN in images.catalog.colnames:
        raise ValueError(
            f"{_place(images)}: got the column {COLUMN!r}, a name that the import "
            "needs for what it finds in the images: rename the column"
        )
    found = _Found(np.zeros(len(images), np.float32), np.zeros(len(images), bool))

    def measured() -> dict[str, np.ndarray]:
        _refuse(images, found, nan)
        columns = images.measured()
        return columns if nan == "refuse" else columns | {COLUMN: found.fraction}

    known = {} if nan == "refuse" else {"nan": _words(nan)}
    if images.dtype.itemsize > 4:
        known["rounded"] = f"{images.dtype} to float32"
    return replace(
        images,
        dtype=np.dtype(np.float32),
        read=lambda rows: _fluxes(images, rows, found),
        gaps=None,
        provenance=images.provenance | known,
        warnings=lambda: images.warnings() + _warnings(images, found, nan),
        measured=measured,
    )


def _fluxes(images: ImageSet, rows: np.ndarray, found: _Found) -> np.ndarray:
    """Bring the images `rows` to float32, fill them, and note what was found."""
    pixels, nan = images.read(rows), images.nan
    with np.errstate(over="ignore"):
        fluxes = pixels.astype(np.float32)
    axes, found.read[rows] = (1, 2, 3), True
    undefined, infinite = np.isnan(pixels), np.isinf(pixels)
    found.note("infinite", rows, infinite.any(axes))
    found.note("too large", rows, (np.isinf(fluxes) & ~infinite).any(axes))
    gaps = undefined.mean((1, 2)) if images.gaps is None else images.gaps(rows)
    found.fraction[rows] = gaps.mean(1)
    found.note("nan", rows, gaps.any(1))
    found.note("all nan", rows, undefined.all(axes))
    found.note("empty band", rows, undefined.all((1, 2)).any(-1))
    if nan != "refuse":
        _fill(fluxes, undefined, nan)
    flat = (fluxes.max((1, 2)) == fluxes.min((1, 2))).all(-1)
    found.note("constant", rows, flat & ~undefined.all(axes))
    return fluxes


def _fill(fluxes: np.ndarray, undefined: np.ndarray, nan: str | dict) -> None:
    """Fill what is undefined, band by band, in place; an empty band stays NaN."""
    if nan == "zero":
        fluxes[undefined] = 0
        return
    share = 0.5 if nan == "median" else nan["quantile"]
    for row, band in np.argwhere(undefined.any((1, 2))):
        gaps, values = undefined[row, ..., band], fluxes[row, ..., band]
        if not gaps.all():
            values[gaps] = np.quantile(values[~gaps], share)


def _refuse(images: ImageSet, found: _Found, nan: str | dict) -> None:
    """Raise a ValueError if images were read that cannot be used."""
    faults = [
        ("infinite", "infinite values", "set them to NaN, or leave these images out"),
        (
            "too large",
            "values that are too large for float32 (above 3.4e38)",
            "choose another unit",
        ),
    ]
    if nan == "refuse":
        cure = (
            "say with the option `nan` how to fill them (zero, median or {quantile: "
            "0.05}), or leave these images out"
        )
        faults.append(("nan", "undefined pixels (NaN)", cure))
    elif nan != "zero":
        cure = "use `nan: zero`, leave out these images, or choose others with `bands`"
        faults.append(
            ("empty band", f"a band that is all NaN and so has no {_words(nan)}", cure)
        )
    for fault, what, cure in faults:
        if rows := found.rows.get(fault):
            raise ValueError(
                f"{_place(images)}: {_share(found, rows)} have {what}, "
                f"{_first(images, rows)}: {cure}"
            )


def _warnings(images: ImageSet, found: _Found, nan: str | dict) -> list[str]:
    """Say what was filled, and which images hold nothing."""
    said = []
    if rows := found.rows.get("nan"):
        share = found.fraction[rows].mean()
        said.append(
            f"{_share(found, rows)} had undefined pixels (NaN), {share:.1%} of their "
            f"pixels on average; these were filled: `nan: {_words(nan)}`"
        )
    if rows := found.rows.get("all nan"):
        said.append(
            f"{_share(found, rows)} had no pixel but NaN and are now 0 everywhere, "
            f"{_first(images, rows)}: leave them out"
        )
    if rows := found.rows.get("constant"):
        said.append(
            f"{_share(found, rows)} have the same value everywhere, "
            f"{_first(images, rows)}: nothing can be learned from them"
        )
    return said


def _share(found: _Found, rows: list[int]) -> str:
    return f"{len(set(rows))} of {found.read.sum()} images"


def _first(images: ImageSet, rows: list[int]) -> str:
    if "file" in images.catalog.colnames:
        return f"the first is {images.catalog['file'][min(rows)]}"
    return f"the first is image {images.catalog['source_index'][min(rows)]}, from 0"


def _words(nan: str | dict) -> str:
    return nan if isinstance(nan, str) else f"quantile {nan['quantile']:g}"


def _place(images: ImageSet) -> str:
    known = images.provenance
    places = ("file", "images", "folder", "source")
    return next((known[key] for key in places if key in known), "the images")
