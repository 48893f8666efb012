"""Galaxy10 DECaLS: 17,736 galaxies of the DESI surveys, 256 x 256 pixels, g, r and z.

The file is sorted by class and holds some galaxies twice, so it must be split by sky
position; the catalog has `ra` and `dec`. Class 3 is named as on the data set's own
page. Some redshifts are NaN.
https://github.com/henrysky/Galaxy10
"""

from pathlib import Path
from typing import Any

from galaxybench.images.hdf5_images import open_hdf5
from galaxybench.images.imageset import ImageSet, official_provenance

OPTIONS = {}
FILES = [
    {
        "name": "Galaxy10_DECals.h5",
        "urls": [
            "https://zenodo.org/records/10845026/files/Galaxy10_DECals.h5",
            "https://www.astro.utoronto.ca/~hleung/shared/Galaxy10/Galaxy10_DECals.h5",
        ],
        "sha256": "19aefc477c41bb7f77ff07599a6b82a038dc042f889a111b0d4d98bb755c1571",
    }
]
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
COLUMNS = ["ra", "dec", "redshift", "pxscale"]
CITATION = """\
@article{Walmsley2022,
  author = {Walmsley, Mike and others},
  title = {Galaxy Zoo DECaLS: Detailed visual morphology measurements from volunteers
    and deep learning for 314 000 galaxies},
  journal = {MNRAS}, volume = {509}, pages = {3966}, year = {2022},
  doi = {10.1093/mnras/stab2093}
}
@article{Dey2019,
  author = {Dey, Arjun and others},
  title = {Overview of the DESI Legacy Imaging Surveys},
  journal = {AJ}, volume = {157}, pages = {168}, year = {2019},
  doi = {10.3847/1538-3881/ab089d}
}
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
SHAPE = [17_736, 256, 256, 3]


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Open the official file, with sky position, redshift and pixel scale."""
    return open_hdf5(
        files[0],
        classes=CLASSES,
        columns=["ra", "dec", "redshift", "pxscale"],
        count=SHAPE[0],
        provenance=official_provenance("galaxy10_decals", FILES, CITATION),
    )
