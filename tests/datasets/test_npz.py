"""A .npz file of images and labels, whole or in parts."""

import numpy as np
import pytest

IMAGES = np.random.default_rng(6).integers(0, 256, (12, 8, 9, 3), np.uint8)
LABELS = np.arange(12) % 3


@pytest.fixture
def opened(tmp_path, open_with_defaults):
    def make(arrays, **options):
        np.savez_compressed(tmp_path / "m.npz", **arrays)
        return open_with_defaults("npz", path=str(tmp_path / "m.npz"), **options)

    return make


def parts(*names, images=IMAGES, labels=LABELS[:, None]):
    sizes = np.array_split(np.arange(len(images)), len(names))
    arrays = {}
    for name, rows in zip(names, sizes, strict=True):
        arrays |= {f"{name}_images": images[rows], f"{name}_labels": labels[rows]}
    return arrays


@pytest.mark.parametrize("valid", ["val", "valid"])
def test_parts_are_those_of_medmnist(opened, valid):
    images = opened(parts("train", valid, "test"))
    assert images.catalog["part"].tolist() == (
        ["train"] * 4 + ["valid"] * 4 + ["test"] * 4
    )
    assert images.labels.tolist() == LABELS.tolist()
    assert images.classes == ["class 0", "class 1", "class 2"]
    for rows in ([0, 5, 11], [4], [], list(range(12))):
        np.testing.assert_array_equal(images.read(np.array(rows, int)), IMAGES[rows])


def test_one_array_has_no_parts(opened):
    images = opened({"x": IMAGES[..., 0], "y": LABELS}, images="x", labels="y",
                    classes=["a", "b", "c"])  # fmt: skip
    assert images.catalog.colnames == ["source_index"]
    assert images.classes == ["a", "b", "c"]
    np.testing.assert_array_equal(images.read(np.arange(12)), IMAGES[..., :1])


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"x": IMAGES}, "has the arrays x, needed: `images` and `labels`"),
        ({"images": IMAGES}, "has the array 'images', but no 'labels'"),
        (parts("train") | {"images": IMAGES}, "needed: `images` and `labels`, or `tra"),
        ({"images": IMAGES, "labels": LABELS[:5]}, "got 5 labels for 12 images"),
        (
            {"images": IMAGES, "labels": LABELS + 0.5},
            "'labels': labels must be one int",
        ),
        (
            {"images": IMAGES / 255, "labels": LABELS},
            "must be uint8, got float64 from 0",
        ),
        ({"images": IMAGES, "labels": LABELS - 1}, "'labels': .*negative"),
        (
            parts("train") | parts("test", images=IMAGES[:, :5, :5], labels=LABELS),
            "images of the parts have the shapes",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(opened, arrays, says):
    with pytest.raises(ValueError, match=f"m.npz.*{says}"):
        opened(arrays)
