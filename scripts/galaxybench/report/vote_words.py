"""What the page says of votes: how far volunteers agree, and how far the models do."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from galaxybench.comparison.summary import row_name
from galaxybench.evaluation.rows import Row
from galaxybench.evaluation.vote_scores import AGREEMENT
from galaxybench.formats import listed, percent


def section(summary: pd.DataFrame, rows: Sequence[Row]) -> dict[str, Any] | None:
    """Describe the scores against the votes of one data set and split scheme.

    Args:
        summary: the rows of `summarize` for that place, best first.
        rows: the rows of the comparison there, with metrics.

    Returns:
        None without votes; or `sentences`; the rows of `summary` that have
        probabilities, `models`; the `least` log loss; and `classes`: class, its test
        `images`, the `agreement` of volunteers on them, and the `deviations` of the
        models, over all splits and runs.
    """
    if AGREEMENT not in summary or summary[AGREEMENT].isna().all():
        return None
    models = summary[summary["votes_log_loss"].notna()]
    several = summary["recipe"].nunique() > 1
    return {
        "sentences": _sentences(summary, several),
        "models": models.to_dict("records"),
        "least": models["votes_least_log_loss"].mean(),
        "classes": _classes(models, rows),
    }


def ceiling(summary: pd.DataFrame) -> list[str]:
    """Say in the answer how often a volunteer agrees with the labels; [] if unknown."""
    if AGREEMENT not in summary or summary[AGREEMENT].isna().all():
        return []
    return [
        f"A single volunteer agrees with these labels, which are majorities of votes, "
        f"in {percent(summary[AGREEMENT].iloc[0])} of cases (section Against the "
        "votes)."
    ]


def _sentences(summary: pd.DataFrame, several: bool) -> list[str]:
    agreement = summary[AGREEMENT].iloc[0]
    above = summary[summary["accuracy"] > agreement]
    names = [row_name(row, several) for _, row in above.iterrows()]
    which = "No model does"
    if names:
        which = f"{listed(names)} {'do' if len(names) > 1 else 'does'}"
        if len(names) == len(summary) > 1:
            which = "All models do"
    return [
        "The label of an image is the class with most votes. A single volunteer agrees "
        f"with it in {percent(agreement)} of cases: this is the mean of the largest "
        "fraction of the votes on the test images, and the accuracy that one volunteer "
        "would have here. The vote of this volunteer is one of those that made the "
        "label, so that the number is a little too high.",
        f"A model may be above it, since it is compared with many volunteers, not with "
        f"one. {which}. What is beyond it may still be wrong about the galaxies: the "
        "labels are votes.",
    ]


def _classes(models: pd.DataFrame, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Average the scores by class over splits, and those of models over their runs."""
    own = pd.DataFrame(
        {"split": row.run.split, "key": row.key, **scores}
        for row in rows
        for scores in row.metrics["votes_per_class"]
    )
    keys = list(zip(models["recipe"], models["model"], strict=True))
    found = []
    for name, scores in own.groupby("class", sort=False):
        splits = scores.drop_duplicates("split")
        images = int(splits["images"].sum())
        known = splits[splits["images"] > 0]
        votes = (known[AGREEMENT] * known["images"]).sum()
        means = scores.astype({"votes_deviation": float}).groupby("key")
        means = means["votes_deviation"].mean()
        found.append(
            {
                "class": name,
                "images": images,
                "agreement": votes / images if images else None,
                "deviations": [means[key] for key in keys],
            }
        )
    return found
