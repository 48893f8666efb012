"""A table beside FITS cut-outs, small and right, for tests that change something."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

from galaxybench.config.catalog_files import catalog_files
from galaxybench.config.file_contents import read_checksums
from galaxybench.images.catalog_rows import LeftOut
from galaxybench.images.cutout_files import CutoutFiles, cutout_files
from galaxybench.images.tables import read_table
from tests.helpers.catalogs import ROWS, columns, csv_text, options

SIDE, BANDS = 16, ("g", "r", "i")
FLUXES = np.random.default_rng(7).normal(2, 5, (ROWS, 3, SIDE, SIDE)).astype(np.float32)
"""(rows, bands, height, width), as the planes of a FITS file."""
IMAGES = np.moveaxis(FLUXES, 1, -1)
"""The same as images (rows, height, width, bands)."""
PATTERN = "{objid}.fits"
BY_BAND = {"file": "{objid}_{band}.fits", "band_names": list(BANDS)}


def cutout_options(**given: object) -> dict[str, object]:
    """Options of a catalog of cut-outs in `cuts`: defaults, and those given."""
    own = {"images": "cuts", "file": PATTERN, "size": None}
    return options(**(own | given))


def write_table(folder: Path, **changed: Iterable | None) -> dict[str, list]:
    """Write `cat.csv`; None leaves a column out."""
    table = columns() | {name: list(values or ()) for name, values in changed.items()}
    table = {name: values for name, values in table.items() if values}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cat.csv").write_text(csv_text(table))
    return table


def write_cutouts(
    folder: Path,
    ending: str = ".fits",
    header: fits.Header | None = None,
    fluxes: np.ndarray = FLUXES,
) -> list[Path]:
    """Write `cat.csv`, and in `cuts` one file per object, whose planes are bands."""
    (folder / "cuts").mkdir(parents=True, exist_ok=True)
    names = [folder / f"cuts/{n}{ending}" for n in write_table(folder)["objid"]]
    for name, planes in zip(names, fluxes, strict=True):
        fits.writeto(name, planes, header, overwrite=True)
    return names


def write_bands(folder: Path) -> list[list[Path]]:
    """Write `cat.csv`, and one file per object and band in `cuts`."""
    (folder / "cuts").mkdir(parents=True, exist_ok=True)
    files = []
    for number, planes in zip(write_table(folder)["objid"], FLUXES, strict=True):
        files.append([folder / f"cuts/{number}_{band}.fits" for band in BANDS])
        for path, plane in zip(files[-1], planes, strict=True):
            fits.writeto(path, plane, overwrite=True)
    return files


def write_extensions(path: Path, planes: np.ndarray, names: Iterable[str]) -> None:
    """Write one file with an empty first HDU and an HDU for every name."""
    hdus = [fits.ImageHDU(plane, name=n) for n, plane in zip(names, planes)]  # noqa: B905
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(path, overwrite=True)


def sky_header(
    scale: float = 0.5, turned: float = 0.0, mirrored: bool = False, side: int = SIDE
) -> fits.Header:
    """The header of an image of square pixels around ra 150, dec 2.

    Args:
        scale: arcsec per pixel.
        turned: degrees from up, counter-clockwise, to North.
        mirrored: whether East is to the right of North.
        side: pixels per side of the image.
    """
    angle = np.radians(turned)
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = "RA---TAN", "DEC--TAN"
    wcs.wcs.crval, wcs.wcs.crpix = (150, 2), ((side + 1) / 2, (side + 1) / 2)
    wcs.wcs.cunit = "deg", "deg"
    # Rows: ra and dec per pixel; where North is up, East is left.
    east = np.array([-np.cos(angle), -np.sin(angle)]) * (-1 if mirrored else 1)
    north = np.array([-np.sin(angle), np.cos(angle)])
    wcs.wcs.cd = np.array([east, north]) * scale / 3600
    return wcs.to_header()


def found_files(missing: LeftOut | None = None, **given: object) -> CutoutFiles:
    """Find the cut-outs of `cat.csv` in the working folder."""
    chosen = cutout_options(**given)
    own = catalog_files(
        Path(chosen["table"]),
        Path(chosen["images"]),
        chosen["file"],
        chosen["band_names"],
    )
    checksums = read_checksums(own.pictures)
    return cutout_files(
        read_table(own.table),
        chosen,
        own.images,
        own.pictures,
        checksums,
        missing or LeftOut("missing", drop=True),
    )
