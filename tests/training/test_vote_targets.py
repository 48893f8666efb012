"""Targets of a loss of votes, and trainings on them."""

import importlib.util
from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.stats import dirichlet_multinomial

from galaxybench.images import vote_columns
from galaxybench.images.fits import open_cube, read_catalog
from galaxybench.networks.concentrations import concentrations
from galaxybench.training import epochs
from galaxybench.training.batches import Batches
from galaxybench.training.vote_targets import targets
from tests.helpers.other_backends import on
from tests.helpers.training_setup import (
    DENSE,
    GALAXY10,
    run,
    same,
    without_times,
    write_blobs,
)

KNOWN = {"votes": "{}"}
ALL = ["cross_entropy", "multinomial", "dirichlet_multinomial"]


def voted(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Shares and numbers of votes of a file."""
    catalog = read_catalog(path)
    return (
        vote_columns.shares_of(catalog, KNOWN),
        vote_columns.counts_of(catalog, KNOWN),
    )


def test_targets_are_fractions_or_numbers_of_votes(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    write_blobs(path, 30, votes="{}")
    shares, counts = voted(path)
    found, weights = targets(path, "cross_entropy")
    np.testing.assert_array_equal(found, shares.astype(np.float32))
    assert weights is None and found.dtype == np.float32
    found, weights = targets(path, "multinomial")
    np.testing.assert_array_equal(found, shares.astype(np.float32))
    np.testing.assert_allclose(weights, counts / counts.mean(), rtol=1e-6)
    found, weights = targets(path, "dirichlet_multinomial")
    np.testing.assert_allclose(found, np.round(found), atol=1e-5)
    np.testing.assert_allclose(found.sum(axis=1), counts, rtol=1e-6)
    assert weights is None
    assert targets(path, "none") == (None, None)


def test_images_without_votes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    write_blobs(path, 30)
    with pytest.raises(ValueError, match=r"'loss.votes': got multinomial.*no votes"):
        targets(path, "multinomial")


def test_batches_have_the_votes_of_their_images(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    write_blobs(path, 30, votes="{}")
    shares, counts = voted(path)
    class_weights = np.array([0.5, 2, 3])
    batches = Batches(
        path, 3, 8, seed=1, class_weights=class_weights, votes="multinomial"
    )
    for number in range(len(batches)):
        rows, labels, weights = batches.draw(number)
        np.testing.assert_array_equal(labels, shares[rows].astype(np.float32))
        expected = class_weights[shares[rows].argmax(axis=1)] * counts[rows]
        np.testing.assert_allclose(weights, expected / counts.mean(), rtol=1e-6)
    valid = Batches(path, 3, 8, votes="multinomial")
    assert (valid.draw(0)[2] == 1).all()


def test_mixup_blends_votes(tmp_path: Path) -> None:
    path = tmp_path / "a.fits"
    write_blobs(path, 30, votes="{}")
    shares, _ = voted(path)
    batches = Batches(path, 3, 30, mixup=0.4, votes="cross_entropy")
    (_, partners, kept), mixed, weights = batches[0]
    kept = kept[:, None]
    expected = kept * shares + (1 - kept) * shares[partners]
    np.testing.assert_allclose(mixed, expected, atol=1e-6)
    np.testing.assert_allclose(weights, 1, atol=1e-6)


@pytest.mark.parametrize("votes", ["cross_entropy", "multinomial"])
def test_the_validation_loss_is_the_cross_entropy_to_the_fractions(
    tmp_path: Path, votes: str
) -> None:
    loss = {"votes": votes, "class_weights": "balanced"}
    model, history, description = run(tmp_path, votes=True, epochs=3, loss=loss)
    path = tmp_path / "valid.fits"
    p = np.asarray(model.predict_on_batch(np.asarray(open_cube(path)[:])))
    shares, _ = voted(path)
    row = history[description["best_epoch"] - 1]
    expected = -(shares * np.log(p)).sum(axis=1).mean()
    assert row["val_loss"] == pytest.approx(expected, rel=1e-4)
    right = (p.argmax(axis=1) == shares.argmax(axis=1)).mean()
    assert row["val_accuracy"] == pytest.approx(right, rel=1e-5)
    assert history[-1]["loss"] < history[0]["loss"]


@pytest.mark.parametrize("sam", [0.0, 0.02])
def test_the_dirichlet_multinomial_loss_is_that_of_the_saved_model(
    tmp_path: Path, sam: float
) -> None:
    changes = {"loss": {"votes": "dirichlet_multinomial"}, "optimizer": {"sam": sam}}
    model, history, description = run(tmp_path, votes=True, epochs=3, **changes)
    path = tmp_path / "valid.fits"
    images = np.asarray(open_cube(path)[:])
    alpha = np.asarray(concentrations(model).predict_on_batch(images), float)
    p = np.asarray(model.predict_on_batch(images))
    np.testing.assert_allclose(p, alpha / alpha.sum(axis=1, keepdims=True), rtol=1e-5)
    shares, counts = voted(path)
    votes = np.rint(shares * counts[:, None]).astype(int)
    expected = -dirichlet_multinomial.logpmf(votes, alpha, votes.sum(axis=1)).mean()
    row = history[description["best_epoch"] - 1]
    assert row["val_loss"] == pytest.approx(expected, rel=1e-4)
    assert history[-1]["loss"] < history[0]["loss"]
    assert description["parameters"] == model.count_params()


@pytest.mark.parametrize("votes", ALL)
def test_a_resumed_training_ends_with_the_same_bits(
    tmp_path: Path, votes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixup = 0.0 if votes == "dirichlet_multinomial" else 0.2
    job = {"votes": True, "epochs": 4, "loss": {"votes": votes},
           "augmentation": {"flip": ["horizontal"], "mixup": mixup}}  # fmt: skip
    whole, one, _ = run(tmp_path / "whole", DENSE, **job)
    save, saves = epochs.Epochs._save, []

    def stop(self: epochs.Epochs, model: keras.Model) -> None:
        save(self, model)
        saves.append(1)
        if len(saves) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(epochs.Epochs, "_save", stop)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "killed", DENSE, **job)
    killed, two, description = run(tmp_path / "killed", DENSE, **job)
    assert description["resumed_from_epoch"] == 2
    assert without_times(one) == without_times(two)
    assert same(whole, killed)


def test_a_recipe_that_does_not_ask_trains_as_if_there_were_no_votes(
    tmp_path: Path,
) -> None:
    job = {"loss": {"class_weights": "balanced"}, "augmentation": {"mixup": 0.2}}
    plain, one, _ = run(tmp_path / "plain", **job)
    # The labels, and with them the images, are drawn before the votes.
    with_votes, two, _ = run(tmp_path / "voted", votes=True, **job)
    assert without_times(one) == without_times(two)
    assert same(plain, with_votes)


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="needs jax")
def test_jax_trains_on_votes_as_tensorflow_does(tmp_path: Path) -> None:
    job = {"votes": True, "loss": {"votes": "dirichlet_multinomial"}}
    _, history, _ = run(tmp_path / "a", GALAXY10, **job)
    program = (
        "from tests.helpers.training_setup import GALAXY10, run\n"
        f"print(run(folder / 'b', GALAXY10, **{job!r})[1][0]['loss'])"
    )
    found = float(on("jax", program, tmp_path).splitlines()[-1])
    assert found == pytest.approx(history[0]["loss"], rel=0.1)
