"""How many training images are enough, in words."""

from fractions import Fraction

import pandas as pd

from galaxybench.comparison.data_amount import enough, is_true
from galaxybench.formats import points
from galaxybench.report.margin_words import printed


def sentences(rows: pd.DataFrame) -> list[str]:
    """Say how many training images are enough, one sentence per model and recipe.

    `rows` is one item of `data_amount.amounts`, of one data set.
    """
    several = rows["recipe"].nunique() > 1
    said = [
        _sentence(f"{model} with {recipe}" if several else model, own)
        for (recipe, model), own in rows.groupby(["recipe", "model"], sort=False)
    ]
    if (rows["seeds"] == 1).all() and (rows["splits"] == 1).all():
        said.append(
            "With each number of images, every model was trained once: this compares "
            "these weights, and another seed may give another number."
        )
    return said


def _sentence(name: str, rows: pd.DataFrame) -> str:
    full, found = rows.iloc[-1], enough(rows)
    whole = f"all {full['train_images']:,.0f}"
    if full["not_ok"] == full["runs"]:
        return (
            f"{name}: no run trained properly on {whole} training images, so it cannot "
            "be said how many are enough."
        )
    parts = rows.iloc[:-1].dropna(subset="margin")
    if parts.empty:
        return (
            f"{name}: no smaller number of training images was compared with {whole}."
        )
    margin = printed(parts["margin"].iloc[0])
    if found["train_images"] < full["train_images"]:
        return (
            f"{name}: {found['train_images']:,.0f} training images "
            f"({part(found['fraction'])}) are the fewest that are as good as {whole} "
            f"within the margin of {margin}: {_difference(found)}."
        )
    sentence = (
        f"{name}: no smaller number of training images is shown to be as good as "
        f"{whole} within the margin of {margin}"
    )
    nearest = parts.iloc[-1]
    if not is_true(nearest["same_images"]):
        return (
            f"{sentence}: the test images of {nearest['scheme']} are not those of "
            f"{full['scheme']}, so that they cannot be compared."
        )
    images = f"{nearest['train_images']:,.0f} images ({part(nearest['fraction'])})"
    return f"{sentence}: with {images}, {_difference(nearest)}."


def _difference(row: pd.Series) -> str:
    """Say how the accuracy differs from that with all images, with its interval."""
    low, high = (points(row[end]) for end in ("low_90", "high_90"))
    return (
        f"{points(row['difference'])} points on the same test images "
        f"(90\N{NO-BREAK SPACE}% interval {low} to {high})"
    )


def part(fraction: float) -> str:
    """Print a fraction for reading: 0.0625 → 1/16, 0.83 → 83 %, 1 → all."""
    simple = Fraction(fraction).limit_denominator(64)
    if abs(float(simple) - fraction) < 1e-4 and simple.numerator < 4:
        return str(simple) if simple != 1 else "all"
    return f"{100 * fraction:.3g}\N{NO-BREAK SPACE}%"
