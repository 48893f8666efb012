"""Classes of rows: labels as they are, mapped, and by conditions."""

from pathlib import Path

import numpy as np
import pytest

from galaxybench.images.catalog_classes import (
    MISSING,
    NONE,
    given_classes,
    own_labels,
)
from galaxybench.images.tables import ImageTable, from_texts, masked


def table(classes=None, **columns):
    """A table of columns, each a list of texts or an array."""
    made = {
        name: from_texts(values)
        if isinstance(values, list)
        else masked(values, np.zeros(len(values), bool))
        for name, values in columns.items()
    }
    rows = len(next(iter(made.values())))
    return ImageTable(Path("cat.csv"), rows, made, classes=classes or {})


@pytest.mark.parametrize(
    ("values", "names", "labels"),
    [
        (["Sb", "E", "Sb", "", "nan"], ["E", "Sb"], [1, 0, 1, MISSING, MISSING]),
        (["10", "9", "", "9"], ["9", "10"], [1, 0, MISSING, 0]),
        (["1.0", "0.0", "nan"], ["0", "1"], [1, 0, MISSING]),
        (np.array([True, False, True]), ["False", "True"], [1, 0, 1]),
        (["01", "1", "01"], ["01", "1"], [0, 1, 0]),
        (["587739505552785605", "1", "1"], ["1", "587739505552785605"], [1, 0, 0]),
    ],
)
def test_every_label_is_a_class(values, names, labels):
    found = own_labels(table(kind=values), "kind")
    assert found.names == names
    assert found.labels.dtype == np.int64 and found.labels.tolist() == labels


def test_numbers_stand_for_the_names_that_the_file_gives():
    given = table({"kind": ["cat", "dog", "owl"]}, kind=["2", "0", "-1", ""])
    found = own_labels(given, "kind")
    assert found.names == ["cat", "dog", "owl"]
    assert found.labels.tolist() == [2, 0, MISSING, MISSING]
    wrong = table({"kind": ["cat", "dog"]}, kind=["0", "2"])
    with pytest.raises(ValueError, match="row 1: got kind 2, allowed: 0 to 1"):
        own_labels(wrong, "kind")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["0.5", "1"], "row 0: got kind 0.5 .*allowed: words, codes .*kind > 0.8"),
        (["1e300", "1"], "row 0: got kind 1e[+]300"),
        (["inf", "1"], "got kind inf"),
        (["a", "a", ""], "all rows of cat.csv have the kind a, needed: two classes"),
        (["", "nan"], "have the kind .nothing."),
        ([f"x{n}" for n in range(9)], "every row of cat.csv has another kind"),
    ],
)
def test_what_are_no_labels(values, says):
    with pytest.raises(ValueError, match=f"^label: .*{says}"):
        own_labels(table(kind=values), "kind")


TYPES = ["Sa", "SBb", "E0", "", "Irr", "sa", "S[x]"]


@pytest.mark.parametrize(
    ("classes", "labels"),
    [
        (
            {"spiral": ["S[!B[]*", "SB*"], "other": ["E*"]},
            [1, 1, 0, MISSING, -1, -1, -1],
        ),
        ({"b": ["Sa", "S[x]"], "a": ["Irr"]}, [1, -1, -1, MISSING, 0, -1, 1]),
        ({"a": ["*"], "b": ["zz", "E0x"]}, None),
        ({"a": ["??"], "b": ["I*"]}, [0, -1, 0, MISSING, 1, 0, -1]),
    ],
)
def test_values_and_patterns_are_mapped(classes, labels):
    if labels is None:
        with pytest.raises(ValueError, match="^classes.b: no row of cat.csv fits it"):
            given_classes(table(kind=TYPES), "kind", classes)
        return
    found = given_classes(table(kind=TYPES), "kind", classes)
    assert found.names == sorted(classes)
    assert found.labels.tolist() == labels


def test_numbers_are_mapped_as_they_are_written():
    found = given_classes(
        table(n=["1", "2", "10", ""]), "n", {"a": [1, "2"], "b": [10]}
    )
    assert found.labels.tolist() == [0, 0, 1, MISSING]
    found = given_classes(table(n=["1.0", "2.0"]), "n", {"a": [1], "b": [2]})
    assert found.labels.tolist() == [0, 1]


def test_values_that_fit_no_class_are_counted():
    found = given_classes(table(kind=TYPES), "kind", {"s": ["S*"], "e": ["E*"]})
    assert (found.labels == NONE).sum() == 2
    assert found.unfit == "the kind 'Irr' (1), 'sa' (1)"


VOTES = {"p": ["0.9", "0.1", "0.5", "", "0.9"], "q": ["0.1", "0.9", "0.5", "0.9", ""]}


def test_conditions_make_classes_and_unknown_numbers_no_label():
    given = {"smooth": "p > 0.8", "disk": "q > 0.8"}
    found = given_classes(table(**VOTES), None, given)
    assert found.names == ["disk", "smooth"] and found.unfit == ""
    # The last two fit one class for certain, whatever is missing.
    assert found.labels.tolist() == [1, 0, NONE, 0, 1]
    given = {"smooth": "p > 0.8 and q < 0.5", "disk": "q > 0.95 or p < 0.2"}
    found = given_classes(table(**VOTES), None, given)
    assert found.labels.tolist() == [1, 0, NONE, MISSING, MISSING]


def test_conditions_and_values_may_be_mixed():
    given = table(kind=["E", "S", "S"], p=["1", "2", "3"])
    found = given_classes(given, "kind", {"e": ["E"], "big": "p > 2"})
    assert found.labels.tolist() == [1, NONE, 0]
    given = table(kind=["E", "S", "", ""], p=["", "2", "3", "1"])
    found = given_classes(given, "kind", {"big": "p > 2", "e": ["E"]})
    assert found.labels.tolist() == [1, NONE, 0, MISSING]


@pytest.mark.parametrize(
    ("classes", "says"),
    [
        ({"spiral": ["S*"], "barred": ["SB*"]}, "row 1 has the kind SBb and fits the "
         "classes 'barred' and 'spiral'"),
        ({"a": "p > 0.5", "b": "p > 0.8"}, r"row 0 fits .*'a' and 'b' \(so do 1 more"),
        ({"a": ["Sa"], "b": "p > 0.8"}, "fits the classes 'a' and 'b'"),
        ({"a": "p > 0.5", "b": "p > 7"}, "classes.b: no row of cat.csv fits"),
        ({"a": "p > 0.5", "b": "kind > 7"}, "classes.b: .*'kind' has no numbers, row 0 "
         "has 'Sa'"),
    ],
)  # fmt: skip
def test_classes_that_cannot_be(classes, says):
    given = table(kind=TYPES[:5], p=VOTES["p"])
    with pytest.raises(ValueError, match=says):
        given_classes(given, "kind", classes)


def test_long_whole_numbers_are_compared_exactly():
    given = table(n=["587739505552785605", "587739505552785606"])
    classes = {"a": "n == 587739505552785605", "b": "n == 587739505552785606"}
    assert given_classes(given, None, classes).labels.tolist() == [0, 1]
