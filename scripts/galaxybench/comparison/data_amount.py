"""Accuracy over the number of training images: how many are enough?"""

from fractions import Fraction

import pandas as pd

from galaxybench.comparison.summary import summarize
from galaxybench.config.runs import KINDS, data_amounts
from galaxybench.formats import bare_percent, percent


def amounts(
    table: pd.DataFrame, splits: list[tuple[dict, dict]]
) -> dict[tuple[str, str], pd.DataFrame]:
    """Gather the split schemes that differ in the number of training images alone.

    Args:
        table: one row a run, as in metrics.csv.
        splits: ({dataset, split, scheme}, contents of its split.json), all instances.

    Returns:
        (dataset, scheme with most training images) → what `comparison.summarize` makes
        of the runs of the schemes, with the columns `fraction` and `train_images` (the
        mean over folds, before any balancing), fewest images first; empty where no
        schemes differ so.
    """
    known: dict[str, dict[str, list[dict]]] = {}
    for names, split in splits:
        known.setdefault(names["dataset"], {}).setdefault(names["scheme"], []).append(
            split
        )
    summary = summarize(table[~table["recipe"].isin(KINDS)])
    result = {}
    for dataset, schemes in known.items():
        options = {scheme: own[0]["options"] for scheme, own in schemes.items()}
        for full, members in data_amounts(options).items():
            size = pd.DataFrame(
                {
                    "scheme": scheme,
                    "fraction": options[scheme]["train_fraction"],
                    "train_images": sum(s["images"]["train"] for s in schemes[scheme])
                    / len(schemes[scheme]),
                }
                for scheme in members
            )
            here = summary[summary["dataset"] == dataset].merge(size, on="scheme")
            result[dataset, full] = here.sort_values(
                ["recipe", "model", "train_images"], kind="stable", ignore_index=True
            )
    return result


def enough(rows: pd.DataFrame) -> pd.Series:
    """Find the fewest training images that still do as well as all, for one model.

    Args:
        rows: of one model and recipe, as from `amounts`.

    Returns:
        The row with the fewest images whose interval, like those of all rows above
        it, reaches the accuracy of the last; the last itself, if no other does.
    """
    full = rows.iloc[-1]
    found = full
    for _, row in rows.iloc[::-1].iterrows():
        if row["accuracy_high"] < full["accuracy"]:
            break
        found = row
    return found


def sentences(rows: pd.DataFrame) -> list[str]:
    """Say how many training images are enough, one sentence a model and recipe.

    Args:
        rows: as from `amounts`, of one data set.
    """
    several = rows["recipe"].nunique() > 1
    return [
        _sentence(f"{model} with {recipe}" if several else model, own)
        for (recipe, model), own in rows.groupby(["recipe", "model"], sort=False)
    ]


def _sentence(name: str, rows: pd.DataFrame) -> str:
    full, found = rows.iloc[-1], enough(rows)
    whole = f"the {percent(full['accuracy'])} of all {full['train_images']:,.0f}"
    if found["train_images"] == full["train_images"]:
        return (
            f"{name}: no smaller number of training images has an interval that "
            f"reaches {whole}."
        )
    low, high = map(bare_percent, (found["accuracy_low"], found["accuracy_high"]))
    return (
        f"{name}: {found['train_images']:,.0f} training images "
        f"({part(found['fraction'])}) are the fewest whose interval still reaches "
        f"{whole}: {percent(found['accuracy'])} [{low}, {high}]."
    )


def part(fraction: float) -> str:
    """Print a fraction as people read it: 0.0625 → 1/16, 0.83 → 83 %."""
    simple = Fraction(fraction).limit_denominator(64)
    if abs(float(simple) - fraction) < 1e-4 and simple.numerator < 4:
        return str(simple) if simple != 1 else "all"
    return f"{100 * fraction:.3g}\N{NO-BREAK SPACE}%"
