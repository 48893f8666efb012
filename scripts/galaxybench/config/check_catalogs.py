"""Checks of data sets of the source `catalog`: their options must fit each other."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from galaxybench.config import check_votes, declarations
from galaxybench.config.catalog_columns import is_pattern, pattern_parts
from galaxybench.config.catalog_files import is_array
from galaxybench.config.check_cutouts import cutouts
from galaxybench.config.conditions import parse
from galaxybench.config.cutout_files import OF_PICTURES, OWN, names_cutouts
from galaxybench.config.messages import no_effect, show
from galaxybench.config.runs import Config

UNUSED = {
    "array": (("file", "size", *OF_PICTURES, *OWN), "all images are in one array"),
    "files": (("key",), "the images are single files"),
    "pictures": (("key", *OWN), "the images are pictures"),
    "cutouts": (("key", *OF_PICTURES), "the images are FITS files"),
    "table": (("key", *OWN), "the pictures are in the table"),
}
"""Where the images are -> the keys that nothing reads, and why."""
INSTEAD = {"size": ". To resize the images, use `resize`"}


def catalogs(config: Config, filled: Config) -> Iterator[str]:
    """Check the options of all catalogs."""
    for name, entry in filled["datasets"].items():
        if is_catalog(entry):
            where, given = f"datasets.{name}", config["datasets"][name]
            yield from _places(where, entry, given)
            yield from _file(where, entry)
            if _kind(entry) in ("files", "cutouts"):
                yield from cutouts(where, entry, given)
            yield from check_votes.columns(where, entry, given)
            if entry["votes"] is None:
                yield from _classes(where, entry, given)


def is_catalog(dataset: dict[str, Any]) -> bool:
    """Whether the source of a data set reads a table beside images."""
    try:
        return declarations.source(dataset["source"]).catalog
    except declarations.DeclarationError:
        return False  # it has its own message


def _kind(entry: dict) -> str:
    """Tell where the images are; "files" are pictures or cut-outs."""
    if entry["images"] is None:
        return "table"
    if is_array(entry["images"]):
        return "array"
    told = names_cutouts(entry["file"])
    if told is None:
        return "files"
    return "cutouts" if told else "pictures"


def _places(where: str, entry: dict, given: dict) -> Iterator[str]:
    kind = _kind(entry)
    keys, reason = UNUSED[kind]
    for key in keys:
        if key in given:
            setting = f"`images: {entry['images'] or 'null'}`"
            yield no_effect(
                f"{where}.{key}", setting, reason, "data set"
            ) + INSTEAD.get(key, "")
    if kind in ("pictures", "table") and entry["size"] is None:
        yield (
            f"{where}.size: missing, needed: pixels per side, to which every picture "
            "is cropped and resampled"
        )
    if kind == "files" and entry["file"] is None:
        yield (
            f"{where}.file: missing, needed: the column of the file names, or a "
            'pattern with columns in braces, such as "{id}.jpg"'
        )
    if kind == "table" and is_pattern(entry["file"] or ""):
        yield (
            f"{where}.file: got {show(entry['file'])}, a pattern of file names, which "
            "needs `images`, their folder. Without it, `file` is the column that "
            "holds the pictures"
        )


def _file(where: str, entry: dict) -> Iterator[str]:
    file = entry["file"]
    if file is None or not is_pattern(file):
        return
    try:
        texts, columns = pattern_parts(file)
    except ValueError as error:
        yield f"{where}.file: {error}"
        return
    if not columns:
        return
    parts = PurePosixPath("x".join(texts)).parts
    if ".." in parts or file.startswith("/"):
        yield (
            f"{where}.file: got {show(file)}, which leaves the folder `images`: write "
            "paths below that folder, without a / at their start and without .."
        )


def _classes(where: str, entry: dict, given: dict) -> Iterator[str]:
    classes = entry["classes"]
    if classes is None:
        if entry["label"] is None:
            yield (
                f"{where}.label: missing, needed: the column of the labels, or "
                "`classes` with conditions on columns"
            )
        if "others" in given:
            reason = "every label is a class"
            yield no_effect(f"{where}.others", "`classes: null`", reason, "data set")
        return
    values = [name for name, members in classes.items() if isinstance(members, list)]
    if values and entry["label"] is None:
        yield (
            f"{where}.label: missing, needed: the column that has the values of "
            f"classes.{values[0]}"
        )
    if not values and entry["label"] is not None:
        reason = "its classes are conditions on other columns"
        yield no_effect(f"{where}.label", "these `classes`", reason, "data set")
    for name, members in classes.items():
        if isinstance(members, str):
            try:
                parse(members)
            except ValueError as error:
                yield (
                    f"{where}.classes.{name}: got {show(members)}: {error}. Values of "
                    f"`label` stand in a list: [{show(members)}]"
                )
