"""What the page of an imported data set says in words."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from galaxybench.config import declarations
from galaxybench.formats import listed, percent
from galaxybench.preparation.class_survey import FEWEST
from galaxybench.preparation.pixel_survey import PixelSurvey

LARGE_GROUP = 0.1
"""Share of all images in one group from which it is told at the top of the page."""
CUT_OFF = 0.01
"""The same for the pixels that have the largest value."""
NAMED = 10
"""Most classes that a sentence names."""
LEFT_OUT = ("missing", "others")
"""Keys of the provenance that say which rows of a table were left out."""
COLOURS = ("red", "green", "blue")


def facts(
    summary: Mapping[str, Any], known: Mapping[str, str]
) -> list[tuple[str, str]]:
    """List what was read: (what, text).

    Args:
        summary: the content of dataset.json.
        known: the provenance.
    """
    found = [
        ("images", f"{summary['images']:,}"),
        ("classes", f"{len(summary['classes']):,}"),
    ]
    if summary["shape"]:
        height, width, bands = summary["shape"]
        found += [
            ("size", f"{height} × {width} pixels"),
            ("bands", str(bands)),
            ("pixels", _pixels(summary["pixels"])),
        ]
    else:
        found.append(("pixels", "none: this data set is labels and predictions alone"))
    found += [(f"left out ({key})", known[key]) for key in LEFT_OUT if key in known]
    return found


def given(described: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the keys of a data set that are not the defaults: (key, text).

    `described` is its `source`, `options` and `selection`.
    """
    declared = declarations.source(described["source"]).options
    defaults = {key: option.get("default") for key, option in declared.items()}
    keys = {
        key: value
        for key, value in described["options"].items()
        if value != defaults.get(key)
    }
    chosen = described["selection"].items()
    keys |= {key: value for key, value in chosen if value is not None}
    return [("source", described["source"])] + [
        (key, _text(value)) for key, value in keys.items()
    ]


def notes(
    summary: Mapping[str, Any],
    classes: Sequence[Mapping[str, Any]],
    groups: Mapping[str, Any],
    pixels: PixelSurvey | None,
) -> list[str]:
    """List what a user should look at: sentences, none where nothing was found.

    Args:
        summary: the content of dataset.json.
        classes: as `class_survey.survey_classes` returns them.
        groups: as `class_survey.survey_groups` returns them.
        pixels: None without pixels.
    """
    found = [f"The import says: {warning}." for warning in summary["warnings"]]
    if groups["refused"]:
        found.append(f"A split will refuse this data set: {groups['refused']}.")
    if summary["shape"] and (few := [each for each in classes if each["few"]]):
        found.append(_few(few))
    if conflicts := summary.get("conflicts"):
        found.append(
            f"{_images(conflicts)} equal to images of another class, pixel by pixel: "
            "no model can be right about all of them."
        )
    if copies := summary.get("duplicates"):
        found.append(
            f"{_images(copies)} copies of others. A split keeps copies together."
        )
    if groups["largest"] > 1 and groups["share"] >= LARGE_GROUP:
        found.append(
            f"The largest group has {groups['largest']:,} images, "
            f"{percent(groups['share'])} of all. They stay in one part of a split."
        )
    return found + ([] if pixels is None else _of_pixels(pixels, summary["images"]))


def sampled(pixels: PixelSurvey, images: int) -> str:
    """Say of which pixels quantiles and histograms are."""
    if pixels.whole:
        return "All numbers are of all pixels."
    which = "all images"
    if pixels.sampled < images:
        which = f"{pixels.sampled:,} of the {images:,} images"
    return (
        "Minimum, maximum, mean and the shares are of all pixels. Quantiles and "
        f"histograms are of {pixels.pixels:,} pixels per band, drawn at random from "
        f"{which} by a fixed seed."
    )


def band_names(
    options: Mapping[str, Any], known: Mapping[str, str], pixels: PixelSurvey
) -> list[str]:
    """Number the bands from 0, with what the user or the source calls them.

    Args:
        options: of the data source.
        known: the provenance, which says what bands were chosen.
        pixels: their survey.
    """
    number = len(pixels.bands)
    chosen = json.loads(known["bands"]) if "bands" in known else [*range(number)]
    own = options.get("band_names") or options.get("hdu")
    if isinstance(own, list) and max(chosen) < len(own) and len(chosen) == number:
        called = [own[place] for place in chosen]
        names = [each if isinstance(each, str) else f"HDU {each}" for each in called]
    elif "bands" in known:
        names = [f"band {place} of the source" for place in chosen]
    elif number == len(COLOURS) and pixels.bands[0].limits == (0, 255):
        names = [*COLOURS]
    else:
        return [str(place) for place in range(number)]
    return [f"{place} ({name})" for place, name in enumerate(names)]


def _of_pixels(pixels: PixelSurvey, images: int) -> list[str]:
    found = []
    if constant := len(pixels.constant):
        found.append(
            f"{_images(constant)} of one value everywhere: nothing can be learned from "
            "them."
        )
    empty = [str(n) for n, band in enumerate(pixels.bands) if band.flat == images]
    if empty and constant < images:
        found.append(f"Band {listed(empty)} has no image with two different values.")
    cut = [
        f"{percent(band.at_limits[1])} of band {number}"
        for number, band in enumerate(pixels.bands)
        if band.at_limits[1] >= CUT_OFF and band.high > band.low
    ]
    if cut:
        found.append(
            f"Many pixels have the maximum: {listed(cut)}. They may be saturated."
        )
    return found


def _few(few: Sequence[Mapping[str, Any]]) -> str:
    names = [f"{each['name']} ({each['groups']})" for each in few[:NAMED]]
    if len(few) > NAMED:
        names.append(f"{len(few) - NAMED} more")
    return (
        f"Too few images or groups of images for train, valid and test, which need "
        f"{FEWEST} of each class (k folds need k, and 4 at least): {listed(names)}. "
        "Set min_class_count, keep_classes or merge_classes, or add images."
    )


def _images(number: int) -> str:
    return f"{number:,} images are" if number > 1 else "1 image is"


def _pixels(dtype: str) -> str:
    kinds = {"uint8": "pictures, whole numbers from 0 to 255", "float32": "fluxes"}
    return f"{dtype} ({kinds[dtype]})"


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
