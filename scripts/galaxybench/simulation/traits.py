"""The traits of a simulated galaxy that the catalog lists."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Galaxy:
    """The traits of one galaxy.

    Attributes:
        inclination: of a disk of typical thickness with this axis ratio, degrees; 0 is
            face-on.
        position_angle: of the major axis, or of the line between two merging bodies,
            from north (up) through east (left), degrees.
        axis_ratio: minor over major axis of the main body.
        index: Sérsic index of the main body; 1 is an exponential disk.
        radius: its half-light radius along the major axis, in widths of the picture.
        brightness: its surface brightness at that radius; white is about 1.
        age: of its stars; 0 is young and blue, 1 is old and red.
    """

    inclination: float
    position_angle: float
    axis_ratio: float
    index: float
    radius: float
    brightness: float
    age: float

    @property
    def angle(self) -> float:
        """Position angle from `x` (right) towards `y` (up), radians."""
        return math.radians(self.position_angle + 90)
