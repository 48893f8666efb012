"""Which experiments can be ranked over their data sets."""

from itertools import product

from galaxybench.comparison.rankable import refusal


def test_a_missing_fold_is_a_missing_run():
    rows = [
        {"dataset": d, "split": s, "recipe": "r", "model": m}
        for d, s, m in product("vwxyz", ("cv-fold0", "cv-fold1"), "abc")
    ]
    assert refusal(rows) is None
    assert refusal(rows[:-1]).endswith("missing c (r) on z (cv-fold1)")
