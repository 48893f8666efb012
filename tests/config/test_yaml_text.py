"""What YAML misreads is found in the text, with its line."""

import json
import random

import pytest
import yaml

from galaxybench.config.messages import ConfigError
from galaxybench.config.yaml_text import check, read
from tests.helpers.config_samples import SCHEMA


def mistake(text):
    """The only mistake in a text."""
    (found,) = check(text, "mine.yaml")[0]
    return found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a: 1\nb: 2\na: 3", ["a: ", "line 1 and line 3", "the last only"]),
        ("a: {b: 1, 'b': 2}", ["a.b: ", "written twice"]),
        ("path: photos #2", ["path: ", "'photos #2'", "'photos' only", '"photos #2"']),
        ("a: [b, /data/x  #y\n]", ["a[1]: ", '"/data/x  #y"', "(mine.yaml, line 1)"]),
        ("a: 010", ["a: got 010", "as 8 (octal)", "write 10 "]),
        ("a: -0_12", ["got -0_12", "as -10 (octal)", "write -12 "]),
        ("a: 1:30", ["got 1:30", "as 90 (base 60)", "write 90, or", '"1:30"']),
        ("a: 1:30.5", ["as 90.5 (base 60)"]),
        ("\n\na: 2020-01-01", ["as a date", '"2020-01-01"', "(mine.yaml, line 3)"]),
        ("no: 1", ["no: got the name no", 'write "no"']),
        ("a: {True: 1}", ["a.True: ", 'write "True"']),
        ("a: {~: 1}", ["a.~: ", 'write "~"']),
        ("a: {1.50: 1}", ["a.1.50: ", 'write "1.50"']),
        ("a: {0x10: 1}", ["a.0x10: ", 'write "0x10"']),
        ("a: {? [b] : 1}", ["a: ", "got a map or list as a key"]),
        ("a: !!set {b, c}", ["a: ", "got the YAML tag !!set"]),
        ("a: !!python/tuple [1]", ["a: ", "got the YAML tag !!python/tuple"]),
        ("a: &a [*a]", ["line 1", "contains the alias itself"]),
        ("a: &a {b: [*a]}", ["line 1", "contains the alias itself"]),
        ("[" * 5000, ["nested too deeply"]),
        ('{"a":' * 5000, ["nested too deeply"]),
        ("a:\n\tb: 1", ["mine.yaml, line 2", "\\t"]),
        ("a: b: c", ["mine.yaml, line 1", "mapping values are not allowed here"]),
        ('{"a": {"b": 1, "b": 2}}', ["'b'", "written twice"]),
    ],
)
def test_what_nobody_means_is_said(text, parts):
    message = mistake(text)
    assert [part for part in parts if part not in message] == [], message


@pytest.mark.parametrize(
    "text",
    [
        "size: 69                     # pixels per side\n",
        "path: data/photos  # mine\n",
        'path: "photos #2"\n',
        "path: 'photos #2' #mine\n",
        "path: photos#2\n",
        "a: [0, -1, 1.5, 1.0e-3, 1e-3, true, null, 100_000, 08, +7]\n",
        "a: {0: x, 12: y, 1e-3: z}\n",
        "a: '010'\nb: \"1:30\"\nc: '2020-01-01'\n",
        "a: yes\nb: off\n",
        "a: &x {b: 1}\nc: *x\nd: {<<: *x, b: 2}\ne: {<<: [*x, {f: 1}]}\n",
        "a: |\n  text #b\n",
        "",
        "3",
        json.dumps({"a": [1, {"b": "x #y"}]}),
    ],
)
def test_what_is_meant_is_accepted(text):
    assert check(text, "mine.yaml")[0] == []


def test_a_comment_is_part_of_a_path_if_such_a_file_exists(tmp_path):
    text = f"path: {tmp_path}/photos # 2"
    assert check(text, "mine.yaml")[0] == []
    (tmp_path / "photos # 2").mkdir()
    assert f'"{tmp_path}/photos # 2"' in mistake(text)


@pytest.mark.parametrize("kind", ["lists", "maps"])
def test_a_bomb_of_aliases_is_refused_at_once(kind):
    opened, closed = "[]" if kind == "lists" else "{}"
    text = "a0: &a0 1\n"
    for level in range(1, 40):
        entries = (f"*a{level - 1}" for _ in range(10))
        if kind == "maps":
            entries = (f"k{n}: {entry}" for n, entry in enumerate(entries))
        text += f"a{level}: &a{level} {opened}{', '.join(entries)}{closed}\n"
    assert "more than 100,000 values" in mistake(text)


def test_every_key_has_its_place_and_the_keys_beside_a_merge_win():
    text = "a: &x\n  b: 1\n  c: [2, 3]\nd:\n  <<: *x\n  b: no\n"
    places = check(text, "mine.yaml")[1]
    lines = {key: place.line for key, place in places.items()}
    assert lines == {
        "a": 1, "a.b": 2, "a.c": 3, "a.c[0]": 3, "a.c[1]": 3,
        "d": 4, "d.b": 6, "d.c": 3, "d.c[0]": 3, "d.c[1]": 3,
    }  # fmt: skip
    assert str(places["a.b"]) == "mine.yaml, line 2"
    assert 'YAML reads no as false: if it is text, write "no"' in str(places["d.b"])


def test_the_last_file_that_has_a_key_is_its_place(tmp_path):
    for name in ("first", "second"):
        (tmp_path / f"{name}.yaml").write_text(f"a: 1\n{name}: 2\n")
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    places = read([first, second])
    assert str(places["a"]) == f"{second}, line 1"
    assert str(places["first"]) == f"{first}, line 2"


def test_mistakes_of_all_files_are_listed_together(tmp_path):
    for name in ("first", "second"):
        (tmp_path / f"{name}.yaml").write_text("a: 010\n")
    with pytest.raises(ConfigError, match="^2 mistakes in the config:") as caught:
        read([tmp_path / "first.yaml", tmp_path / "second.yaml"])
    assert "first.yaml, line 1" in str(caught.value)
    assert "second.yaml, line 1" in str(caught.value)


def test_the_files_of_this_project_are_accepted():
    for file in SCHEMA.parent.glob("*.yaml"):
        assert check(file.read_text(), file.name)[0] == []


@pytest.mark.parametrize("seed", range(5))
def test_nothing_but_mistakes_comes_out_of_changed_texts(seed):
    rng = random.Random(seed)
    whole = (SCHEMA.parent / "config.yaml").read_text()
    start = rng.randrange(len(whole) - 400)
    for _ in range(30):
        text = list(whole[start : start + 400])
        for _ in range(3):
            text[rng.randrange(400)] = rng.choice("#:&*!|>%@`'\"{}[],-?~\t\n0é")
        mistakes, _ = check("".join(text), "mine.yaml")
        assert all("mine.yaml" in found for found in mistakes)


def test_text_that_is_accepted_holds_what_yaml_loads():
    text = "a: {b: [x, 7, 1.5, true], 3: y}\n"
    assert check(text, "mine.yaml")[0] == []
    assert yaml.safe_load(text) == {"a": {"b": ["x", 7, 1.5, True], 3: "y"}}
