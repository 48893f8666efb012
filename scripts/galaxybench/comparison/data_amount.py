"""Accuracy over the number of training images: how many are enough?"""

from collections import defaultdict

import pandas as pd

from galaxybench.comparison.summary import KEYS, summarize
from galaxybench.config.runs import KINDS, data_amounts

PAIRED = ["margin", "same_images", "difference", "low_90", "high_90", "p", "as_good"]
"""Columns of data_amounts.csv; missing for all training images, and where a model has
no run on some split."""


def amounts(
    table: pd.DataFrame,
    splits: list[tuple[dict, dict]],
    paired: pd.DataFrame,
    ranking: pd.DataFrame | None = None,
) -> dict[tuple[str, str], pd.DataFrame]:
    """Gather the split schemes that differ only in the number of training images.

    Args:
        table: as in metrics.csv.
        splits: ({dataset, split, scheme}, content of split.json) of every instance.
        paired: as in data_amounts.csv.
        ranking: as in ranking.csv.

    Returns:
        (dataset, scheme with most training images) → the result of `summarize` for the
        runs of these schemes, with the columns `fraction` and `train_images` (the mean
        over folds, before any balancing) and PAIRED, fewest images first. Empty if
        there are no such schemes. A model whose runs with most training images failed
        is left out.
    """
    trained = table[~table["recipe"].isin(KINDS)]
    if trained.empty:
        return {}
    known: dict[str, dict[str, list[dict]]] = defaultdict(lambda: defaultdict(list))
    for names, split in splits:
        known[names["dataset"]][names["scheme"]].append(split)
    summary = summarize(trained, ranking)
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
            whole = here.loc[here["scheme"] == full, ["recipe", "model"]]
            here = here.merge(whole, on=["recipe", "model"])
            tested = paired[paired["full"] == full].drop(columns="full")
            here = here.merge(tested, on=KEYS, how="left")
            result[dataset, full] = here.sort_values(
                ["recipe", "model", "train_images"], kind="stable", ignore_index=True
            )
    return result


def enough(rows: pd.DataFrame) -> pd.Series:
    """Find the fewest training images with which a model does as well as with all.

    `rows` are the rows of one model and recipe in a result of `amounts`, of which the
    last has all training images. Returned is the row with the fewest images that is as
    good as the last within the margin, like every row with more images.
    """
    found = rows.iloc[-1]
    for _, row in rows.iloc[-2::-1].iterrows():
        if not is_true(row["as_good"]):
            break
        found = row
    return found


def is_true(value: object) -> bool:
    """Say whether a cell is true; beside empty ones, pandas reads them as objects."""
    return bool(value == True)  # noqa: E712
