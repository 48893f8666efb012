from itertools import product

from galaxybench.comparison.rankable import DATASETS, MODELS, refusal


def rows(datasets=DATASETS, models=MODELS, without=()):
    return [
        {"dataset": f"d{n}", "split": "holdout", "recipe": "r", "model": f"m{m}"}
        for n in range(datasets)
        for m in range(models)
        if (n, m) not in without
    ]


def test_enough_data_sets_and_models_are_ranked():
    assert refusal(rows()) is None


def test_too_few_are_refused_with_their_number():
    assert "4 data sets (d0, d1, d2, d3)" in refusal(rows(datasets=4))
    assert "2 models" in refusal(rows(models=2))


def test_a_run_that_is_missing_is_named():
    reason = refusal(rows(without={(3, 1)}))
    assert "m1 (r) on d3 (holdout)" in reason
    assert "m0" not in reason


def test_a_missing_fold_is_a_missing_run():
    runs = [
        {"dataset": d, "split": s, "recipe": "r", "model": m}
        for d, s, m in product("vwxyz", ("cv-fold0", "cv-fold1"), "abc")
    ]
    assert refusal(runs) is None
    assert refusal(runs[:-1]).endswith("missing c (r) on z (cv-fold1)")
