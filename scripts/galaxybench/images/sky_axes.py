"""Scale and orientation of an image on the sky, by the WCS in its header."""

import math
import warnings
from dataclasses import dataclass

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_scales

_SCALES = ("CD1_1", "CD1_2", "CDELT1")
"""Header keys of which one must be there: else WCS takes a degree per pixel."""


@dataclass(frozen=True)
class SkyAxes:
    """How the pixels of an image lie on the sky.

    Attributes:
        scales: arcsec per pixel along columns and rows, at the reference point.
        north: degrees from the second axis of the image (up, where the first row is at
            the bottom) counter-clockwise to celestial North, at the centre of the
            image, above -180 to 180; NaN if the WCS has other poles.
        mirrored: whether East is to the right where North is up.
    """

    scales: tuple[float, float]
    north: float
    mirrored: bool


def sky_axes(header: fits.Header, height: int, width: int) -> SkyAxes | None:
    """Read the WCS of an image of height x width pixels.

    Returns:
        Its axes; None if the header has no celestial WCS with a scale, or one that
        cannot be read.
    """
    if "CTYPE1" not in header or not any(key in header for key in _SCALES):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of dates and units that astropy corrects
            wcs = WCS(header, naxis=2)
            if not wcs.has_celestial:
                return None
            scales = 3600 * proj_plane_pixel_scales(wcs)
            north = _north(wcs, height, width)
    # wcslib raises nearly anything for wrong headers.
    except Exception:
        return None
    if not (np.isfinite(scales).all() and (scales > 0).all()):
        return None
    # Latitude may be the first axis; `wcs.celestial` would then turn the image, too.
    axes = wcs.pixel_scale_matrix[[wcs.wcs.lng, wcs.wcs.lat]]
    mirrored = bool(np.linalg.det(axes) > 0)
    return SkyAxes((float(scales[0]), float(scales[1])), north, mirrored)


def north_spread(north: np.ndarray) -> float:
    """Return how far directions (n,), in degrees, lie from their mean at most.

    NaN is left out; 0 if there is nothing else.
    """
    angles = np.radians(north[np.isfinite(north)])
    if not len(angles):
        return 0.0
    turned = np.exp(1j * angles)
    away = np.angle(turned * np.conj(turned.sum()))
    return float(np.degrees(np.abs(away).max()))


def _north(wcs: WCS, height: int, width: int) -> float:
    if wcs.wcs.lngtyp.strip() != "RA":
        return math.nan
    x, y = (width - 1) / 2, (height - 1) / 2
    place = wcs.wcs_pix2world([[x, y]], 0)
    step, dec = float(proj_plane_pixel_scales(wcs)[1]), wcs.wcs.lat
    sign = 1 if place[0, dec] + step <= 90 else -1
    place[0, dec] += sign * step
    ((to_x, to_y),) = wcs.wcs_world2pix(place, 0)
    return math.degrees(math.atan2(-sign * (to_x - x), sign * (to_y - y)))
