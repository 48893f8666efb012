import pytest

from galaxybench.config.compare_request import FILES, name_of, sides_of
from galaxybench.config.messages import ConfigError


def config(compared):
    return {"compared": compared, "experiments": {"demo": {}, "other": {}}}


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "may"
    folder.mkdir()
    for name in FILES:
        (folder / name).touch()
    return folder


def test_two_experiments_need_not_be_made_yet():
    sides = sides_of(config("demo, other"))
    assert [str(side) for side in sides] == [
        "results/experiments/demo", "results/experiments/other",
    ]  # fmt: skip
    assert name_of(config("demo, other")) == "demo-other"


def test_a_copy_of_a_folder_may_be_one(copy):
    given = config(f"{copy},demo")
    assert sides_of(given)[0] == copy
    assert name_of(given).startswith("may-demo-")
    assert name_of(given) != name_of(config(f"{copy}/../may2,demo"))


@pytest.mark.parametrize(
    ("compared", "message"),
    [
        (None, "compared: missing, needed by compare: snakemake --cores 1 compare"),
        ("demo", "got 1 name"),
        ("demo,other,demo", "got 3 name"),
        ("demo,demo", "are the same experiment"),
        ("demo,./results/experiments/demo", "are the same experiment|unknown"),
        ("demo,othr", "did you mean 'other'.*no such folder"),
    ],
)
def test_what_is_wrong_is_said(compared, message):
    with pytest.raises(ConfigError, match=message):
        sides_of(config(compared))
    assert name_of(config(compared))


def test_a_folder_without_a_record_is_refused_by_what_it_lacks(copy):
    (copy / "answers.csv").unlink()
    with pytest.raises(ConfigError, match="has no answers.csv"):
        sides_of(config(f"{copy},demo"))
