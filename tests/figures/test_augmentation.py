"""What the recipes' augmentation makes of training images, as a picture."""

import numpy as np

from galaxybench.figures import augmentation, shown, style
from tests.helpers.flux_cubes import as_fluxes
from tests.helpers.training_setup import write_blobs

CLASSES = ["round", "edge-on", "spiral", "merging"]
LABELS = np.array([0] * 5 + [1] * 4 + [2] * 3 + [3])
CUBE = np.random.default_rng(0).integers(0, 256, (13, 16, 16, 3)).astype(np.uint8)
NONE = {"flip": [], "quarter_turns": False, "rotation": 0.0, "zoom": 0.0, "mixup": 0.2}
TURNED = NONE | {"quarter_turns": True}


def drawn(augmentations):
    figure = augmentation.draw(
        CUBE, LABELS, CLASSES, augmentations, title="galaxies", simulated=False
    )
    return [panel for panel in figure.axes if panel.images]


def test_recipes_that_change_images_alike_share_a_panel():
    kinds = augmentation.kinds({"a": TURNED, "plain": NONE, "b": dict(TURNED)})
    assert kinds == [(["a", "b"], {"quarter_turns": True})]


def test_the_original_comes_first_and_then_what_training_sees():
    first, *_ = drawn({"a": TURNED})
    pixels = np.asarray(first.images[0].get_array())
    gap = (pixels.shape[1] + 1) // augmentation.PLACES
    places = [pixels[:, i * gap : i * gap + 16] for i in range(augmentation.PLACES)]
    original = CUBE[2]  # the middle one of the largest class
    assert (places[0] == original).all()
    turns = [np.rot90(original, turn) for turn in range(4)]
    for place in places[1:]:
        assert any((place == turned).all() for turned in turns)
    assert any((place != original).any() for place in places[1:])


def test_a_panel_says_what_the_recipe_does():
    panels = drawn({"a": NONE | {"flip": ["vertical", "horizontal"], "zoom": 0.1}})
    title = panels[0].get_title(loc="left")
    assert title == "a: flip horizontal and vertical, zoom up to 10 %"
    assert len(panels) == augmentation.IMAGES


def test_the_images_drawn_are_listed():
    table = augmentation.numbers(LABELS, CLASSES, {"a": TURNED, "plain": NONE})
    assert table.values.tolist() == [
        ["a", "round", 2],
        ["a", "edge-on", 7],
        ["a", "spiral", 10],
    ]


def test_the_figure_is_saved(tmp_path):
    figure = augmentation.draw(
        CUBE, LABELS, CLASSES, {"a": TURNED}, title="galaxies", simulated=True
    )
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    assert (tmp_path / "a.png").stat().st_size > 2000


def test_fluxes_are_changed_before_they_are_shown(tmp_path):
    write_blobs(tmp_path / "train.fits", 60)
    as_fluxes(tmp_path / "train.fits", lambda pixels: pixels * 100 - 50)
    cube = shown.open_shown(tmp_path / "train.fits")
    labels, classes = np.arange(60) % 3, ["a", "b", "c"]
    options = {"a": TURNED | {"quarter_turns": False, "rotation": 45}}
    figure = augmentation.draw(
        cube, labels, classes, options, title="galaxies", simulated=False
    )
    first = next(panel for panel in figure.axes if panel.images)
    pixels = np.asarray(first.images[0].get_array())
    row = augmentation.numbers(labels, classes, options)["index"][0]
    np.testing.assert_array_equal(pixels[:, :12], cube[row])
    assert len(np.unique(pixels)) > 20
