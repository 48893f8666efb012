import numpy as np
import pandas as pd
import pytest
from scipy import stats

from galaxybench.comparison.equivalence import AS_GOOD
from galaxybench.comparison.significance import (
    Answers,
    compare,
    gather,
    judge,
)
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


def compared(answers: Answers, margin: float = 0.01) -> pd.DataFrame:
    splits = answers.splits()
    groups = {split: np.arange(IMAGES) for split in splits}
    sizes = {split: (1600, IMAGES) for split in splits}
    return judge(answers, groups, sizes, margin)[0]


def test_the_better_one_comes_first_and_p_values_are_adjusted_together():
    table = compared(filled({"weak": 0.5, "strong": 0.9, "good": 0.88}))
    names = list(zip(table["model_a"], table["model_b"], strict=True))
    assert names == [("strong", "good"), ("strong", "weak"), ("good", "weak")]
    assert set(table["test"]) == {"paired t"}
    assert set(table["trainings_a"]) == set(table["trainings_b"]) == {1}
    expected = table["accuracy_a"] - table["accuracy_b"]
    np.testing.assert_allclose(table["difference"], expected)
    assert (table["low"] < table["difference"]).all()
    assert (table["difference"] < table["high"]).all()
    assert (table["p_adjusted"] >= table["p"]).all()
    assert (table["p_adjusted"] < 0.05).tolist()[1:] == [True, True]
    assert ((table["low"] > 0) == (table["p_adjusted"] < 0.05)).all()
    assert table["images_needed"].iloc[0] > 3 * table["images_needed"].iloc[1]


@pytest.mark.parametrize("splits", [("holdout",), ("a", "b", "c")])
@pytest.mark.parametrize("margin", [0.01, 0.06, 0.15, 0.45])
def test_verdict_interval_and_p_of_equivalence_never_disagree(margin, splits):
    rates = {"a": 0.8, "b": 0.79, "c": 0.75, "d": 0.72, "e": 0.5}
    table = compared(filled(rates, splits=splits), margin)
    inside = (table["low_90"] > -margin) & (table["high_90"] < margin)
    assert (inside == (table["p_equivalence"] < 0.05)).all()
    assert (inside == table["verdict"].isin(AS_GOOD)).all()
    better = table["verdict"].str.startswith("better")
    assert (better == (table["p_adjusted"] < 0.05)).all()
    assert (table["low"] < table["low_90"]).all()
    assert set(table["margin"]) == {margin}
    assert margin > 0.01 or not inside.any()
    assert margin < 0.45 or inside.any()


def test_what_is_undecided_among_all_pairs_needs_more_images_than_there_are():
    rates = {"a": 0.8, "b": 0.79, "c": 0.75, "d": 0.72, "e": 0.5}
    table = compared(filled(rates))
    undecided = table["p_adjusted"] >= 0.05
    assert 0 < undecided.sum() < 10
    needed = table.loc[undecided, "images_needed"].dropna()  # none for equal ones
    assert len(needed) and (needed > IMAGES).all()


def test_discordant_images_are_counted():
    answers = Answers()
    right = {"a": [1, 1, 1, 0, 0], "b": [1, 0, 0, 1, 0]}
    for model, values in right.items():
        answers.add(made_row(model, predictions=predicted(np.array(values))))
    groups = {"holdout": np.arange(5)}
    [row] = judge(answers, groups, {"holdout": (10, 5)}, 0.01)[0].to_dict("records")
    assert (row["only_a"], row["only_b"]) == (2, 1)
    assert row["p"] > 0.5


def test_seeds_are_averaged_image_by_image():
    answers = filled({"strong": 0.8, "weak": 0.7}, seeds=3)
    table = compared(answers)
    assert table["test"].tolist() == ["crossed t"]
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
    d = d.reshape(5, 2).mean(axis=1)  # the seeds of a fold share its images
    t = d.mean() / np.sqrt((1 / 5 + 400 / 1600) * d.var(ddof=1))
    assert table["p"].iloc[0] == pytest.approx(2 * stats.t.sf(t, 4))
    assert table["images_needed"].isna().all()


def test_rows_with_other_test_images_are_never_compared():
    answers = filled({"a": 0.8})
    other = predicted(np.ones(IMAGES), start=1)
    with pytest.raises(ValueError, match=r"b \(r, seed 0\) and a \(r, seed 0\) were"):
        answers.add(made_row("b", recipe="r", predictions=other))


def test_every_place_has_its_pairs_and_its_ranks():
    random = np.random.default_rng(5)
    rows = [
        made_row(model, 0, split, "r", predictions=predicted(random.random(50) < 0.8))
        for split in ("holdout", "other")
        for model in "abc"
    ]
    names = [(row.run.dataset, row.run.split) for row in rows]
    table, ranks = compare(
        gather(rows),
        dict.fromkeys(names, np.arange(50)),
        dict.fromkeys(names, (200, 50)),
        margin=0.01,
    )
    assert table.groupby(["dataset", "scheme"]).size().tolist() == [3, 3]
    assert ranks.groupby(["dataset", "scheme"]).size().tolist() == [3, 3]
    assert (ranks["low"] < ranks["accuracy"]).all()
