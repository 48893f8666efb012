"""Whatever a user's table holds, it is read as meant, or the wrong cell is named."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from galaxybench.config.messages import ConfigError
from galaxybench.config.references import COLUMNS, read
from galaxybench.evaluation.external_predictions import read_predictions
from galaxybench.evaluation.metrics import score
from tests.helpers.fuzzing import fuzz, texts
from tests.helpers.workflow_setup import resolved

CLASSES = ["round", "edge-on", "spiral"]
LABELS = np.array([0, 1, 2, 1, 0])
SOURCE = np.array([9, 4, 6, 2, 3])
WHOLE = [
    ["index", "source_index", "label", "predicted", "p0", "p1", "p2"],
    ["0", "9", "0", "0", "0.8", "0.1", "0.1"],
    ["1", "4", "1", "2", "0.1", "0.3", "0.6"],
    ["2", "6", "2", "2", "0.0", "0.0", "1.0"],
    ["3", "2", "1", "1", "0.2", "0.7", "0.1"],
    ["4", "3", "0", "0", "1", "0", "0"],
]
STUDY = [["predict", "test"], *([row[3], row[2]] for row in WHOLE[1:])]
CELLS = st.sampled_from(
    ["", "0", "1", "2", "3", "-1", "1.0", "1e0", "0.5", "nan", "inf", "1e999", "1,5"]
    + ["p3", "label", "True", "0x1", "9" * 25, "١", "1_0", " 1"]
)


@st.composite
def mutated(draw, rows):
    """A table in which cells, rows or columns are other ones."""
    rows = [list(row) for row in rows]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(rows) - 1))
        cells = rows[at]
        match draw(st.sampled_from(["cell", "cell", "cell", "row", "twice", "swap"])):
            case "cell" if cells:
                cells[draw(st.integers(0, len(cells) - 1))] = draw(CELLS | texts())
            case "row" if len(rows) > 1:
                del rows[at]
            case "twice":
                rows.insert(at, list(cells))
            case "swap":
                other = draw(st.integers(0, len(rows) - 1))
                rows[at], rows[other] = rows[other], rows[at]
    return rows


@st.composite
def written(draw, tables):
    """The bytes of a table, with a few bytes changed in some of them."""
    stream = io.StringIO(newline="")
    separator = draw(st.sampled_from([",", ",", ",", ";", "\t"]))
    ending = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    csv.writer(stream, delimiter=separator, lineterminator=ending).writerows(
        draw(tables)
    )
    content = stream.getvalue().encode()
    content = draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"])) + content
    if draw(st.integers(0, 3)) == 0:
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 5))
        content = (
            content[:start] + draw(st.binary(max_size=5)) + content[start + length :]
        )
    return content


@fuzz(500)
@given(content=written(mutated(WHOLE) | mutated(STUDY)) | st.binary(max_size=60))
def test_predictions_are_read_or_refused_by_file(tmp_path, content):
    file = tmp_path / "theirs.csv"
    file.write_bytes(content)
    try:
        table = read_predictions(file, LABELS, SOURCE, CLASSES)
    except ValueError as error:
        assert str(file) in str(error)
        return
    assert table["label"].tolist() == LABELS.tolist()
    assert table["source_index"].tolist() == SOURCE.tolist()
    assert set(table["predicted"]) <= {0, 1, 2}
    if "p0" in table:
        assert list(table.columns[4:]) == ["p0", "p1", "p2"]
        p = table[["p0", "p1", "p2"]].to_numpy()
        assert ((p >= 0) & (p <= 1)).all()
        assert np.allclose(p.sum(axis=1), 1, atol=2e-3)
    metrics = score(table, None, {}, CLASSES, np.arange(5))
    right = (table["predicted"] == table["label"]).mean()
    assert metrics["accuracy"] == pytest.approx(right)


CONFIG = resolved()
REPORTED = [
    COLUMNS,
    ["tiny", "sky", "dense", "accuracy", "0.81", "a study", "", ""],
    ["tiny", "sky", "lenet5", "accuracy", "0.90", "a study", "a, note", "plain turned"],
]


@fuzz(300)
@given(content=written(mutated(REPORTED)) | st.binary(max_size=60))
def test_reported_figures_are_read_or_refused_by_file(tmp_path, content):
    file = tmp_path / "references.csv"
    file.write_bytes(content)
    try:
        found = read(file, CONFIG)
    except ConfigError as error:
        assert str(file) in str(error)
        return
    for experiment, rows in found.items():
        assert experiment in CONFIG["experiments"]
        for row in rows:
            assert sorted(row) == sorted(COLUMNS)
            assert row["dataset"] in CONFIG["datasets"]
            assert 0 <= float(row["value"])
