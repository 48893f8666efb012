"""A few images of every class for a page, drawn by a fixed seed."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.figures import shown
from galaxybench.preparation.pixel_survey import PixelSurvey
from galaxybench.report.inline_images import small

IMAGES = 10
"""Most images of a class."""
CLASSES = 100
"""Most classes, the largest."""
SEED = 0


def sheets(
    cube: shown.Cube,
    labels: np.ndarray,
    classes: Sequence[str],
    name: Callable[[int], str],
    survey: PixelSurvey,
) -> list[dict[str, Any]]:
    """Draw images of every class that has some.

    Args:
        cube: the n images, from `shown.open_shown`.
        labels: (n,) integers.
        classes: names.
        name: gives the name of the image of a row.
        survey: of these images.

    Returns:
        For every class `name`, `count` and `images`: the `name`, `shown` (src, width,
        height) and `plain` of each. `plain` is None for pictures. For fluxes it is the
        image before the stretch, linear from the least to the largest value of each
        band of the data set.
    """
    counts = np.bincount(labels, minlength=len(classes))
    largest = np.argsort(-counts, kind="stable")[:CLASSES]
    rng = np.random.default_rng(SEED)
    found = []
    for label in sorted(label for label in largest.tolist() if counts[label]):
        rows = np.flatnonzero(labels == label)
        number = min(IMAGES, len(rows))
        chosen = np.sort(rng.choice(rows, number, replace=False)).tolist()
        images = [_image(cube, row, survey) | {"name": name(row)} for row in chosen]
        found.append(
            {"name": classes[label], "count": int(counts[label]), "images": images}
        )
    return found


def _image(cube: shown.Cube, row: int, survey: PixelSurvey) -> dict[str, Any]:
    raw, plain = shown.raw(cube, row), None
    if isinstance(cube, shown.ShownFluxes):
        plain = small(_linear(raw, cube.bands, survey))
    picture = small(shown.picture(cube, raw))
    return {"shown": picture, "plain": plain}


def image_names(catalog: Table, own: str | None = None) -> Callable[[int], str]:
    """Return the function that names the image of a row of the catalogue.

    The name is the value of the column `own`, where there is one; or the file, the
    first id, or the row in the data source.
    """
    names = catalog.colnames
    ids = [name for name in names if name.lower().endswith("id")]
    column = next(name for name in (own, "file", *ids, "source_index") if name in names)
    what = {"file": "", "source_index": "row "}.get(column, f"{column} ")
    values = catalog[column]
    return lambda row: f"{what}{values[row]}"


def _linear(fluxes: np.ndarray, bands: list[int], survey: PixelSurvey) -> np.ndarray:
    """Show fluxes (h, w, bands) linearly: (h, w, 1 or 3) uint8."""
    low = np.array([survey.bands[band].low for band in bands])
    width = np.array([survey.bands[band].high for band in bands]) - low
    shares = (fluxes[..., bands] - low) / np.where(width > 0, width, 1)
    return (255 * shares).round().astype(np.uint8)
