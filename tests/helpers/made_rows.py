"""Rows of a comparison, made up for tests."""

from galaxybench.config.runs import Run
from galaxybench.evaluation.rows import Row


def made_row(
    model: str = "lenet5",
    seed: int = 0,
    split: str = "holdout",
    recipe: str = "baseline",
    dataset: str = "galaxies",
    **contents,
) -> Row:
    """A row with these contents: metrics, description, predictions, history."""
    return Row(Run(dataset, split, recipe, model, seed), **contents)
