"""Balanced training sets: originals untouched, copies changed, seeded and counted."""

import numpy as np
import pytest
from astropy.table import Table
from keras.layers import RandomZoom

from galaxybench.images.fits import (
    content_hashes,
    open_cube,
    read_catalog,
    read_classes,
    read_labels,
    read_provenance,
    write_cube,
)
from galaxybench.preparation import balancing
from galaxybench.preparation.balancing import augmented, balance, copied_rows
from tests.helpers.flux_cubes import as_fluxes

NOTHING = {
    "flip": [],
    "rotation": 0,
    "quarter_turns": False,
    "shift": 0,
    "zoom": 0,
    "brightness": 0,
    "mixup": 0,
}
TURNS = NOTHING | {"flip": ["horizontal", "vertical"], "rotation": 180}
COUNTS = [20, 3, 11]


@pytest.fixture
def train(tmp_path):
    path = tmp_path / "train.fits"
    rng = np.random.default_rng(0)
    cube = rng.integers(0, 256, (sum(COUNTS), 12, 10, 3), dtype=np.uint8)
    labels = rng.permutation(np.repeat(np.arange(3), COUNTS))
    catalog = Table(
        {
            "source_index": np.arange(len(cube)) * 2,
            "content": content_hashes(cube),
            "split_group": np.arange(len(cube)),
        }
    )
    header = {"source": "made", "SIMULATED": "T"}
    write_cube(path, [cube], cube.shape, labels, catalog, ["a", "b", "c"], header)
    return path


def test_every_class_is_as_large_as_the_largest(tmp_path, train, monkeypatch):
    monkeypatch.setattr(balancing, "BATCH_BYTES", 7 * 12 * 10 * 3)  # many batches
    output = tmp_path / "balanced.fits"
    balance(train, output, TURNS, seed=5)
    images, before = open_cube(output), open_cube(train)
    labels, catalog = read_labels(output), read_catalog(output)
    assert np.bincount(labels).tolist() == [20, 20, 20]
    np.testing.assert_array_equal(images[: len(before)], before)
    np.testing.assert_array_equal(labels[: len(before)], read_labels(train))
    copy_of = np.asarray(catalog["copy_of"])
    assert (copy_of[: len(before)] == -1).all()
    copies = np.arange(len(before), len(images))
    originals = copy_of[copies]
    np.testing.assert_array_equal(labels[copies], labels[originals])
    for column in ("source_index", "split_group"):
        np.testing.assert_array_equal(
            catalog[column][copies], catalog[column][originals]
        )
    assert list(catalog["content"]) == content_hashes(images)
    assert len(set(catalog["content"])) == len(images)
    assert read_classes(output) == ["a", "b", "c"]
    provenance = read_provenance(output)
    assert provenance["SIMULATED"] == "T" and provenance["balance_seed"] == "5"


def test_originals_take_turns():
    labels = np.repeat(np.arange(3), COUNTS)
    rows = copied_rows(labels, seed=1)
    assert len(rows) == 17 + 9
    of_b, of_c = (rows[labels[rows] == label] for label in (1, 2))
    assert sorted(np.bincount(of_b - 20)) == [5, 6, 6]
    assert len(set(of_c)) == 9
    assert (rows != copied_rows(labels, seed=2)).any()


def test_a_copy_depends_on_seed_and_row_alone(tmp_path, train, monkeypatch):
    files = [tmp_path / f"{name}.fits" for name in "abc"]
    balance(train, files[0], TURNS, seed=5)
    monkeypatch.setattr(balancing, "BATCH_BYTES", 1)
    balance(train, files[1], TURNS, seed=5)
    balance(train, files[2], TURNS, seed=6)
    assert files[0].read_bytes() == files[1].read_bytes()
    copy_of = [np.asarray(read_catalog(path)["copy_of"]) for path in files]
    (same,) = np.nonzero((copy_of[0] == copy_of[2]) & (copy_of[0] >= 0))
    assert 0 < len(same) < 26
    for row in same:  # the same original, another seed
        assert (open_cube(files[0])[row] != open_cube(files[2])[row]).any()


def test_copies_are_changed_as_the_recipe_says(tmp_path, train, monkeypatch):
    seen = []
    monkeypatch.setattr(
        balancing,
        "augmented",
        lambda image, changes, rng: seen.append(changes) or image,
    )
    balance(train, tmp_path / "a.fits", NOTHING | {"zoom": 0.1, "mixup": 0.2}, seed=0)
    assert seen[-1] == {key: NOTHING[key] for key in NOTHING if key != "mixup"} | {
        "zoom": 0.1
    }


def test_quarter_turns_need_square_images(tmp_path, train):
    with pytest.raises(ValueError, match="square images, got 12x10"):
        balance(train, tmp_path / "a.fits", {"quarter_turns": True}, seed=0)


def test_a_balanced_set_stays_as_it_is(tmp_path):
    cube = np.zeros((4, 3, 3, 1), np.uint8)
    catalog = Table({"source_index": np.arange(4)})
    path = tmp_path / "train.fits"
    write_cube(path, [cube], cube.shape, [0, 1, 0, 1], catalog, ["a", "b"], {})
    balance(path, tmp_path / "out.fits", TURNS, seed=0)
    assert len(open_cube(tmp_path / "out.fits")) == 4


# One image

GRADIENT = np.stack(
    [np.add.outer(np.arange(20) * 5, np.arange(30) * 4)] * 3, -1
).astype(np.uint8)
SQUARE = np.random.default_rng(0).integers(0, 256, (15, 15, 3), dtype=np.uint8)


def draws(image, number=60, **changes):
    return [augmented(image, changes, np.random.default_rng(s)) for s in range(number)]


def distinct(images):
    return {image.tobytes() for image in images}


def test_flips_and_quarter_turns_only_move_pixels():
    assert distinct(draws(SQUARE, flip=["horizontal"])) == distinct(
        [SQUARE, SQUARE[:, ::-1]]
    )
    assert distinct(draws(SQUARE, flip=["vertical"])) == distinct(
        [SQUARE, SQUARE[::-1]]
    )
    turns = [np.rot90(SQUARE, turn) for turn in range(4)]
    assert distinct(draws(SQUARE, quarter_turns=True)) == distinct(turns)
    assert len(distinct(draws(SQUARE, flip=["horizontal"], quarter_turns=True))) == 8


@pytest.mark.parametrize(
    "changes",
    [
        {"rotation": 180},
        {"shift": 0.1},
        {"zoom": 0.2},
        {"brightness": 0.2},
        {"flip": ["vertical"], "rotation": 30, "shift": 0.1, "zoom": 0.1},
    ],
)
def test_every_change_changes_and_keeps_shape_and_type(changes):
    images = draws(GRADIENT, 10, **changes)
    assert len(distinct([*images, GRADIENT])) == 11
    assert {(image.shape, image.dtype) for image in images} == {
        (GRADIENT.shape, np.dtype(np.uint8))
    }


def test_the_centre_stays_under_rotation_and_zoom():
    image = np.zeros((21, 21, 1), np.uint8)
    image[9:12, 9:12] = 200
    for moved in draws(image, 20, rotation=180, zoom=0.2):
        rows, columns = np.indices(moved.shape[:2])
        weights = moved[..., 0] / moved.sum()
        assert (rows * weights).sum() == pytest.approx(10, abs=0.1)
        assert (columns * weights).sum() == pytest.approx(10, abs=0.1)


class Drawn:
    """A source of chance that draws what it is given."""

    def __init__(self, *numbers):
        self.numbers = np.array(numbers)

    def uniform(self, low, high, count):
        return self.numbers


def test_known_moves():
    """The draws are of rotation, shift down, shift right and zoom, from -1 to 1."""
    moved = augmented(SQUARE, {"rotation": 90}, Drawn(1, 0, 0, 0))
    difference = np.abs(moved.astype(int) - np.rot90(SQUARE)).max()
    other_way = np.abs(moved.astype(int) - np.rot90(SQUARE, -1)).max()
    assert min(difference, other_way) <= 1
    moved = augmented(SQUARE, {"shift": 2 / 15}, Drawn(0, 1, -0.5, 0))
    assert np.abs(moved[2:, :-1].astype(int) - SQUARE[:-2, 1:]).max() <= 1
    np.testing.assert_array_equal(moved[0], moved[3])  # the edge is mirrored
    everything = {"rotation": 57, "shift": 0.2, "zoom": 0.43}
    grey = np.full((9, 9, 1), 77, np.uint8)
    bright = augmented(grey, everything, Drawn(1, 1, 0.5, 1))
    assert set(bright.ravel()) <= {76, 77}  # no border from nowhere


def test_zoom_shows_as_much_as_the_training_layer_does():
    image = np.zeros((81, 81, 1), np.uint8)
    image[30:51, 30:51] = 200
    by_copies = [area(moved) for moved in draws(image, 200, zoom=0.5)]
    layer = RandomZoom(0.5, seed=1)
    batch = np.repeat(image[None], 200, axis=0).astype("float32")
    by_layer = [area(moved) for moved in np.asarray(layer(batch, training=True))]
    # A square of side 21 seen at 1 / (1 + f) for f from -0.5 to 0.5: 14 to 42 pixels.
    for areas in (by_copies, by_layer):
        sides = np.sqrt(areas)
        assert sides.min() == pytest.approx(14, abs=0.6)
        assert sides.max() == pytest.approx(42, abs=2)
        assert np.median(sides) == pytest.approx(21, abs=2)


def area(image):
    """Pixels of full brightness that the light of an image would fill."""
    return float(np.sum(image, dtype=float) / 200)


def test_brightness_is_a_fraction_of_the_range_and_stays_in_it():
    grey = np.full((4, 4, 1), 250, np.uint8)
    levels = [int(image[0, 0, 0]) for image in draws(grey, 200, brightness=0.1)]
    assert max(levels) == 255 and 224 <= min(levels) <= 228


def test_the_original_is_not_changed():
    before = SQUARE.copy()
    draws(SQUARE, 5, flip=["horizontal"], rotation=90, brightness=0.5)
    np.testing.assert_array_equal(SQUARE, before)


def test_copies_of_fluxes_are_neither_clipped_nor_rounded(tmp_path, train):
    fluxes = as_fluxes(train, lambda pixels: 1e4 * pixels - 1e6 + 0.25)
    balance(train, tmp_path / "b.fits", NOTHING | {"rotation": 30, "zoom": 0.2}, 1)
    cube = open_cube(tmp_path / "b.fits")
    assert cube.dtype == np.float32 and len(cube) == 60
    np.testing.assert_array_equal(cube[:34], fluxes)
    copies = cube[34:]
    assert copies.min() < -5e5 and copies.max() > 1e6
    assert (copies != np.rint(copies)).any()
    assert (
        read_catalog(tmp_path / "b.fits")["content"][40] == content_hashes(cube[:])[40]
    )


def test_fluxes_have_no_brightness_to_change(tmp_path, train):
    as_fluxes(train)
    with pytest.raises(ValueError, match=r"'augmentation\.brightness': got 0\.2"):
        balance(train, tmp_path / "b.fits", NOTHING | {"brightness": 0.2}, 1)
