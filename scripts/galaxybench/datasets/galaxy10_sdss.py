"""Galaxy10 SDSS: 21,785 galaxies of the Sloan survey, 69 x 69 pixels, g, r and i.

Labels are those of Galaxy Zoo 2 on which more than 55 % of the votes agree. The
published class counts do not add up to the number of images, so only the total is
checked.
https://astronn.readthedocs.io/en/latest/galaxy10sdss.html
"""

from pathlib import Path
from typing import Any

from galaxybench.images.hdf5_images import open_hdf5
from galaxybench.images.imageset import ImageSet, official_provenance

OPTIONS = {}
FILES = [
    {
        "name": "Galaxy10.h5",
        "urls": [
            "https://zenodo.org/records/10844811/files/Galaxy10.h5",
            "https://www.astro.utoronto.ca/~bovy/Galaxy10/Galaxy10.h5",
        ],
        "sha256": "969a6b1cefcc36e09fffa86febd2f699a4aa19b837ba0427f01b0bc6ded458af",
        "size": 210234548,
    }
]
CLASSES = [
    "Disk, Face-on, No Spiral",
    "Smooth, Completely round",
    "Smooth, in-between round",
    "Smooth, Cigar shaped",
    "Disk, Edge-on, Rounded Bulge",
    "Disk, Edge-on, Boxy Bulge",
    "Disk, Edge-on, No Bulge",
    "Disk, Face-on, Tight Spiral",
    "Disk, Face-on, Medium Spiral",
    "Disk, Face-on, Loose Spiral",
]
CITATION = """\
@article{Lintott2008,
  author = {Lintott, Chris J. and others},
  title = {Galaxy Zoo: morphologies derived from visual inspection of galaxies from
    the Sloan Digital Sky Survey},
  journal = {MNRAS}, volume = {389}, pages = {1179}, year = {2008},
  doi = {10.1111/j.1365-2966.2008.13689.x}
}
@article{Lintott2011,
  author = {Lintott, Chris and others},
  title = {Galaxy Zoo 1: data release of morphological classifications for nearly
    900 000 galaxies},
  journal = {MNRAS}, volume = {410}, pages = {166}, year = {2011},
  doi = {10.1111/j.1365-2966.2010.17432.x}
}
@article{LeungBovy2019,
  author = {Leung, Henry W. and Bovy, Jo},
  title = {Deep learning of multi-element abundances from high-resolution
    spectroscopic data},
  journal = {MNRAS}, volume = {483}, pages = {3255}, year = {2019},
  doi = {10.1093/mnras/sty3217}
}
"""
SHAPE = [21_785, 69, 69, 3]


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Open the official file."""
    return open_hdf5(
        files[0],
        classes=CLASSES,
        count=SHAPE[0],
        provenance=official_provenance("galaxy10_sdss", FILES, CITATION),
    )
