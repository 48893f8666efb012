import keras
import numpy as np
import pytest

from galaxybench.training import augmentation
from galaxybench.training.training_model import build_training_model
from tests.helpers.training_setup import recipe

IMAGES = np.random.default_rng(0).integers(0, 256, (64, 8, 8, 3)).astype(np.float32)


def augmented(seed: int = 0, **changes: object) -> np.ndarray:
    images = IMAGES
    options = recipe(augmentation=changes)["augmentation"]
    for layer in augmentation.layers(options, seed):
        images = layer(images, training=True)
    return np.asarray(images)


def dihedral(image: np.ndarray) -> list[np.ndarray]:
    turns = [np.rot90(image, k) for k in range(4)]
    return turns + [np.flip(turned, 1) for turned in turns]


def which(images: np.ndarray) -> list[int]:
    """Index into `dihedral` of what each image has become."""
    found = []
    for image, original in zip(images, IMAGES, strict=True):
        equal = [(image == variant).all() for variant in dihedral(original)]
        assert sum(equal) == 1
        found.append(equal.index(True))
    return found


def test_no_augmentation_has_no_layers() -> None:
    assert augmentation.layers(recipe()["augmentation"], 0) == []


def test_quarter_turns_are_exact_and_all_four_happen() -> None:
    counts = np.bincount(which(augmented(quarter_turns=True)), minlength=8)
    assert (counts[:4] > 4).all()
    assert not counts[4:].any()


@pytest.mark.parametrize(
    ("flip", "variants"),
    [
        (["horizontal"], {0, 4}),
        (["vertical"], {0, 6}),
        (["vertical", "horizontal"], {0, 2, 4, 6}),
    ],
)
def test_flips_are_exact(flip: list[str], variants: set[int]) -> None:
    assert set(which(augmented(flip=flip))) == variants


def test_flips_with_quarter_turns_give_the_whole_group() -> None:
    options = {"flip": ["horizontal"], "quarter_turns": True}
    assert set(which(augmented(**options))) == set(range(8))


@pytest.mark.parametrize(
    "change",
    [{"rotation": 45}, {"shift": 0.2}, {"zoom": 0.3}, {"brightness": 0.2}],
    ids=str,
)
def test_layers_change_each_image_and_stay_in_range(change: dict) -> None:
    result = augmented(**change)
    assert (np.abs(result - IMAGES).mean(axis=(1, 2, 3)) > 0.5).sum() > 50
    assert result.min() >= 0
    assert result.max() <= 255 + 1e-3


def test_rotation_is_in_degrees() -> None:
    """A bar turned by at most 10 degrees keeps its direction."""
    bar = np.zeros((32, 33, 33, 1), np.float32)
    bar[:, 16, 6:27] = 255
    options = recipe(augmentation={"rotation": 10})["augmentation"]
    (layer,) = augmentation.layers(options, 0)
    turned = np.asarray(layer(bar, training=True))[..., 0]
    rows, columns = np.mgrid[-16:17, -16:17]
    flux = turned.sum(axis=(1, 2))
    tilt = np.arctan2(
        2 * (turned * rows * columns).sum(axis=(1, 2)),
        (turned * (columns**2 - rows**2)).sum(axis=(1, 2)),
    )
    degrees = np.degrees(tilt / 2)
    assert flux.min() > 0
    assert 5 < np.abs(degrees).max() < 10.5


def test_borders_are_mirrored() -> None:
    """A bright image shifted on stays bright: no fill of another value comes in."""
    bright = np.full((8, 16, 16, 1), 200, np.float32)
    options = recipe(augmentation={"shift": 0.3, "rotation": 90, "zoom": 0.3})
    for layer in augmentation.layers(options["augmentation"], 0):
        bright = layer(bright, training=True)
    np.testing.assert_allclose(np.asarray(bright), 200, atol=1e-3)


def test_depends_on_the_seed_alone() -> None:
    options = {"rotation": 90, "quarter_turns": True, "brightness": 0.1}
    first = augmented(1, **options)
    np.testing.assert_array_equal(first, augmented(1, **options))
    assert (first != augmented(2, **options)).any()


def test_is_inactive_outside_training() -> None:
    inputs = keras.Input(IMAGES.shape[1:])
    options = recipe(
        augmentation={
            "flip": ["horizontal", "vertical"],
            "rotation": 90,
            "quarter_turns": True,
            "shift": 0.2,
            "zoom": 0.2,
            "brightness": 0.3,
        }
    )
    pooled = keras.layers.Flatten()(inputs)
    model = build_training_model(
        keras.Model(inputs, pooled), options["augmentation"], 0
    )
    flat = IMAGES.reshape(len(IMAGES), -1)
    np.testing.assert_array_equal(np.asarray(model(IMAGES, training=False)), flat)
    assert (np.asarray(model(IMAGES, training=True)) != flat).any()


def test_quarter_turns_need_square_images() -> None:
    options = recipe(augmentation={"quarter_turns": True})["augmentation"]
    (layer,) = augmentation.layers(options, 0)
    with pytest.raises(ValueError, match="square images, got 8x9"):
        layer(np.zeros((1, 8, 9, 3), np.float32))


def test_mix_blends_images_by_their_shares() -> None:
    partners = np.array([1, 0, 2], np.int32)
    shares = np.array([0.25, 1, 0.5], np.float32)
    a, b, c = IMAGES[:3]
    mixed = np.asarray(augmentation.Mix()(IMAGES[:3], partners, shares))
    np.testing.assert_allclose(mixed, [0.25 * a + 0.75 * b, b, c], rtol=1e-6)


def test_fluxes_are_neither_clipped_nor_rounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fluxes = (IMAGES - 100) * 1234.567
    monkeypatch.setattr(f"{__name__}.IMAGES", fluxes)
    assert set(which(augmented(quarter_turns=True, flip=["horizontal"]))) > {0, 1}
    moved = augmented(rotation=30, shift=0.2, zoom=0.2)
    assert moved.min() < -50_000 and moved.max() > 100_000
    assert (moved != np.rint(moved)).mean() > 0.9
