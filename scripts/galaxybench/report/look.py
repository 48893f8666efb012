"""The page of a data set as it was imported: a self-contained HTML file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.figures import pixel_values, shown, sky_map
from galaxybench.images import fits, vote_columns
from galaxybench.images.linking_columns import sky_positions
from galaxybench.images.simulated import is_simulated
from galaxybench.preparation.class_survey import survey_classes, survey_groups
from galaxybench.preparation.column_survey import survey_columns
from galaxybench.preparation.pixel_survey import SHARES, PixelSurvey, survey_pixels
from galaxybench.report import look_words
from galaxybench.report.contact_sheets import IMAGES, image_names, sheets
from galaxybench.report.inline_images import drawn
from galaxybench.report.page_templates import environment

LISTED = 20
"""Most images of one kind that are listed by name."""


@dataclass(frozen=True)
class Imported:
    """A data set as it was imported.

    Attributes:
        name: of the data set.
        described: its `source`, `options` and `selection`, defaults filled in.
        summary: the content of dataset.json.
        path: of images.fits.
        labels: (n,) int64.
        classes: names.
        catalog: n rows.
        provenance: from the header of images.fits.
    """

    name: str
    described: dict[str, Any]
    summary: dict[str, Any]
    path: Path
    labels: np.ndarray
    classes: list[str]
    catalog: Table
    provenance: dict[str, str]


def load(
    name: str, described: dict[str, Any], summary: dict[str, Any], path: Path
) -> Imported:
    """Read what belongs to the images in a file; no pixel is read.

    Raises:
        ValueError: the file is damaged.
    """
    return Imported(
        name,
        described,
        summary,
        path,
        fits.read_labels(path),
        fits.read_classes(path),
        fits.read_catalog(path),
        fits.read_provenance(path),
    )


def render(data: Imported) -> str:
    """Survey a data set and return its page as HTML.

    Raises:
        ValueError: the file of the images is damaged.
    """
    simulated = is_simulated(data.provenance)
    groups, together = survey_groups(data.catalog)
    votes = vote_columns.shares_of(data.catalog, data.provenance)
    classes = survey_classes(data.labels, data.classes, groups, votes)
    pixels = survey_pixels(data.path) if fits.has_pixels(data.path) else None
    constant = np.array([], int) if pixels is None else pixels.constant
    return (
        environment()
        .get_template("look.html.j2")
        .render(
            dataset=data.name,
            simulated=simulated,
            summary=data.summary,
            facts=look_words.facts(data.summary, data.provenance),
            given=look_words.given(data.described),
            notes=look_words.notes(data.summary, classes, together, pixels),
            classes=classes,
            undefined=_undefined(data.summary),
            groups=together | {"names": _names(data, together["rows"])},
            constant=_names(data, constant),
            more=len(constant) > LISTED,
            most=IMAGES,
            sky=_sky(data, simulated),
            columns=survey_columns(_own_columns(data)),
            provenance={
                key: value
                for key, value in data.provenance.items()
                if key != "citation"
            },
            **_pictures(data, pixels, simulated),
        )
    )


def _pictures(
    data: Imported, pixels: PixelSurvey | None, simulated: bool
) -> dict[str, Any]:
    """Return what the page shows of the pixels: None and [] where there are none."""
    if pixels is None:
        return {"pixels": None, "sheets": [], "stretch": None}
    cube = shown.open_shown(data.path)
    names = look_words.band_names(data.described["options"], data.provenance, pixels)
    figure = pixel_values.draw(pixels.bands, names, simulated=simulated)
    return {
        "pixels": {
            "bands": list(zip(names, pixels.bands, strict=True)),
            "shares": SHARES,
            "words": look_words.sampled(pixels, len(data.labels)),
            "figure": drawn(figure),
        },
        "sheets": sheets(cube, data.labels, data.classes, _named(data), pixels),
        "stretch": cube.note() if isinstance(cube, shown.ShownFluxes) else None,
    }


def _undefined(summary: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return class -> images with undefined pixels, and their share; {} if none had."""
    counted = summary.get("nan", {})
    return counted["classes"] if counted.get("images") else {}


def _sky(data: Imported, simulated: bool) -> dict[str, Any] | None:
    """Draw the positions; None without any, or if a split refuses them."""
    try:
        positions = sky_positions(data.catalog)
    except ValueError:
        return None
    if positions is None or not np.isfinite(positions).all(axis=0).any():
        return None
    unknown = int((~np.isfinite(positions).all(axis=0)).sum())
    figure = sky_map.draw(*positions, data.labels, data.classes, simulated=simulated)
    return drawn(figure) | {"unknown": unknown}


def _named(data: Imported) -> Callable[[int], str]:
    return image_names(data.catalog, data.described["options"].get("id"))


def _names(data: Imported, rows: np.ndarray) -> list[str]:
    """Name the first of these images, each name once."""
    return list(dict.fromkeys(map(_named(data), rows[:LISTED].tolist())))


def _own_columns(data: Imported) -> Table:
    """Return the catalogue without the columns that the import adds for its own use."""
    voted = vote_columns.KEY in data.provenance
    kept = [
        name
        for name in data.catalog.colnames
        if name not in ("content", "source_index")
        and not (voted and vote_columns.reserved(name))
    ]
    return data.catalog[kept] if kept else Table()
