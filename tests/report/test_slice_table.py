"""The table of slices for papers."""

import numpy as np

from galaxybench.report.slice_table import slices
from galaxybench.report.table_formats import latex, markdown
from tests.helpers.sliced import at, sliced


def test_every_slice_and_model_has_a_row_and_sure_ones_are_bold():
    found = {"accuracy": 0.61, "difference": -0.19, "p_adjusted": 0.0004}
    rows = at(sliced(), "z ≥ 0.1", "lenet5", **found)
    table = slices(rows, "sky, split holdout")
    assert len(table.cells) == 4
    assert list(table.cells)[:3] == ["column", "slice", "model"]
    assert table.best["p, adjusted"] == [False, False, True, False]
    assert table.cells["difference, points"].tolist()[2] == "−19.0"
    assert "adjusted for all 4 tests" in table.caption
    assert "0.001**" in markdown(table, "x")
    assert "textbf" in latex(table, "x")


def test_what_is_unknown_has_a_dash():
    rows = sliced(accuracy=np.nan, low=np.nan, high=np.nan, rest=np.nan)
    rows[["difference", "p", "p_adjusted"]] = np.nan
    row = slices(rows, "sky, split holdout").cells.iloc[0]
    assert (row[["accuracy, %", "rest, %", "difference, points"]] == "–").all()
    assert row["p, adjusted"] == "–" and row["95 % interval"] == "–"
