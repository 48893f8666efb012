"""Fashion-MNIST: 70,000 pieces of clothing, 28 x 28, grey, with its own test set."""

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
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
            "train-images-idx3-ubyte.gz",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
            "train-images-idx3-ubyte.gz",
        ],
        "sha256": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "size": 26421880,
    },
    {
        "name": "train-labels-idx1-ubyte.gz",
        "urls": [
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
            "train-labels-idx1-ubyte.gz",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
            "train-labels-idx1-ubyte.gz",
        ],
        "sha256": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "size": 29515,
    },
    {
        "name": "t10k-images-idx3-ubyte.gz",
        "urls": [
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
            "t10k-images-idx3-ubyte.gz",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
            "t10k-images-idx3-ubyte.gz",
        ],
        "sha256": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "size": 4422102,
    },
    {
        "name": "t10k-labels-idx1-ubyte.gz",
        "urls": [
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
            "t10k-labels-idx1-ubyte.gz",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
            "t10k-labels-idx1-ubyte.gz",
        ],
        "sha256": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        "size": 5148,
    },
]
CLASSES = [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
]
COLUMNS = ["part"]
CITATION = """\
@misc{Xiao2017,
  author = {Xiao, Han and Rasul, Kashif and Vollgraf, Roland},
  title = {Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
    Algorithms},
  year = {2017}, eprint = {1708.07747}, archivePrefix = {arXiv}
}
"""


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Open the four official files."""
    known = official_provenance("fashion_mnist", FILES, CITATION)
    return open_idx(files, CLASSES, known)
