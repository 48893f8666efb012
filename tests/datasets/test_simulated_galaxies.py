"""The simulated data set: seeded image by image, with its truth in the catalog."""

import ast
from pathlib import Path

import numpy as np
import pytest

from galaxybench.datasets import simulated_galaxies
from galaxybench.datasets.simulated_galaxies import CLASSES, OPTIONS, open_source
from galaxybench.simulation.galaxies import POPULATIONS


def simulate(**options):
    defaults = {name: option["default"] for name, option in OPTIONS.items()}
    return open_source([], defaults | {"images": 60, "size": 32} | options)


def test_the_declarations_are_literals_of_the_ten_classes():
    tree = ast.parse(Path(simulated_galaxies.__file__).read_text())
    literals = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    for name in ("OPTIONS", "FILES", "CLASSES", "CITATION", "SIMULATED"):
        value = ast.literal_eval(literals[name])
        assert value == getattr(simulated_galaxies, name)
    assert list(POPULATIONS) == CLASSES
    assert all("default" in option for option in OPTIONS.values())


@pytest.mark.parametrize("size", [32, 69, 128])
def test_shape_and_type(size):
    images = simulate(size=size)
    batch = images.read(np.arange(3))
    assert images.shape == (size, size, 3) == batch.shape[1:]
    assert batch.dtype == np.uint8
    assert images.labels.dtype == np.int64
    assert len(images) == len(images.catalog) == 60
    assert images.read(np.arange(0)).shape == (0, size, size, 3)


def test_everything_says_simulated():
    provenance = simulate().provenance
    assert provenance["SIMULATED"] == "T"
    assert "SIMULATED" in provenance["about"]
    assert "seed=1001" in provenance["options"]


def test_an_image_does_not_depend_on_its_batch():
    images = simulate()
    together = np.concatenate(list(images.batches(25)))
    np.testing.assert_array_equal(together[[3, 40]], images.read(np.array([3, 40])))
    np.testing.assert_array_equal(together, np.concatenate(list(simulate().batches(7))))


def test_an_image_does_not_depend_on_the_number_of_processes(monkeypatch):
    monkeypatch.setattr(simulated_galaxies, "POOL_FROM", 1)
    images = simulate()
    read = {}
    for workers in ("1", "2"):
        monkeypatch.setattr(
            simulated_galaxies,
            "available_cores",
            lambda workers=workers: int(workers),
        )
        read[workers] = images.read(np.arange(40))
    np.testing.assert_array_equal(read["1"], read["2"])


def test_the_seed_changes_galaxies_and_order():
    one, other = simulate(), simulate(seed=7)
    assert not np.array_equal(one.labels, other.labels)
    assert not np.array_equal(one.read(np.arange(1)), other.read(np.arange(1)))


def test_classes_are_equal_and_mixed():
    images = simulate(images=200)
    assert np.bincount(images.labels).tolist() == [20] * 10
    assert len(np.unique(images.labels[:40])) >= 8


def test_class_weights_set_the_counts():
    weights = {"Cigar Shaped Smooth": 0.1, "Merging": 2.9}
    counts = np.bincount(simulate(images=1100, class_weights=weights).labels)
    assert counts.tolist() == [100, 290, 100, 100, 10, *[100] * 5]


def test_every_class_has_its_weight_in_the_schema():
    assert list(OPTIONS["class_weights"]["properties"]) == CLASSES


def test_counts_add_up_when_they_do_not_divide():
    assert len(simulate(images=67).labels) == 67


def test_duplicates_share_their_group_and_are_near_but_not_equal():
    images = simulate(images=120, size=48, duplicates=0.25)
    group = np.asarray(images.catalog["group"])
    copies = np.flatnonzero(group != np.arange(120))
    assert len(copies) == 30
    assert len(np.unique(group[copies])) == 30
    np.testing.assert_array_equal(images.labels[copies], images.labels[group[copies]])
    for name in ("inclination_deg", "signal_to_noise"):
        trait = images.catalog[name]
        np.testing.assert_array_equal(trait[copies], trait[group[copies]])

    some = copies[:8]
    shown = images.read(np.arange(120)).astype(float)
    # Other galaxies of the same class are the fair comparison.
    others = [
        np.flatnonzero((images.labels == images.labels[i]) & (group != group[i]))[0]
        for i in some
    ]

    def distance(these, those):
        return np.abs(shown[these] - shown[those]).mean(axis=(1, 2, 3))

    near, far = distance(some, group[some]), distance(some, others)
    assert (near > 0).all()
    assert np.median(near) < 0.75 * np.median(far)


def test_without_duplicates_every_group_is_one_image():
    assert len(np.unique(simulate().catalog["group"])) == 60


def test_label_noise_has_its_fraction_and_keeps_the_truth():
    clean, noisy = simulate(images=400), simulate(images=400, label_noise=0.1)
    truth = np.asarray(noisy.catalog["true_class"])
    np.testing.assert_array_equal(truth, clean.labels)
    assert (noisy.labels != truth).sum() == 40
    np.testing.assert_array_equal(
        noisy.catalog["label_is_noise"], noisy.labels != truth
    )
    assert not clean.catalog["label_is_noise"].any()
    # Only the label changes, never the picture.
    wrong = np.flatnonzero(noisy.labels != truth)[:3]
    np.testing.assert_array_equal(clean.read(wrong), noisy.read(wrong))


def test_radii_in_the_catalog_are_in_pixels():
    small, large = simulate(size=32), simulate(size=64)
    np.testing.assert_allclose(
        2 * small.catalog["half_light_radius_px"],
        large.catalog["half_light_radius_px"],
        rtol=1e-6,
    )


def test_signal_to_noise_in_the_catalog_follows_the_noise():
    usual, loud, none = (simulate(noise=noise) for noise in (1, 4, 0))
    np.testing.assert_allclose(
        usual.catalog["signal_to_noise"], 4 * loud.catalog["signal_to_noise"], rtol=1e-5
    )
    assert np.isinf(none.catalog["signal_to_noise"]).all()


def test_edge_on_classes_have_high_inclination_in_the_catalog():
    images = simulate(images=200)
    tilt = np.asarray(images.catalog["inclination_deg"])
    assert tilt[images.labels >= 8].min() > 80
    assert tilt[images.labels == 2].max() < 40
