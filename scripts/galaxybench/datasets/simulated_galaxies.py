"""Simulated galaxies of ten classes that look like those of Galaxy10 DECaLS.

They need no download, exist in any number and size, and their true classes are known.
Accuracies on them say nothing about real galaxies, so everything made from them is
marked SIMULATED.
"""

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from astropy.table import Table

from galaxybench.images.imageset import ImageSet
from galaxybench.images.selection import apportioned
from galaxybench.machine.cores import available_cores
from galaxybench.simulation.camera import SKY_NOISE
from galaxybench.simulation.galaxies import draw_galaxy, picture_galaxy

SIMULATED = True
CLASSES = [
    "Disturbed",
    "Merging",
    "Round Smooth",
    "In-between Round Smooth",
    "Cigar Shaped Smooth",
    "Barred Spiral",
    "Unbarred Tight Spiral",
    "Unbarred Loose Spiral",
    "Edge-on without Bulge",
    "Edge-on with Bulge",
]
FILES = []
COLUMNS = [
    "group",
    "true_class",
    "label_is_noise",
    "inclination_deg",
    "position_angle_deg",
    "sersic_index",
    "half_light_radius_px",
    "signal_to_noise",
]
CITATION = "SIMULATED galaxies, rendered by galaxybench with astropy's models."
OPTIONS = {
    "images": {
        "type": "integer",
        "minimum": 10,
        "maximum": 100_000_000,
        "default": 2000,
        "description": "number of images",
    },
    "size": {
        "type": "integer",
        "minimum": 16,
        "maximum": 1024,
        "default": 69,
        "description": "pixels per side",
    },
    "seed": {
        "type": "integer",
        "minimum": 0,
        "maximum": 4_294_967_295,
        "default": 1001,
        "description": "image i depends on seed, i and these options only",
    },
    "class_weights": {
        "type": ["object", "null"],
        "properties": {
            "Disturbed": {"type": "number", "exclusiveMinimum": 0},
            "Merging": {"type": "number", "exclusiveMinimum": 0},
            "Round Smooth": {"type": "number", "exclusiveMinimum": 0},
            "In-between Round Smooth": {"type": "number", "exclusiveMinimum": 0},
            "Cigar Shaped Smooth": {"type": "number", "exclusiveMinimum": 0},
            "Barred Spiral": {"type": "number", "exclusiveMinimum": 0},
            "Unbarred Tight Spiral": {"type": "number", "exclusiveMinimum": 0},
            "Unbarred Loose Spiral": {"type": "number", "exclusiveMinimum": 0},
            "Edge-on without Bulge": {"type": "number", "exclusiveMinimum": 0},
            "Edge-on with Bulge": {"type": "number", "exclusiveMinimum": 0},
        },
        "additionalProperties": False,
        "default": None,
        "description": "class name to relative number of images, 1 for classes not "
        "named; null: equal numbers. `keep_classes` leaves classes out",
    },
    "duplicates": {
        "type": "number",
        "minimum": 0,
        "maximum": 0.5,
        "default": 0,
        "description": "fraction of the images that are near-duplicates of another: "
        "the same galaxy (same `group`) exposed again, hardly moved",
    },
    "label_noise": {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": 0,
        "description": "fraction of the labels that are replaced by another class; the "
        "truth is `true_class` in the catalog",
    },
    "noise": {
        "type": "number",
        "minimum": 0,
        "maximum": 1000,
        "default": 1,
        "description": "multiplies the noise of sky and photons",
    },
}
POINTING = 0.01
"""Largest offset of an exposure of a galaxy, in widths of the picture."""
POOL_FROM = 200
"""Up to this many images, rendering is faster than starting a pool of processes."""


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Draw the properties of the galaxies, and catalog them.

    The images are rendered when they are read.
    """
    seed, count, size = options["seed"], options["images"], options["size"]
    weights = options["class_weights"] or {}
    shares = np.array([weights.get(name, 1) for name in CLASSES], float)

    # Separate random streams, so that an option changes nothing but its own subject.
    streams = [np.random.default_rng([seed, stream]) for stream in range(3)]
    truth = np.repeat(np.arange(len(CLASSES)), apportioned(shares, count))
    truth = streams[0].permutation(truth)
    group = _plant_duplicates(truth, options["duplicates"], streams[1])
    labels = truth.copy()
    wrong = streams[2].permutation(count)[: round(options["label_noise"] * count)]
    steps = streams[2].integers(1, len(CLASSES), len(wrong))
    labels[wrong] = (labels[wrong] + steps) % len(CLASSES)

    kinds = [CLASSES[index] for index in truth]

    def read(indices: np.ndarray) -> np.ndarray:
        # Seeds of the galaxy, which near-duplicates share, and of the exposure.
        tasks = [
            (kinds[i], size, ([seed, 3, int(group[i])], [seed, 4, int(i)]))
            for i in indices
        ]
        looks = {"noise": options["noise"], "shift": POINTING}
        workers = available_cores() if len(tasks) >= POOL_FROM else 1
        pool = joblib.Parallel(n_jobs=workers, batch_size=32)
        images = pool(joblib.delayed(picture_galaxy)(*task, **looks) for task in tasks)
        return np.stack(images) if images else np.empty((0, size, size, 3), np.uint8)

    return ImageSet(
        shape=(size, size, 3),
        labels=labels,
        classes=CLASSES,
        catalog=_truth_catalog(kinds, truth, labels, group, options),
        read=read,
        provenance={
            "SIMULATED": "T",
            "source": "simulated_galaxies",
            "about": "SIMULATED galaxies: no telescope took these images",
            "citation": CITATION,
            "options": ", ".join(f"{name}={options[name]}" for name in sorted(OPTIONS)),
        },
    )


def _plant_duplicates(
    truth: np.ndarray, fraction: float, rng: np.random.Generator
) -> np.ndarray:
    """Make a fraction of the images show the galaxy of another image of their class.

    Each copy has a different original. Returns for every image the index (n,) of the
    image whose galaxy it shows.
    """
    pairs = []
    for index in np.unique(truth):
        members = rng.permutation(np.flatnonzero(truth == index))
        half = len(members) // 2
        pairs.append(np.sort(members[: 2 * half].reshape(half, 2), axis=1))
    pairs = rng.permutation(np.concatenate(pairs))
    chosen = pairs[: round(fraction * len(truth))]
    group = np.arange(len(truth))
    group[chosen[:, 1]] = chosen[:, 0]
    return group


def _truth_catalog(
    kinds: list[str],
    truth: np.ndarray,
    labels: np.ndarray,
    group: np.ndarray,
    options: dict[str, Any],
) -> Table:
    """List the true properties of every galaxy, one row per image.

    `signal_to_noise` is the surface brightness at the half-light radius divided by the
    sky noise of a pixel, and infinite without noise.
    """
    galaxies = [
        draw_galaxy(kind, np.random.default_rng([options["seed"], 3, int(member)]))
        for kind, member in zip(kinds, group, strict=True)
    ]

    def column(trait: str) -> np.ndarray:
        return np.array([getattr(galaxy, trait) for galaxy in galaxies], np.float32)

    with np.errstate(divide="ignore"):
        signal_to_noise = column("brightness") / np.float32(
            SKY_NOISE * options["noise"]
        )
    return Table(
        {
            "source_index": np.arange(len(kinds)),
            "group": group,
            "true_class": truth,
            "label_is_noise": labels != truth,
            "inclination_deg": column("inclination"),
            "position_angle_deg": column("position_angle"),
            "sersic_index": column("index"),
            "half_light_radius_px": column("radius") * np.float32(options["size"]),
            "signal_to_noise": signal_to_noise,
        }
    )
