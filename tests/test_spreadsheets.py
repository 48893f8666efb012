"""Texts in CSV files: no formula, and none is lost."""

import csv
import io
import random

import numpy as np
import pandas as pd
import pytest

from galaxybench.spreadsheets import as_csv, guarded, restored, write_rows

FORMULAS = ["=1+1", "+1-1", "-a", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"]  # noqa: RUF001


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text_and_comes_back(text):
    assert guarded(text) == f"'{text}"
    assert guarded(f"'{text}") == f"''{text}"


@pytest.mark.parametrize(
    "value", ["-1", "+1.5e-7", "-.5", "S'/S0", "'quoted'", "", "a=b", -1, -1.5, None]
)
def test_numbers_and_other_texts_stay(value):
    assert guarded(value) == value


@pytest.mark.parametrize("seed", range(5))
def test_every_text_comes_back_from_every_file(seed):
    generator = random.Random(seed)
    letters = "'=+-@\t\r\n\",;1a é星"
    rows = [
        ["".join(generator.choices(letters, k=generator.randrange(6))) for _ in "abc"]
        for _ in range(200)
    ]
    file = io.StringIO(newline="")
    write_rows(file, rows)
    table = as_csv(pd.DataFrame(rows, columns=["a", "=b", "c\r"]))
    for text, known in ((file.getvalue(), rows), (table, [["a", "=b", "c\r"], *rows])):
        found = list(csv.reader(io.StringIO(text, newline="")))
        assert [list(map(restored, row)) for row in found] == known


def test_a_plain_table_is_written_as_pandas_does():
    table = pd.DataFrame(
        {
            "class": ["a", None, "c, d"],
            "n": [1, -2, 3],
            "share": [-0.1, np.nan, 1e-9],
            "right": [True, False, True],
            "vote": pd.array([1, None, 3], "Int64"),
        }
    )
    assert as_csv(table) == table.to_csv(index=False)
    assert as_csv(table.head(0)) == table.head(0).to_csv(index=False)


def test_a_table_has_any_name():
    name = b"\xff.png".decode("utf-8", "surrogateescape")
    assert as_csv(pd.DataFrame({"file": [name]})) == f"file\n{name}\n"
