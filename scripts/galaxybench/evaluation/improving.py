"""Was a run still improving when its training stopped?

Two trained nets are compared fairly only where both had enough epochs. A validation
curve that still rises at the end says that this one had too few.
"""

from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

STRIP = 5
"""Fewest epochs that are judged: the strip of Prechelt 1998 (Early Stopping, but when?,
doi:10.1007/3-540-49430-8_3). Four epochs in falling order are too likely by chance."""
WINDOW = 0.2
"""Share of the epochs, at the end, whose trend is judged, if that is more than a strip.
"""
STEADY = 2.0
"""The learning rate is steady while it is within this factor of that of the last epoch.
"""
LEVEL = 0.05
"""Level of the one-sided Mann-Kendall test."""
GAIN = 0.01
"""Gain over the window that matters, as a share of that since the first epoch."""


def still_improving(history: pd.DataFrame, description: dict[str, Any]) -> bool | None:
    """Judge the end of the validation curve by which the recipe chose its best epoch.

    That is `val_accuracy`, or `val_loss` where the recipe chose by anything else. A run
    was still improving if all of this holds for the last fifth of its epochs (five or
    more): the best epoch of all is in their last third; they have a trend (one-sided
    Mann-Kendall test, Mann 1945, Econometrica 13, 245, at the 5 % level); and their
    gain by the slope of Theil and Sen (Sen 1968, doi:10.2307/2285891) is at least 1 %
    of all that was gained since the first epoch.

    Only epochs of a steady learning rate are judged. A schedule that ends at 0, such as
    a cosine, lowers the loss by the fall of the rate itself (Hägele et al. 2024, arXiv
    2405.18392) and then flattens the curve whether or not more epochs would have
    helped: neither the trend nor its end says anything about a longer schedule.

    Args:
        history: one row per epoch, as in history.csv.
        description: the content of run.json.

    Returns:
        Whether it was; None where that cannot be told, because fewer than five epochs
        at the end had a steady learning rate, or a value is not finite.
    """
    monitor = description.get("recipe", {}).get("best", {}).get("monitor")
    column, sign = ("val_loss", -1)
    if monitor == "val_accuracy":
        column, sign = ("val_accuracy", 1)
    steady = _steady(history)
    window = min(steady, max(STRIP, ceil(WINDOW * len(history))))
    if window < STRIP or not np.isfinite(history[column]).all():
        return None
    curve = sign * history[column].to_numpy(float)
    end, epochs = curve[-window:], np.arange(window)
    if curve.argmax() < len(curve) - ceil(window / 3):
        return False
    trend = stats.kendalltau(epochs, end, alternative="greater").pvalue  # NaN if flat
    gain = stats.theilslopes(end, epochs).slope * (window - 1)
    return bool(trend < LEVEL and gain >= GAIN * (curve.max() - curve[0]))


def _steady(history: pd.DataFrame) -> int:
    """Count the epochs at the end whose learning rate is near that of the last."""
    if history.empty or "learning_rate" not in history:
        return 0
    rate = history["learning_rate"].to_numpy(float)[::-1]
    near = (rate <= STEADY * rate[0]) & (STEADY * rate >= rate[0])
    return len(rate) if near.all() else int(near.argmin())
