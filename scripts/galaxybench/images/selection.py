"""Which classes and how many images of a source are used, and at what size."""

from dataclasses import replace
from difflib import get_close_matches
from json import dumps
from typing import Any

import numpy as np

from galaxybench.config.class_names import listed
from galaxybench.images import vote_columns
from galaxybench.images.imageset import ImageSet
from galaxybench.images.pictures import resize_batch
from galaxybench.images.undefined import filled

SEED = 0
"""Seed of the images that `limit` draws: the same data set for every user."""


def select(
    images: ImageSet,
    *,
    resize: int | None = None,
    keep_classes: list[int | str] | None = None,
    merge_classes: dict[str, list[int | str]] | None = None,
    limit: int | None = None,
    bands: list[int] | None = None,
) -> ImageSet:
    """Select bands, classes and images; no pixel is read until the result is read.

    Fluxes become float32, and undefined pixels what their `nan` says, in the chosen
    bands alone.

    The chosen images keep the order of the source. Their provenance records the
    arguments that are not None, as JSON.

    Args:
        images: the source.
        resize: pixels per side; images that are not square lose their margins.
        keep_classes: the classes to keep, by index or name, in the new order.
        merge_classes: new class name -> the classes that it unites; classes not named
            are dropped. The catalog's `source_class` keeps the old name. Votes are
            united and dropped as the classes are (`vote_columns.regrouped`).
        limit: keep this many images, every class in proportion and at least one image
            of each; the data set's own train and test parts in proportion, too.
        bands: the channels to keep, by number from 0, in the new order.

    Raises:
        ValueError: a class does not exist, is named twice or has no image, `limit` is
            below the number of classes, or there is no such band; or images of uint8
            have a `nan`.
    """
    options = {
        "resize": resize,
        "keep_classes": keep_classes,
        "merge_classes": merge_classes,
        "limit": limit,
        "bands": bands,
    }
    images = _recorded(images, options)
    images = filled(images if bands is None else _banded(images, bands))
    if keep_classes is not None:
        groups = [[index] for index in _indices(keep_classes, images.classes)]
        names = [images.classes[index] for [index] in groups]
        images = _regroup(images, names, groups, "keep_classes")
    if merge_classes is not None:
        groups = [_indices(old, images.classes) for old in merge_classes.values()]
        catalog = images.catalog.copy()
        catalog["source_class"] = np.array(images.classes)[images.labels]
        images = replace(images, catalog=catalog)
        images = _regroup(images, list(merge_classes), groups, "merge_classes")
    if limit is not None and limit < len(images):
        images = _rows(images, _stratified(images, limit))
    if resize is not None and (resize, resize) != images.shape[:2]:
        images = _resized(images, resize)
    return images


def _recorded(images: ImageSet, options: dict[str, Any]) -> ImageSet:
    """Let the provenance say what was chosen."""
    recorded = {
        key: dumps(value, ensure_ascii=False)
        for key, value in options.items()
        if value is not None
    }
    return replace(images, provenance=images.provenance | recorded)


def _resized(images: ImageSet, side: int) -> ImageSet:
    shape, read = (side, side, images.shape[2]), images.read
    return replace(
        images, shape=shape, read=lambda rows: resize_batch(read(rows), side)
    )


def apportioned(counts: np.ndarray, total: int) -> np.ndarray:
    """Share out `total` in proportion to `counts` (k,) by the largest remainders.

    The shares (k,) int64 are at least one each if `total` is large enough.
    """
    quotas = counts * total / counts.sum()
    least = 1 if total >= len(counts) else 0
    shares = np.maximum(np.floor(quotas).astype(np.int64), least)
    while shares.sum() < total:
        shares[np.argmax(quotas - shares)] += 1
    while shares.sum() > total:
        surplus = np.where(shares > least, shares - quotas, -np.inf)
        shares[np.argmax(surplus)] -= 1
    return shares


def _indices(chosen: list[int | str], classes: list[str]) -> list[int]:
    """Return the indices of classes that are given by index or by name."""
    indices = []
    for entry in chosen:
        if isinstance(entry, str) and entry not in classes:
            # Not by config.messages: an edit of its wording would rerun every import.
            near = get_close_matches(entry, classes, n=1)
            hint = f": did you mean '{near[0]}'?" if near else ""
            raise ValueError(
                f"unknown class '{entry}'{hint} (available: {listed(classes)})"
            )
        index = classes.index(entry) if isinstance(entry, str) else entry
        if not 0 <= index < len(classes):
            raise ValueError(
                f"got the class index {index}, allowed: 0 to {len(classes) - 1}"
            )
        indices.append(index)
    return indices


def _regroup(
    images: ImageSet, names: list[str], groups: list[list[int]], option: str
) -> ImageSet:
    """Give each group of old classes one new label, and drop all other classes."""
    new_label = np.full(len(images.classes), -1, np.int64)
    for label, group in enumerate(groups):
        for index in group:
            if new_label[index] >= 0:
                raise ValueError(
                    f"{option} names the class {images.classes[index]!r} twice"
                )
            new_label[index] = label
    images = _voted(images, groups, option)
    voted = vote_columns.KEY in images.provenance
    labels = images.labels if voted else new_label[images.labels]
    images = replace(images, labels=labels, classes=names)
    kept = np.flatnonzero(labels >= 0)
    if not len(kept):
        raise ValueError(f"{option}: no image has one of the classes {listed(names)}")
    return _rows(images, kept)


def _voted(images: ImageSet, groups: list[list[int]], option: str) -> ImageSet:
    """Regroup the votes of images that have some, and label them by the result."""
    catalog, labels, tied = vote_columns.regrouped_catalog(
        images.catalog, images.provenance, groups
    )
    if labels is None:
        return images
    warnings = images.warnings
    if tied.any():
        number = f"{tied.sum():,} image{'s' if tied.sum() > 1 else ''}"
        note = f"{option}: left out: {number} with equal votes for several classes"
        images = replace(images, warnings=lambda: [*warnings(), note])
    return replace(images, labels=labels, catalog=catalog)


def _banded(images: ImageSet, bands: list[int]) -> ImageSet:
    """Keep some channels of every image."""
    known, read = images.shape[2], images.read
    if max(bands) >= known:
        raise ValueError(
            f"bands: got the band {max(bands)}, allowed: 0 to {known - 1}, as the "
            f"images have {known}"
        )
    shape = (*images.shape[:2], len(bands))
    gaps = images.gaps
    return replace(
        images,
        shape=shape,
        read=lambda rows: read(rows)[..., bands],
        gaps=None if gaps is None else lambda rows: gaps(rows)[..., bands],
    )


def _rows(images: ImageSet, rows: np.ndarray) -> ImageSet:
    read, measured = images.read, images.measured
    return replace(
        images,
        labels=images.labels[rows],
        catalog=images.catalog[rows],
        read=lambda indices: read(rows[indices]),
        measured=lambda: {name: values[rows] for name, values in measured().items()},
    )


def _stratified(images: ImageSet, limit: int) -> np.ndarray:
    """Draw `limit` rows, with classes and parts in proportion; ascending."""
    rng = np.random.default_rng(SEED)
    present, counts = np.unique(images.labels, return_counts=True)
    if limit < len(present):
        raise ValueError(
            f"limit: got {limit}, allowed: at least {len(present)}, one image for "
            "each class that has any"
        )
    parts = np.zeros(len(images))
    if "part" in images.catalog.colnames:
        parts = np.asarray(images.catalog["part"])
    rows = []
    for label, share in zip(present, apportioned(counts, limit), strict=True):
        members = np.flatnonzero(images.labels == label)
        values, sizes = np.unique(parts[members], return_counts=True)
        for value, size in zip(values, apportioned(sizes, share), strict=True):
            stratum = members[parts[members] == value]
            rows.append(rng.choice(stratum, size, replace=False))
    return np.sort(np.concatenate(rows))
