import pytest

from galaxybench.workflow.target_hint import target_hint
from tests.helpers.workflow_setup import resolved


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("look_ski", "look_ski: unknown data set 'ski': did you mean 'sky'?"),
        ("look_tiny", "look_tiny: unknown data set 'tiny' (available: "),
        ("verify_tini", "verify_tini: unknown experiment 'tini': did you mean 'tiny'?"),
        ("watch_sky", "watch_sky: unknown experiment 'sky'"),
    ],
)
def test_a_target_of_a_wrong_name_is_explained(word, says):
    assert says in target_hint(["--cores", "1", word], resolved())


@pytest.mark.parametrize(
    "words",
    [
        ["look_sky"],
        ["verify_tiny", "wide"],
        ["--config", "look_nothing=3"],
        ["results/looks/sky.html"],
        ["nothing"],
    ],
)
def test_nothing_is_said_of_other_words(words):
    assert target_hint(words, resolved()) is None


def test_a_file_is_no_target(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "look_mine").touch()
    assert target_hint(["--configfile", "look_mine"], resolved()) is None


def test_an_experiment_may_have_such_a_name():
    config = resolved("""
experiments: {look_around: {datasets: [sky], splits: [holdout], models: [dense],
  recipes: [plain], seeds: [0]}}
""")
    assert target_hint(["look_around"], config) is None
