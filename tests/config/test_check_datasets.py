"""Classes to keep or merge, and no data set twice."""

from pathlib import Path

import pytest

from galaxybench.config.configuration import resolve
from tests.helpers.config_samples import (
    SCHEMA,
    assert_one_mistake,
    changed,
    mistakes,
)

SIM = "datasets.sim"
KEEP, MERGE_KEY = f"{SIM}.keep_classes", f"{SIM}.merge_classes"
MERGE = {"a": ["round"], "b": [1]}
BAD = [
    (KEEP, ["round"], KEEP, "got 1 ", "allowed: at least 2"),
    (MERGE_KEY, {"a": ["round"]}, MERGE_KEY, "got 1 ", "allowed: at least 2"),
    (MERGE_KEY, {"a": [], "b": [1]}, f"{MERGE_KEY}.a", "got 0", "allowed: at least 1"),
    (KEEP, ["round", "spirals"], f"{KEEP}[1]", "'spirals'", "did you mean 'spiral'?",
     "(available: bar, edge-on, round, spiral)"),
    (KEEP, [0, 4], f"{KEEP}[1]", "got the class index 4", "allowed: 0 to 3"),
    (KEEP, ["edge-on", 1, 2], f"{KEEP}[1]", "'edge-on'", f"already in {KEEP}"),
    (MERGE_KEY, {"a": ["bar"], "b": [0, 3]}, f"{MERGE_KEY}.b[1]", "'bar'",
     f"already in {MERGE_KEY}.a"),
    (SIM, {"source": "folder", "path": "x", "merge_classes": {"a": [7], "b": [7]}},
     f"{MERGE_KEY}.b[0]", "class 7", f"already in {MERGE_KEY}.a"),
    (SIM, {"source": "folder", "path": "x", "classes": ["star", "quasar"],
     "keep_classes": ["star", "quaser"]}, f"{KEEP}[1]", "'quaser'",
     "did you mean 'quasar'?", "(available: quasar, star)"),
    (MERGE_KEY, {"a": [0], " ": [1]}, MERGE_KEY, "is empty"),
    (MERGE_KEY, {"a": [0], " a": [1]}, MERGE_KEY, "class names must differ"),
    (SIM, {"source": "folder", "path": "x", "classes": ["star", "star "]},
     f"{SIM}.classes", "class names must differ"),
    (SIM, {"source": "sky", "keep_classes": [0, 1], "merge_classes": MERGE}, SIM,
     "keep_classes and merge_classes", "allowed: one of them"),
    ("datasets.again", {"source": "sky", "images": 100}, "datasets.again",
     "same data set as datasets.sim"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "key", "parts"), [(*b[:3], b[3:]) for b in BAD]
)
def test_one_mistake_is_one_message(root, path, value, key, parts):
    assert_one_mistake(changed(path, value), key, *parts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"path": "x.h5"}, {"path": "a/../x.h5"}),
        ({"path": "~/x.h5"}, {"path": str(Path.home() / "x.h5")}),
        ({"path": "~nobody_of_this_name/x"}, {"path": "~nobody_of_this_name/x"}),
        ({"keep_classes": ["bar", 0]}, {"keep_classes": [3, "round"]}),
        ({"merge_classes": MERGE}, {"merge_classes": {"b": ["edge-on"], "a": [0]}}),
        ({"merge_classes": {"a": [0, "bar"], "b": [1]}},
         {"merge_classes": {"a": [3, 0], "b": [1]}}),
    ],
)  # fmt: skip
def test_one_data_set_written_in_two_ways(root, one, other):
    source = "folder" if "path" in one else "sky"
    config = changed(SIM, {"source": source, **one})
    config["datasets"]["again"] = {"source": source, **other}
    same = "same data set as datasets.sim"
    assert_one_mistake(config, "datasets.again", same)


def test_data_sets_that_differ(root):
    config = changed(SIM, {"source": "sky", "keep_classes": [0, 1]})
    config["datasets"]["turned"] = {"source": "sky", "keep_classes": [1, 0]}
    resolve(config, SCHEMA)


def test_class_weights_of_simulated_galaxies():
    config = changed(SIM, {"source": "simulated_galaxies"})
    del config["models"]["wide"]["options"]
    config["datasets"]["sim"]["class_weights"] = {"Bared Spiral": 2, "Merging": 0}
    unknown, zero = mistakes(config)
    assert unknown.startswith(f"{SIM}.class_weights.Bared Spiral: ")
    assert "did you mean 'Barred Spiral'?" in unknown
    assert zero.startswith(f"{SIM}.class_weights.Merging: got 0, allowed: ")


def test_classes_that_an_option_chooses():
    config = changed(SIM, {"source": "cifar100", "keep_classes": [5, 99]})
    del config["models"]["wide"]["options"]
    resolve(config, SCHEMA)
    config["datasets"]["sim"] |= {"labels": "coarse", "keep_classes": ["fish", "bed"]}
    assert_one_mistake(config, f"{KEEP}[1]", "'bed'")
    config["datasets"]["sim"] |= {"keep_classes": [5, 99]}
    assert_one_mistake(config, f"{KEEP}[1]", "99", "allowed: 0 to 19")
