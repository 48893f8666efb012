"""What the user typed is what is used."""

import pytest
from snakemake.cli import parse_config

from galaxybench.config.command_line import TEXTS, typed
from galaxybench.config.messages import ConfigError

TRAPS = ["/data/night #2", "010", "1e5", "1_000", "[x]", "a: b", "True", " x", "nan"]


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("value", TRAPS)
def test_a_text_is_taken_letter_by_letter(key, value):
    entry = f"{key}={value}"
    assert parse_config([entry])[key] != value  # what Snakemake makes of it
    assert typed([entry]) == {key: value}


def test_quotes_are_taken_off_and_nothing_is_none():
    assert typed(["images='a b'", "model="]) == {"images": "a b", "model": None}


def test_other_keys_are_left_to_snakemake():
    assert typed(["run=[demo]", "downloads={attempts: 3}"]) == {}


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (["images=a", "images=b"], "--config images: given twice"),
        (["run=[a]", "run=[b]"], "--config run: given twice"),
        (["downloads={mirror: a, mirror: b}"], "downloads.mirror: written twice"),
        (["run=[demo, b #c\n]"], r"run\[1\]: got 'b #c'"),
        (["downloads={attempts: 010}"], "downloads.attempts: got 010"),
    ],
)
def test_what_yaml_misreads_is_refused(entries, message):
    with pytest.raises(ConfigError, match=message):
        typed(entries)
