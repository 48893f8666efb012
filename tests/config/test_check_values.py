"""Numbers that are none, and text that no file can hold."""

import pytest

from galaxybench.config.check_values import PATHS, names, values
from tests.helpers.config_samples import assert_one_mistake, changed

TITLE, SIM = "experiments.demo.title", "datasets.sim"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": [1.0, float("nan")]}, "a[1]: got nan, allowed: finite numbers"),
        ({"a": {"b": float("-inf")}}, "a.b: got -inf, allowed: finite numbers"),
    ],
)
def test_what_no_file_can_hold_is_refused(value, message):
    assert list(values(value)) == [message]


@pytest.mark.parametrize("key", PATHS)
def test_a_path_is_at_most_as_long_as_the_system_allows(key):
    assert list(values({key: "/".join(["é" * 127 + "a"] * 16)[:-30]})) == []
    (message,) = values({key: "a/" + "é" * 128})
    assert message.startswith(f"{key}: got a path with the name 'ééé")
    assert message.endswith("256 bytes, allowed: at most 255")
    (message,) = values({key: "a/" * 2048})
    assert message == f"{key}: got a path of 4096 bytes, allowed: at most 4095"


def test_other_text_may_be_long():
    assert list(values({"title": "x" * 5000, "images": "https://a/" + "b" * 300})) == []
    assert list(values({"compared": f"{'a' * 200},{'b' * 200}"})) == []


def test_names_that_snakemake_takes_for_a_repetition():
    config = {"recipes": {"a" * 19: {}, "b" + "a" * 20: {}, "ab" * 20: {}}}
    messages = list(names(config))
    assert [message.split(":")[0] for message in messages] == [
        f"recipes.b{'a' * 20}",
        f"recipes.{'ab' * 20}",
    ]


def test_they_are_part_of_the_whole_check(root):
    assert_one_mistake(changed(TITLE, "x\0"), TITLE, "U+0000")
    long = {"source": "folder", "path": "x" * 300}
    assert_one_mistake(changed(SIM, long), f"{SIM}.path", "300 bytes")
    assert_one_mistake(changed(f"recipes.{'a' * 20}", {}), f"recipes.{'a' * 20}")
