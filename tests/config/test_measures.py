from galaxybench.comparison.summary import COSTS, OTHER_PARTS, SCORES
from galaxybench.config.measures import METRICS, SHARES


def test_every_measure_is_a_column_of_the_table_of_runs():
    columns = {column for column, _ in METRICS.values()}
    assert columns <= {*SCORES, *OTHER_PARTS, *COSTS, "enough"}


def test_shares_are_what_the_page_shows_in_percent():
    assert {"test_accuracy", "test_macro_f1", "enough_train_fraction"} <= SHARES
    assert not {"test_loss", "best_epoch"} & SHARES
