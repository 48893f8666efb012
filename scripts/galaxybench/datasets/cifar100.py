"""CIFAR-100: 60,000 small photographs, 32 x 32 pixels, with its own test images.

Every image has a fine label, one of 100, and a coarse one, one of 20. The archive is
the binary version, without pickles. Each image is a record of 3,074 bytes: the coarse
label, the fine label, then a plane of 1,024 bytes for each of red, green and blue. Its
publisher gives an MD5 only.
https://www.cs.toronto.edu/~kriz/cifar.html
"""

import tarfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from galaxybench.download.checksums import checksum
from galaxybench.files import refuse_pointer
from galaxybench.images.imageset import ImageSet, parts_catalog
from galaxybench.images.labels import checked_labels

OPTIONS = {
    "labels": {
        "type": "string",
        "enum": ["fine", "coarse"],
        "default": "fine",
        "description": "the 100 fine or the 20 coarse classes",
    },
    "path": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": "an archive of your own in the layout of the official one; null "
        "downloads that",
    },
}
PREDEFINED_SPLIT = True
SHAPE = [60_000, 32, 32, 3]
FILES = [
    {
        "name": "cifar-100-binary.tar.gz",
        "urls": ["https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"],
        "md5": "03b5dce01913d631647c71ecec9e9cb8",
        "size": 168513733,
    }
]
# fmt: off
CLASSES = {
    "labels": {
        "fine": [
            "apple", "aquarium_fish", "baby", "bear", "beaver", "bed",
            "bee", "beetle", "bicycle", "bottle", "bowl", "boy", "bridge",
            "bus", "butterfly", "camel", "can", "castle", "caterpillar",
            "cattle", "chair", "chimpanzee", "clock", "cloud", "cockroach",
            "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin",
            "elephant", "flatfish", "forest", "fox", "girl", "hamster",
            "house", "kangaroo", "keyboard", "lamp", "lawn_mower",
            "leopard", "lion", "lizard", "lobster", "man", "maple_tree",
            "motorcycle", "mountain", "mouse", "mushroom", "oak_tree",
            "orange", "orchid", "otter", "palm_tree", "pear",
            "pickup_truck", "pine_tree", "plain", "plate", "poppy",
            "porcupine", "possum", "rabbit", "raccoon", "ray", "road",
            "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk",
            "skyscraper", "snail", "snake", "spider", "squirrel",
            "streetcar", "sunflower", "sweet_pepper", "table", "tank",
            "telephone", "television", "tiger", "tractor", "train", "trout",
            "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf",
            "woman", "worm",
        ],
        "coarse": [
            "aquatic_mammals", "fish", "flowers", "food_containers",
            "fruit_and_vegetables", "household_electrical_devices",
            "household_furniture", "insects", "large_carnivores",
            "large_man-made_outdoor_things", "large_natural_outdoor_scenes",
            "large_omnivores_and_herbivores", "medium_mammals",
            "non-insect_invertebrates", "people", "reptiles",
            "small_mammals", "trees", "vehicles_1", "vehicles_2",
        ],
    }
}
# fmt: on
COLUMNS = ["part"]
CITATION = """\
@techreport{Krizhevsky2009,
  author = {Krizhevsky, Alex},
  title = {Learning Multiple Layers of Features from Tiny Images},
  institution = {University of Toronto}, year = {2009},
  url = {https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf}
}
"""
SIDE = 32
RECORD = 2 + 3 * SIDE**2
COLUMN = {"coarse": 0, "fine": 1}  # position of the labels in a record


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Open the official archive, or the one at `path`.

    All records are kept in memory: 184 MB for the official archive.

    Raises:
        FileNotFoundError: there is no archive.
        ValueError: the file has another format or is truncated.
    """
    own, which = options["path"], options["labels"]
    path = Path(own).expanduser() if own else files[0]
    train, test = parts = _records(path, ("train.bin", "test.bin"))
    records = np.concatenate(parts)
    classes = CLASSES["labels"][which]
    labels = checked_labels(
        records[:, COLUMN[which]], len(records), classes, f"{path}, {which} labels"
    )

    def read(indices: np.ndarray) -> np.ndarray:
        planes = records[indices, 2:].reshape(-1, 3, SIDE, SIDE)
        return np.ascontiguousarray(planes.transpose(0, 2, 3, 1))

    known = {"md5": FILES[0]["md5"]}
    if own:
        known = {"file": path.name, "sha256": checksum(path, "sha256")}
    return ImageSet(
        shape=(SIDE, SIDE, 3),
        labels=labels,
        classes=classes,
        catalog=parts_catalog(len(train), len(test)),
        read=read,
        provenance={"source": "cifar100", **known, "citation": CITATION},
    )


def _records(path: Path, names: tuple[str, ...]) -> list[np.ndarray]:
    """Read files of the archive, (n, RECORD) uint8 each, without unpacking to disk."""
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}: correct `path` or download it again")
    refuse_pointer(path)
    found = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                name = Path(member.name).name
                if name in names and member.isfile():
                    found[name] = archive.extractfile(member).read()
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ValueError(
            f"{path} is truncated or not a gzip-compressed tar archive ({error}): "
            "download it again"
        ) from error
    for name in names:
        size = len(found.get(name, b""))
        if size == 0 or size % RECORD:
            what = f"{size} bytes" if name in found else "no such file"
            raise ValueError(
                f"{path}: {name} must hold records of {RECORD} bytes, got {what}; it "
                "is not the binary version of CIFAR-100, or truncated"
            )
    return [np.frombuffer(found[name], np.uint8).reshape(-1, RECORD) for name in names]
