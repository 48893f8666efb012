"""MNIST: 70,000 handwritten digits, 28 x 28 pixels, grey, with its own test set."""

from pathlib import Path
from typing import Any

from galaxybench.images.idx import open_idx
from galaxybench.images.imageset import ImageSet, official_provenance

OPTIONS = {}
PREDEFINED_SPLIT = True
SHAPE = [70_000, 28, 28, 1]
FILES = [
    {
        "name": "train-images-idx3-ubyte.gz",
        "urls": [
            "https://storage.googleapis.com/cvdf-datasets/mnist/"
            "train-images-idx3-ubyte.gz",
            "https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz",
        ],
        "sha256": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "size": 9912422,
    },
    {
        "name": "train-labels-idx1-ubyte.gz",
        "urls": [
            "https://storage.googleapis.com/cvdf-datasets/mnist/"
            "train-labels-idx1-ubyte.gz",
            "https://ossci-datasets.s3.amazonaws.com/mnist/train-labels-idx1-ubyte.gz",
        ],
        "sha256": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "size": 28881,
    },
    {
        "name": "t10k-images-idx3-ubyte.gz",
        "urls": [
            "https://storage.googleapis.com/cvdf-datasets/mnist/"
            "t10k-images-idx3-ubyte.gz",
            "https://ossci-datasets.s3.amazonaws.com/mnist/t10k-images-idx3-ubyte.gz",
        ],
        "sha256": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "size": 1648877,
    },
    {
        "name": "t10k-labels-idx1-ubyte.gz",
        "urls": [
            "https://storage.googleapis.com/cvdf-datasets/mnist/"
            "t10k-labels-idx1-ubyte.gz",
            "https://ossci-datasets.s3.amazonaws.com/mnist/t10k-labels-idx1-ubyte.gz",
        ],
        "sha256": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        "size": 4542,
    },
]
CLASSES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
COLUMNS = ["part"]
CITATION = """\
@article{LeCun1998,
  author = {LeCun, Yann and Bottou, L{\\'e}on and Bengio, Yoshua and Haffner, Patrick},
  title = {Gradient-based learning applied to document recognition},
  journal = {Proceedings of the IEEE}, volume = {86}, number = {11},
  pages = {2278--2324}, year = {1998}, doi = {10.1109/5.726791}
}
"""


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Open the four official files."""
    return open_idx(files, CLASSES, official_provenance("mnist", FILES, CITATION))
