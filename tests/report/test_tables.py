import pandas as pd
import pytest

from galaxybench.comparison.significance import COLUMNS
from galaxybench.comparison.summary import summarize
from galaxybench.report import tables
from galaxybench.report.answer import answer
from tests.helpers.fake_runs import FakeExperiment

REFERENCE = {
    "dataset": "galaxies", "metric": "test_accuracy", "value": "0.914", "recipe": "",
    "source": "Nobody 2026, table 3_a", "note": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    fake = FakeExperiment(
        tmp_path_factory.mktemp("tables"),
        {"lenet5": 1.5, "dense": 0.5},
        classes=["Round", "Edge-on & 5_%", "Barred"],
        seeds=(0, 1),
        broken=("dense",),
        references=[REFERENCE | {"model": model} for model in ("lenet5", "vgg16")],
    )
    fake.score()
    fake.tables()
    return fake


@pytest.fixture
def summary(fake):
    return summarize(pd.read_csv(fake.result("metrics.csv")))


def test_models_have_interval_and_spread_apart_and_the_best_in_bold(summary):
    summary.loc[0, ["accuracy", "accuracy_low", "accuracy_high"]] = 0.914, 0.85, 0.95
    summary.loc[0, ["accuracy_min", "accuracy_max"]] = 0.9044, 0.92
    table = tables.models(summary, "galaxies")
    first = table.cells.iloc[0]
    assert first["accuracy, %"] == "91.4"
    assert first["95 % interval"] == "85.0 to 95.0"
    assert first["range of the runs"] == "90.4 to 92.0"
    assert table.best["accuracy, %"] == [True, False]
    assert "1 of 4 runs did not train" in table.caption
    assert "recipe" not in table.cells


def test_the_means_without_what_did_not_train_stand_beside_the_others(summary):
    table = tables.models(summary, "galaxies")
    dense = table.cells[table.cells["model"] == "dense"].iloc[0]
    assert (dense["runs"], dense["did not train"]) == ("2", "1")
    fine = summary.loc[summary["model"] == "dense", "accuracy_trained"].item()
    assert dense["accuracy of what trained, %"] == f"{100 * fine:.1f}"
    assert dense["accuracy of what trained, %"] != dense["accuracy, %"]
    sound = tables.models(summary.assign(not_ok=0), "galaxies")
    assert not [name for name in sound.cells if "train" in name and "time" not in name]
    assert "did not train" not in sound.caption


def test_the_captions_count_what_the_answer_counts(summary):
    vote = summary.iloc[:1].assign(recipe="ensemble", model="vote", runs=1, not_ok=1)
    rows = pd.concat([summary, vote], ignore_index=True)
    pairs = pd.DataFrame(columns=COLUMNS)
    counted = "1 of 4 runs did not train properly and 1 of 1 ensemble collapsed"
    assert counted in tables.models(rows, "galaxies").caption
    ranked = rows.assign(rank_low=1, rank_high=3, leads=0.5)
    assert counted in " ".join(answer(ranked, pairs)["more"])


def test_a_model_of_which_no_run_trained_is_never_in_bold(summary, fake):
    """Always answering one class of half the images is well calibrated."""
    lost = summary.iloc[:1].assign(
        model="lost", accuracy=0.99, macro_f1=0.99, brier=0.0, not_ok=summary["runs"]
    )
    rows = pd.concat([summary, lost], ignore_index=True)
    best = tables.models(rows, "galaxies").best
    assert best["accuracy, %"] == best["macro F1, %"] == [True, False, False]
    assert tables.calibration(rows, "galaxies").best["Brier score"][-1] is False
    none = tables.models(rows.assign(not_ok=rows["runs"]), "galaxies").best
    assert none["accuracy, %"] == [False] * 3


def test_what_was_still_improving_is_marked(summary):
    assert "still improving" not in tables.models(summary, "g").cells
    table = tables.models(summary.assign(improving=[2, 0]), "g")
    assert table.cells["still improving"].tolist() == ["2", "0"]
    assert "when their training stopped" in table.caption


def test_a_caption_says_how_many_runs_failed(summary):
    assert tables.incomplete(summary, 0) == ""
    vote = summary.iloc[:1].assign(recipe="ensemble", model="vote", runs=1)
    rows = pd.concat([summary.assign(runs=2), vote])
    assert tables.incomplete(rows, 2).startswith(" INCOMPLETE: 2 of 6 runs failed")


def test_a_single_run_has_no_range(summary):
    table = tables.models(summary.assign(runs=1), "galaxies")
    assert set(table.cells["range of the runs"]) == {"–"}


def test_what_is_printed_alike_is_best_alike(summary):
    summary["macro_f1"] = [0.90412, 0.90398]
    assert tables.models(summary, "g").best["macro F1, %"] == [True, True]


def test_low_losses_are_best_and_unscaled_models_have_dashes(summary):
    summary[["brier", "ece"]] = [[0.2, 0.0512], [0.1, 0.0702]]
    summary.loc[1, ["temperature", "brier_scaled"]] = float("nan")
    table = tables.calibration(summary, "galaxies")
    assert table.best["Brier score"] == [False, True]
    assert list(table.cells["calibration error, %"]) == ["5.1", "7.0"]
    assert table.cells.loc[1, "temperature"] == "–"
    assert "temperature" not in table.best


def test_no_calibration_error_is_best_that_may_be_chance(summary):
    summary["ece"], summary["ece_limit"] = [0.02, 0.07], [0.03, 0.03]
    name = "calibration error, %"
    assert tables.calibration(summary, "galaxies").best[name] == [False, False]
    summary.loc[0, "ece"] = 0.04
    table = tables.calibration(summary, "galaxies")
    assert table.best[name] == [True, False]
    assert table.cells["limit of a calibrated net, %"].tolist() == ["3.0", "3.0"]
    assert "limit of a calibrated net, %" not in table.best


def test_pairs_say_what_is_significant():
    tested = pd.DataFrame(
        {
            "model_a": ["x", "x"], "model_b": ["y", "z"], "recipe_a": "r",
            "recipe_b": ["r", "s"], "difference": [0.0512, 0.001],
            "low": [0.04, -0.01], "high": [0.06, 0.02], "p_adjusted": [0.0004, 0.6],
            "test": "paired t", "margin": 0.005, "p_equivalence": [0.9, 0.012],
            "verdict": ["better", "equivalent"],
        }
    )  # fmt: skip
    table = tables.pairs(tested, "galaxies")
    assert list(table.cells["compared with"]) == ["y (r)", "z (s)"]
    assert list(table.cells["95 % interval"]) == ["4.0 to 6.0", "−1.0 to 2.0"]
    assert [*zip(table.cells["p, adjusted"], table.best["p, adjusted"], strict=True)] \
        == [("<\N{NO-BREAK SPACE}0.001", True), ("0.60", False)]  # fmt: skip
    assert "adjusted for all 2 pairs" in table.caption
    assert list(table.cells["p, equivalence"]) == ["0.90", "0.012"]
    assert list(table.cells["verdict"]) == ["better", "equivalent"]
    assert "within 0.5\N{NO-BREAK SPACE}points" in table.caption
    alone = tables.pairs(tested[:1], "galaxies")
    assert list(alone.best) == ["p"] and "adjusted" not in alone.caption


def test_one_model_has_no_pairs():
    empty = pd.DataFrame(columns=["model_a", "model_b", "recipe_a", "recipe_b",
        "difference", "low", "high", "p_adjusted", "test", "margin", "p_equivalence",
        "verdict"])  # fmt: skip
    table = tables.pairs(empty, "galaxies")
    assert table.cells.empty and "no two models" in table.caption


def test_the_best_f1_of_every_class_is_in_bold(fake):
    text = fake.result("tables/classes.md").read_text()
    for name in fake.classes:
        lines = [line for line in text.splitlines() if f"| {name[:4]}" in line]
        assert len(lines) == 2 and sum("**" in line for line in lines) == 1


def test_what_was_reported_keeps_its_digits_and_lacks_what_was_not_run(fake):
    text = fake.result("tables/reported.md").read_text()
    ours, lacking = (line for line in text.splitlines() if "test accuracy" in line)
    assert "| 91.4\N{NO-BREAK SPACE}% |" in ours and "| 2 |" in ours
    assert "| – |" in lacking and "| 0 |" in lacking
