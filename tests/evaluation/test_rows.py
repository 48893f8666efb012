"""Rows of a comparison, read from their files."""

import pandas as pd
import pytest

from galaxybench.config.runs import ENSEMBLE, Run
from galaxybench.evaluation.rows import (
    Place,
    Row,
    read_rows,
    with_test_time_augmentation,
)
from galaxybench.files import write_json

RUN = Run("simulated", "cv5-fold1", "quick", "lenet5", 2)


def test_a_row_has_what_its_files_say(tmp_path):
    metrics, predictions = tmp_path / "metrics.json", tmp_path / "predictions.csv"
    write_json(metrics, {"accuracy": 0.5})
    pd.DataFrame({"index": [0], "label": [1], "p0": [0.2]}).to_csv(predictions)
    [row] = read_rows(
        [RUN.names()],
        metrics=[metrics],
        predictions=[predictions],
        columns=["index", "label"],
    )
    assert row.run == RUN and row.names["scheme"] == "cv5" and row.trained
    assert row.metrics == {"accuracy": 0.5} and row.description == {}
    assert list(row.predictions.columns) == ["index", "label"]


def test_a_speed_belongs_to_the_first_rows_and_a_device_is_that_of_the_training(
    tmp_path,
):
    files = {name: tmp_path / f"{name}.json" for name in ("run", "speed", "entry")}
    write_json(files["run"], {"device": "GPU"})
    write_json(files["speed"], {"device": "CPU", "predict_seconds_per_image": 0.25})
    write_json(files["entry"], {"predict_seconds_per_image": 0.5})
    entry = Run("simulated", "holdout", ENSEMBLE, "all", 0)
    rows = read_rows(
        [RUN.names(), entry.names()],
        descriptions=[files["run"], files["entry"]],
        speeds=[files["speed"]],
    )
    known = {"device": "GPU", "predict_seconds_per_image": 0.25}
    assert rows[0].description == known
    assert rows[1].description == {"predict_seconds_per_image": 0.5}


def test_a_history_is_read(tmp_path):
    pd.DataFrame({"epoch": [1, 2]}).to_csv(tmp_path / "history.csv", index=False)
    [row] = read_rows([RUN.names()], histories=[tmp_path / "history.csv"])
    assert row.history["epoch"].tolist() == [1, 2] and row.predictions is None


def test_a_row_has_a_key_and_a_place():
    [row] = read_rows([RUN.names()])
    assert row.key == ("quick", "lenet5")
    assert row.place == Place("simulated", "cv5")


def test_an_ensemble_is_not_trained():
    names = Run("simulated", "holdout", ENSEMBLE, "all", 0).names()
    assert not read_rows([names])[0].trained


def test_a_missing_file_in_a_list_is_noticed(tmp_path):
    with pytest.raises(ValueError, match="zip"):
        read_rows([RUN.names()], metrics=[])


def test_a_place_holds_a_data_set_under_a_split_scheme():
    place = Place("simulated", "cv5")
    assert place.holds(RUN.names())
    assert not place.holds(RUN.names() | {"scheme": "holdout"})
    table = pd.DataFrame([RUN.names(), RUN.names() | {"dataset": "stars"}])
    assert place.here(table).index.tolist() == [0]


def test_only_trainings_get_a_test_time_augmentation():
    made = Row(RUN, description={"recipe": {"epochs": 3}})
    other = Row(Run("simulated", "holdout", ENSEMBLE, "all", 0))
    rows = with_test_time_augmentation([made, other], ["flips"])
    assert rows[0].description == {
        "recipe": {"epochs": 3, "test_time_augmentation": "flips"}
    }
    assert rows[1] == other
    assert made.description == {"recipe": {"epochs": 3}}
    with pytest.raises(ValueError, match="zip"):
        with_test_time_augmentation([made, other], ["flips", "flips"])
