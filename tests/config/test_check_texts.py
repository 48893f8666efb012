"""Texts of a config that cannot be printed, and class names that are alike."""

import pytest

from galaxybench.config.configuration import resolve
from tests.helpers.config_samples import (
    SCHEMA,
    assert_one_mistake,
    changed,
    mistakes,
)

FOLDER = {"source": "folder", "path": "x"}


@pytest.mark.parametrize(
    ("path", "value", "key", "parts"),
    [
        ("experiments.demo.title", "a\x00b", "experiments.demo.title", ["U+0000"]),
        ("experiments.demo.title", "\ud800", "experiments.demo.title", ["U+D800"]),
        ("datasets.sim", FOLDER | {"path": "a\rb"}, "datasets.sim.path", ["U+000D"]),
        ("datasets.sim", FOLDER | {"classes": ["a", "a "]}, "datasets.sim.classes",
         ["must differ, got 'a' and 'a '", "choose another name"]),
        ("datasets.sim.merge_classes", {"a": [0], " a": [1]},
         "datasets.sim.merge_classes", ["must differ"]),
        ("datasets.sim.merge_classes", {"a\nb": [0], "c": [1]},
         "datasets.sim.merge_classes", [r"the class name 'a\nb' has U+000A"]),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_or_told_apart_is_refused(root, path, value, key, parts):
    found = mistakes(changed(path, value))
    assert any(line.startswith(f"{key}: ") for line in found), found
    for part in parts:
        assert part in "\n".join(found)


def test_a_name_that_ends_in_a_line_break_is_refused(root):
    prediction = {"a\n": {"file": "x.csv", "dataset": "sim", "split": "holdout"}}
    config = changed("experiments.demo.predictions", prediction)
    assert_one_mistake(config, "experiments.demo.predictions", "a letter first")


@pytest.mark.parametrize("name", ["nan", "null", "true", "inf"])
@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("recipes", {}),
        ("experiments.demo.ensembles", {}),
        ("models", {"architecture": "alexnet"}),
    ],
)
def test_a_name_that_a_table_would_not_keep_is_refused(root, section, name, entry):
    key = f"{section}.{name}"
    assert_one_mistake(changed(key, entry), key, f"'{name}'", "any name except false")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("recipes.quick.weights", "recipes.quick.weights"),
        ("models.wide.recipe.weights", "models.wide.recipe.weights"),
        ("experiments.demo.predictions.x",) * 2,
    ],
)
def test_a_file_whose_name_snakemake_would_change_is_refused(root, path, key):
    value = file = "a/{seed}.keras"
    if key.endswith(".x"):
        value, key = {"file": file, "dataset": "sim", "split": "holdout"}, f"{key}.file"
    assert_one_mistake(changed(path, value), key, f"'{file}'", "replace {seed}: rename")


def test_a_title_may_have_two_lines(root):
    title = "a\n\tb <é> 星"
    config = resolve(changed("experiments.demo.title", title), SCHEMA)
    assert config["experiments"]["demo"]["title"] == title
