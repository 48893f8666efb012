"""How many training images are enough, in words."""

from fractions import Fraction

import pandas as pd

from galaxybench.comparison.data_amount import enough
from galaxybench.formats import bare_percent, percent


def sentences(rows: pd.DataFrame) -> list[str]:
    """Say how many training images are enough, one sentence per model and recipe.

    `rows` is one item of `data_amount.amounts`, of one data set.
    """
    several = rows["recipe"].nunique() > 1
    return [
        _sentence(f"{model} with {recipe}" if several else model, own)
        for (recipe, model), own in rows.groupby(["recipe", "model"], sort=False)
    ]


def _sentence(name: str, rows: pd.DataFrame) -> str:
    full, found = rows.iloc[-1], enough(rows)
    if full["not_ok"] == full["runs"]:
        return (
            f"{name}: no run trained properly on all {full['train_images']:,.0f} "
            "training images, so it cannot be said how many are enough."
        )
    whole = f"the {percent(full['accuracy'])} of all {full['train_images']:,.0f}"
    if found["train_images"] == full["train_images"]:
        return (
            f"{name}: with fewer training images, no interval reaches {whole} images."
        )
    low, high = map(bare_percent, (found["accuracy_low"], found["accuracy_high"]))
    return (
        f"{name}: {found['train_images']:,.0f} training images "
        f"({part(found['fraction'])}) are the fewest whose interval still reaches "
        f"{whole}: {percent(found['accuracy'])} [{low}, {high}]."
    )


def part(fraction: float) -> str:
    """Print a fraction for reading: 0.0625 → 1/16, 0.83 → 83 %, 1 → all."""
    simple = Fraction(fraction).limit_denominator(64)
    if abs(float(simple) - fraction) < 1e-4 and simple.numerator < 4:
        return str(simple) if simple != 1 else "all"
    return f"{100 * fraction:.3g}\N{NO-BREAK SPACE}%"
