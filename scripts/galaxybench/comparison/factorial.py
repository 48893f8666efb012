"""Models × recipes: the effect of a recipe on every model."""

import pandas as pd

from galaxybench.comparison.summary import has_trained
from galaxybench.config.runs import KINDS


def factorial(summary: pd.DataFrame) -> dict | None:
    """Arrange the result of `summarize` for one comparison as models × recipes.

    Returns:
        {"recipes", "rows"}: the recipes by rising mean over the models that have all
        of them; one row per model, best first, with its "model", "cells" (a row of the
        summary or None per recipe), "best" (the highest accuracy with a recipe with
        which it trained, NaN without any) and "difference" (of two recipes, the last
        minus the first; otherwise None). None with fewer than two models or recipes.
    """
    trained = summary[~summary["recipe"].isin(KINDS)]
    wide = trained.pivot(index="model", columns="recipe", values="accuracy")
    learned = trained.assign(accuracy=trained["accuracy"].where(has_trained(trained)))
    best = learned.groupby("model")["accuracy"].max()
    if min(wide.shape) < 2:
        return None
    shared = wide.dropna() if len(wide.dropna()) else wide
    recipes = list(shared.mean().sort_values(kind="stable").index)
    cells = {(row["model"], row["recipe"]): row for row in trained.to_dict("records")}
    rows = []
    for model in best.sort_values(ascending=False, kind="stable").index:
        own = [cells.get((model, recipe)) for recipe in recipes]
        both = len(recipes) == 2 and all(own)
        rows.append(
            {
                "model": model,
                "cells": own,
                "best": best[model],
                "difference": own[1]["accuracy"] - own[0]["accuracy"] if both else None,
            }
        )
    return {"recipes": recipes, "rows": rows}
