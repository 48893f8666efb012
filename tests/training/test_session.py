import hashlib
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from galaxybench.models import vgg16
from galaxybench.training.batches import balanced_weights
from galaxybench.training.phases import phases
from galaxybench.training.session import TrainingSpec, open_batches, prepare
from tests.helpers.training_setup import LENET, recipe, spec, write_all, write_blobs


def job_of(folder: Path, model: dict, weights: list) -> SimpleNamespace:
    statistics = folder / "s.json"
    statistics.write_text(json.dumps({"histogram": [[1]]}))
    return SimpleNamespace(
        input=SimpleNamespace(
            train="t.fits", valid="v.fits", statistics=str(statistics), weights=weights
        ),
        params=SimpleNamespace(model=model, recipe={"epochs": 2}),
    )


@pytest.mark.parametrize(
    ("weights", "start"),
    [
        ([], None),
        (["a/model.keras"], Path("a/model.keras")),
    ],
)
def test_a_spec_is_read_from_a_job(tmp_path: Path, weights: list, start) -> None:
    job = job_of(tmp_path, LENET, weights)
    assert TrainingSpec.of_job(job, seed=3) == TrainingSpec(
        Path("t.fits"),
        Path("v.fits"),
        {"histogram": [[1]]},
        LENET,
        {"epochs": 2},
        3,
        start,
    )


def test_downloaded_weights_are_checked_again(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "net.h5"
    path.write_bytes(b"weights")
    declared = {"name": "net.h5", "md5": hashlib.md5(b"weights").hexdigest()}
    monkeypatch.setattr(vgg16, "WEIGHTS", {"imagenet": declared})
    model = {"architecture": "vgg16", "options": {}}
    job = job_of(tmp_path, model, [f"{path}.verified"])
    assert TrainingSpec.of_job(job).start == path
    path.write_bytes(b"WEIGHTS")
    with pytest.raises(ValueError, match="net.h5 has changed since it was downloaded"):
        TrainingSpec.of_job(job)


def test_the_seed_of_a_spec_decides_the_initial_weights(tmp_path: Path) -> None:
    made = write_all(tmp_path)
    one, again, other = (
        prepare(spec(made, LENET, recipe(), seed)).classifier.get_weights()
        for seed in (0, 0, 1)
    )
    assert all((a == b).all() for a, b in zip(one, again, strict=True))
    assert not all((a == b).all() for a, b in zip(one, other, strict=True))


def test_a_phase_freezes_and_compiles(tmp_path: Path) -> None:
    phase = {"epochs": 2, "learning_rate": 0.01, "freeze": "backbone"}
    options = recipe(phases=[phase], epochs=2)
    session = prepare(spec(write_all(tmp_path), LENET, options))
    session.begin(phases(options)[0])
    assert len(session.classifier.trainable_weights) == 2
    assert float(session.model.optimizer.learning_rate) == pytest.approx(0.01)
    assert session.model.augmentation.output_shape == (None, 12, 12, 3)


@pytest.mark.parametrize(("name", "power"), [("balanced", 1.0), ("sqrt", 0.5)])
def test_class_weights_are_those_of_the_training_images(
    tmp_path: Path, name: str, power: float
) -> None:
    labels = write_blobs(tmp_path / "train.fits", 50)
    write_blobs(tmp_path / "valid.fits", 10)
    parts = tmp_path / "train.fits", tmp_path / "valid.fits"
    train, valid = open_batches(*parts, 3, recipe(loss={"class_weights": name}), 0)
    expected = balanced_weights(labels, 3, power).astype(np.float32)
    np.testing.assert_array_equal(train.class_weights, expected)
    np.testing.assert_array_equal(valid.class_weights, 1)
