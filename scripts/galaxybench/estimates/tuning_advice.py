"""Which of the tried settings to use: the fastest one that keeps the loss curve.

A setting keeps the curve if its mean loss over the second half of the images is at most
TOLERANCE above the larger of the two losses of the recipe's own setting, which is tried
with two seeds. This is a hint, not a proof: before you adopt a setting, compare
whole runs, as for any other change.
"""

from typing import Any

from tabulate import tabulate

TOLERANCE = 0.05
KEYS = ("precision", "batch_size", "jit")
COLUMNS = ("precision", "batch", "jit", "images/s", "ratio", "loss", "keeps the curve")
FORMATS = ("", "", "", ".0f", ".2f", ".4f", "")


def choose(tried: list[dict[str, Any]], recipe: dict[str, Any]) -> dict[str, Any]:
    """Return the fastest of the tried settings that keeps the loss curve.

    `tried` are rows of `tuning.Tuner.tune`, which get the key `keeps_curve`. The
    reference is the recipe's own setting.
    """
    own = [row for row in tried if not adopted(row, recipe)]
    known = [row["loss"] for row in own if row["loss"] is not None]
    limit = (1 + TOLERANCE) * max(known, default=0.0)
    for row in tried:
        fine = row["loss"] is not None and row["loss"] <= limit
        row["keeps_curve"] = fine or not adopted(row, recipe)
    return max(
        (row for row in tried if row["keeps_curve"]),
        key=lambda row: row["images_per_second"],
    )


def adopted(best: dict[str, Any], recipe: dict[str, Any]) -> dict[str, Any]:
    """Return the keys and values in which a setting differs from the recipe."""
    return {key: best[key] for key in KEYS if best[key] != recipe[key]}


def table(tried: list[dict[str, Any]], recipe: dict[str, Any]) -> str:
    """Format the settings passed to `choose` as a text table, fastest first."""
    own = max(row["images_per_second"] for row in tried if not adopted(row, recipe))
    cells = []
    for row in sorted(tried, key=lambda row: -row["images_per_second"]):
        keeps = "yes" if row["keeps_curve"] else "no"
        comment = keeps if adopted(row, recipe) else "the recipe's own"
        loss = float("nan") if row["loss"] is None else row["loss"]
        speed, jit = row["images_per_second"], str(row["jit"]).lower()
        setting = (row["precision"], row["batch_size"], jit)
        cells.append([*setting, speed, speed / own, loss, comment])
    return tabulate(cells, COLUMNS, floatfmt=FORMATS, numalign="right")
