import numpy as np
import pandas as pd
import pytest
from scipy import stats

from galaxybench.comparison.significance import Answers, overall, pairs
from tests.helpers.made_rows import made_row

IMAGES = 400


def predicted(right: np.ndarray, start: int = 0) -> pd.DataFrame:
    rows = np.arange(len(right))
    return pd.DataFrame(
        {"source_index": rows + start, "label": 1, "predicted": right.astype(int)}
    )


def filled(
    rates: dict[str, float], seeds: int = 1, splits: tuple[str, ...] = ("holdout",)
) -> Answers:
    rng, answers = np.random.default_rng(3), Answers()
    for model, rate in rates.items():
        for n, split in enumerate(splits):
            for seed in range(seeds):
                right = predicted(rng.random(IMAGES) < rate, n * IMAGES)
                answers.add(made_row(model, seed, split, "r", predictions=right))
    return answers


def compared(answers: Answers) -> pd.DataFrame:
    splits = answers.splits()
    groups = {split: np.arange(IMAGES) for split in splits}
    return pairs(answers, groups, {split: (1600, IMAGES) for split in splits})


def test_the_better_one_comes_first_and_p_values_are_adjusted_together():
    table = compared(filled({"weak": 0.5, "strong": 0.9, "good": 0.88}))
    names = list(zip(table["model_a"], table["model_b"], strict=True))
    assert names == [("strong", "good"), ("strong", "weak"), ("good", "weak")]
    assert set(table["test"]) == {"McNemar"}
    expected = table["accuracy_a"] - table["accuracy_b"]
    np.testing.assert_allclose(table["difference"], expected)
    assert (table["low"] < table["difference"]).all()
    assert (table["difference"] < table["high"]).all()
    # Holm: the smallest of three p values times three, and so on.
    p, holm = np.sort(table["p"]), np.sort(table["p_holm"])
    steps = np.minimum(1, np.maximum.accumulate(p * [3, 2, 1]))
    np.testing.assert_allclose(holm, steps)
    assert (table["p_holm"] < 0.05).tolist()[1:] == [True, True]
    assert table["images_needed"].iloc[0] > 3 * table["images_needed"].iloc[1]


def test_what_is_undecided_among_all_pairs_needs_more_images_than_there_are():
    rates = {"a": 0.8, "b": 0.79, "c": 0.75, "d": 0.72, "e": 0.5}
    table = compared(filled(rates))
    undecided = table["p_holm"] >= 0.05
    assert 0 < undecided.sum() < 10
    needed = table.loc[undecided, "images_needed"].dropna()  # none for equal ones
    assert len(needed) and (needed > IMAGES).all()


def test_discordant_images_are_counted():
    answers = Answers()
    right = {"a": [1, 1, 1, 0, 0], "b": [1, 0, 0, 1, 0]}
    for model, values in right.items():
        answers.add(made_row(model, predictions=predicted(np.array(values))))
    groups = {"holdout": np.arange(5)}
    [row] = pairs(answers, groups, {"holdout": (10, 5)}).to_dict("records")
    assert (row["only_a"], row["only_b"]) == (2, 1)
    assert row["p"] == 1


def test_seeds_are_averaged_image_by_image():
    answers = filled({"strong": 0.8, "weak": 0.7}, seeds=3)
    table = compared(answers)
    assert table["test"].tolist() == ["randomization"]
    runs = answers.right["r", "strong"].values()
    mean = np.mean([right.mean() for right in runs])
    assert table["accuracy_a"].iloc[0] == pytest.approx(mean)


def test_folds_take_the_corrected_t_test():
    folds = tuple(f"cv-fold{n}" for n in range(5))
    answers = filled({"strong": 0.8, "weak": 0.7}, seeds=2, splits=folds)
    table = compared(answers)
    assert table["test"].tolist() == ["Nadeau-Bengio"]
    a, b = (answers.right["r", model] for model in ("strong", "weak"))
    d = np.array([a[key].mean() - b[key].mean() for key in a])
    t = d.mean() / np.sqrt((1 / 10 + 400 / 1600) * d.var(ddof=1))
    assert table["p"].iloc[0] == pytest.approx(2 * stats.t.sf(t, 9))


def test_rows_with_other_test_images_are_never_compared():
    answers = filled({"a": 0.8})
    other = predicted(np.ones(IMAGES), start=1)
    with pytest.raises(ValueError, match=r"b \(r, seed 0\) and a \(r, seed 0\) were"):
        answers.add(made_row("b", recipe="r", predictions=other))


def test_cochrans_q_by_hand():
    """Cochran's formula on a table of three models and six images."""
    right = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 1, 0], [1, 0, 0]])
    answers = Answers()
    for n, model in enumerate("abc"):
        answers.add(made_row(model, predictions=predicted(right[:, n])))
    columns, rows, k = right.sum(axis=0), right.sum(axis=1), 3
    q = (k - 1) * (k * (columns**2).sum() - columns.sum() ** 2)
    q /= k * rows.sum() - (rows**2).sum()
    [result] = overall(answers)
    assert result["statistic"] == pytest.approx(q)
    assert result["p"] == pytest.approx(stats.chi2.sf(q, 2))
    assert overall(filled({"a": 0.5, "b": 0.6})) == []
