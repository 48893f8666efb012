import pandas as pd
import pytest

from galaxybench.comparison.factorial import factorial


def summary(*rows):
    """Rows of (model, recipe, accuracy), of one run each, which trained."""
    table = pd.DataFrame(rows, columns=["model", "recipe", "accuracy"])
    return table.assign(runs=1, not_ok=0)


def test_models_are_rows_and_recipes_columns_from_worse_to_better():
    result = factorial(
        summary(
            ("frozen", "plain", 0.90),
            ("frozen", "augmented", 0.95),
            ("scratch", "plain", 0.39),
            ("scratch", "augmented", 0.45),
        )
    )
    assert result["recipes"] == ["plain", "augmented"]
    assert [row["model"] for row in result["rows"]] == ["frozen", "scratch"]
    accuracies = [[c["accuracy"] for c in row["cells"]] for row in result["rows"]]
    assert accuracies == [[0.90, 0.95], [0.39, 0.45]]
    assert result["rows"][1]["best"] == 0.45
    assert result["rows"][1]["difference"] == pytest.approx(0.06)


def test_a_model_without_a_recipe_leaves_its_cell_empty():
    result = factorial(
        summary(("a", "x", 0.9), ("a", "y", 0.8), ("b", "y", 0.99), ("c", "x", 0.2))
    )
    # By the models that have both: that of `b` says nothing of y against x.
    assert result["recipes"] == ["y", "x"]
    by_model = {row["model"]: row for row in result["rows"]}
    assert by_model["b"]["cells"][1] is None
    assert by_model["b"]["difference"] is None
    assert by_model["b"]["best"] == 0.99


@pytest.mark.parametrize(
    "rows",
    [
        [("a", "x", 0.9), ("b", "x", 0.8)],
        [("a", "x", 0.9), ("a", "y", 0.8)],
        [("a", "x", 0.9), ("b", "x", 0.8), ("vote", "ensemble", 0.95)],
    ],
)
def test_one_model_or_one_recipe_is_no_factorial(rows):
    assert factorial(summary(*rows)) is None


def test_three_recipes_have_no_one_difference():
    rows = [(m, r, 0.5) for m in "ab" for r in "xyz"]
    assert [row["difference"] for row in factorial(summary(*rows))["rows"]] == [
        None
    ] * 2


def test_a_recipe_with_which_a_model_did_not_train_is_not_its_best():
    rows = [("a", "x", 0.9), ("a", "y", 0.8), ("b", "x", 0.95), ("b", "y", 0.94)]
    found = factorial(summary(*rows).assign(not_ok=[1, 0, 1, 1]))["rows"]
    assert [row["model"] for row in found] == ["a", "b"]
    assert found[0]["best"] == 0.8
    assert pd.isna(found[1]["best"])
