"""How hard hypothesis tries: the same examples on every run, unless more are asked for.

    GALAXYBENCH_FUZZ=20 pytest tests/faults -k fuzz

tries twenty times as many, at random.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

TIMES = float(os.environ.get("GALAXYBENCH_FUZZ", 1))

NAMES = ("", "no", "1:30", "010", "1e-3", "~", "$x$", "a/b", "..", "S'/S0", "=1+1")
NAMES += (
    "é",
    "名",
    "a\nb",
    " a ",
    "<b>",
    "%s",
    "{x}",
    "\\",
    "'",
    '"',
    "\x1f",
    "\U0001f30c",
)
"""Texts that some reader or writer might take for something else."""


def fuzz(examples: int) -> settings:
    """Settings for a test with this number of examples."""
    return settings(
        max_examples=round(examples * TIMES),
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow, HealthCheck.function_scoped_fixture,
            HealthCheck.filter_too_much,
        ],
    )  # fmt: skip


def texts(longest: int = 12) -> st.SearchStrategy[str]:
    """Any text that can be written as UTF-8, and the awkward names."""
    characters = st.characters(exclude_categories=["Cs"])
    return st.sampled_from(NAMES) | st.text(characters, max_size=longest)


def values() -> st.SearchStrategy:
    """Anything that YAML can hold."""
    numbers = (
        st.integers(-3, 3)
        | st.sampled_from([10**6, 10**12, -(2**63), 2**64])
        | st.floats(width=32)
    )
    leaves = st.none() | st.booleans() | numbers | texts()
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(texts() | st.integers(0, 3), inner, max_size=3)
        ),
        max_leaves=5,
    )
