"""Numbers and names for reading: percent, p values, durations, counts, lists."""

from collections.abc import Iterable

import pandas as pd

UNKNOWN = "\N{EN DASH}"


def percent(share: float) -> str:
    """Print a share with its unit: 0.8614 → 86.1 %, 0.9969 → 99.69 %."""
    return f"{bare_percent(share)}\N{NO-BREAK SPACE}%"


def bare_percent(share: float) -> str:
    """Print a share in percent: 0.8614 → 86.1, and from 99 on 0.9969 → 99.69."""
    # Above 99 %, a tenth of a point is at least a tenth of all errors.
    digits = 2 if 0.99 <= share < 1 else 1
    return f"{100 * share:.{digits}f}"


def points(share: float) -> str:
    """Print a difference in percentage points: 0.016 → +1.6, 0.0016 → +0.16, 0 → 0."""
    shown = f"{100 * share:+.{1 if abs(share) >= 0.00995 else 2}f}"
    if shown in ("+0.00", "-0.00"):
        return "0"
    return shown.replace("-", "\N{MINUS SIGN}")


def number(value: float) -> str:
    """Print a large count: 1219578 → 1.22 M; a dash where it is unknown."""
    if pd.isna(value):
        return UNKNOWN
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}\N{NO-BREAK SPACE}{letter}"
    return f"{value:,.0f}"


def p_value(p: float) -> str:
    """Print a p value: 0.0412 → p = 0.041; any below 0.001 → p < 0.001.

    Close to 0.05 a third digit shows on which side of it the value is: 0.0496.
    """
    if p < 0.001:
        return "p\N{NO-BREAK SPACE}<\N{NO-BREAK SPACE}0.001"
    shown = f"{p:.2g}" if p < 0.1 else f"{p:.2f}"
    if shown == "0.05":
        shown = f"{p:.3g}"
    return f"p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{shown}"


def certainty(p: float) -> str:
    """Print a class's probability, to be followed by more text; "" if unknown."""
    return "" if pd.isna(p) else f"prob. {p:.2f}, "


def duration(seconds: float) -> str:
    """Print a duration: 3725 → 1 h 2 min; a dash where it is unknown."""
    if pd.isna(seconds):
        return UNKNOWN
    if seconds < 60:
        return f"{seconds:.1f}\N{NO-BREAK SPACE}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}\N{NO-BREAK SPACE}min {rest}\N{NO-BREAK SPACE}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}\N{NO-BREAK SPACE}h {minutes}\N{NO-BREAK SPACE}min"


def short_duration(seconds: float) -> str:
    """Print a duration for an axis: 0.002 → 2 ms, 20 → 20 s, 7200 → 2 h."""
    units = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"))
    size, unit = next((each for each in units if seconds >= each[0]), units[-1])
    return f"{seconds / size:.3g}\N{NO-BREAK SPACE}{unit}"


def shortened(name: str, letters: int) -> str:
    """Shorten a name to that many letters: 'Round Smooth' → 'Round S…' for 8."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def listed(names: Iterable[str]) -> str:
    """Join names: "a", "a and b", "a, b and c"; "" without any."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last
