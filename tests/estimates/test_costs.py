import re

import pytest

from galaxybench.estimates.costs import long_duration, of_probe, of_runs, table

SIZE = {"parameters": 61_706, "flops": 850_000, "peak_anonymous_bytes": 600_000_000}
NAMES = {"dataset": "d", "scheme": "holdout", "recipe": "r", "model": "lenet5"}


def run(seconds: float, resumed: int | None = None) -> dict:
    return {**SIZE, "wall_seconds": seconds, "resumed_from_epoch": resumed}


def test_runs_that_were_made_tell_their_mean_time():
    cost = of_runs([run(100), run(200), run(3, resumed=7)])
    assert cost == {**SIZE, "seconds": 150, "source": "2 runs"}
    cost = of_runs([run(3, resumed=7)])
    assert (cost["seconds"], cost["source"]) == (3, "1 run")


def test_the_sum_is_of_what_is_still_to_do():
    probed = of_probe({**SIZE, "seconds": 7200, "epochs": 30})
    made = of_runs([run(60)])
    text = table(
        [
            {**NAMES, **probed, "runs": 30, "to_do": 30},
            {**NAMES, **made, "runs": 3, "to_do": 2},
        ]
    )
    lines = [re.split(" {2,}", line) for line in text.splitlines()]
    assert lines[0][:5] == ["data set", "split", "recipe", "model", "parameters"]
    assert lines[2][4:9] == ["61.7 k", "850 k", "600 MB", "2 h 0 min", "a probe"]
    assert lines[2][9:] == ["30", "30", "2 d 12 h"]
    assert lines[3][9:] == ["3", "2", "2 min 0 s"]
    assert "33 trainings, 32 of them still to do." in text
    assert "they take 2 d 12 h" in text


def test_names_that_look_like_numbers_are_left_alone():
    cost = of_runs([run(60)])
    text = table([{**NAMES, **cost, "recipe": "1e2", "runs": 1, "to_do": 0}])
    assert "  1e2  " in text


def test_memory_that_nobody_could_measure_is_a_question_mark():
    cost = of_runs([run(60) | {"peak_anonymous_bytes": None}])
    assert " ? " in table([{**NAMES, **cost, "runs": 1, "to_do": 0}])


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (12, "12.0\N{NO-BREAK SPACE}s"),
        (345_600, "4 d 0 h"),
        (86_000, "1 d 0 h"),
        (80_000, "22\N{NO-BREAK SPACE}h 13\N{NO-BREAK SPACE}min"),
    ],
)
def test_days(seconds, text):
    assert long_duration(seconds) == text


def test_where_nothing_is_trained_it_says_so():
    assert table([]).startswith("Nothing is trained for this experiment")
