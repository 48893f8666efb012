import pandas as pd

from galaxybench.report import trouble


def rows(*of):
    """Rows of (recipe, runs, runs that did not train)."""
    return pd.DataFrame(of, columns=["recipe", "runs", "not_ok"])


def test_counts_keep_trainings_ensembles_and_outside_predictions_apart():
    assert trouble.counts(rows(("long", 3, 0), ("external", 1, 0))) == ""
    assert trouble.counts(rows(("long", 3, 1), ("short", 3, 3))) == (
        "4 of 6 runs did not train properly"
    )
    several = ("long", 3, 1), ("ensemble", 5, 2), ("external", 1, 1), ("external", 1, 0)
    assert trouble.counts(rows(*several)) == (
        "1 of 3 runs did not train properly, 2 of 5 ensembles collapsed and 1 of 2 "
        "outside predictions collapsed"
    )
    assert trouble.counts(rows(("long", 1, 1))) == "1 of 1 run did not train properly"
