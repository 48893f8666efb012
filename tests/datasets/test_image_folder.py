from hashlib import sha256

import numpy as np
import pytest


def test_every_folder_is_a_class(write_folder, open_with_defaults):
    images = open_with_defaults("image_folder", path=str(write_folder()), size=16)
    assert images.classes == ["edge on", "elliptical", "spiral"]
    assert np.bincount(images.labels).tolist() == [11, 11, 11]
    assert images.catalog["file"][0] == "edge on/alpha.png"
    assert images.provenance["source"] == "image_folder"
    assert images.provenance["folder"] == "pictures"


def test_the_checksum_is_that_of_sha256sum(write_folder, open_with_defaults):
    root = write_folder()

    def checksum():
        images = open_with_defaults("image_folder", path=str(root), size=16)
        return images.provenance["sha256"], images.catalog["file"]

    first, names = checksum()
    lines = [
        f"{sha256((root / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    ]
    assert first == sha256("".join(lines).encode()).hexdigest()
    spiral = next(path for path in (root / "spiral").iterdir() if path.suffix == ".png")
    renamed = spiral.rename(spiral.with_name("renamed.png"))
    second, _ = checksum()
    with renamed.open("ab") as file:
        file.write(b"0")
    assert len({first, second, checksum()[0]}) == 3


@pytest.mark.parametrize("channels", [1, 3])
def test_every_kind_of_file_shows_the_same_image(
    channels, write_folder, open_with_defaults
):
    images = open_with_defaults(
        "image_folder", path=str(write_folder()), size=30, channels=channels, bits=16
    )
    pixels = images.read(np.arange(11)).astype(int)
    names = [file.split("/")[1] for file in images.catalog["file"][:11]]
    one = dict(zip(names, pixels, strict=True))
    for name in ("colour.TIFF", "alpha.png"):
        np.testing.assert_array_equal(one[name], one["colour.png"])
    for name in ("deep.png", "deep.tif"):
        np.testing.assert_array_equal(one[name], one["grey.png"])
    for name in ("palette.png", "inks.jpg", "colour.jpg"):
        assert np.abs(one[name] - one["colour.png"]).mean() < 60
    assert np.ptp(one["grey.png"], axis=-1).max() == 0
    assert set(np.unique(one["bilevel.tif"])) == {0, 255}


def test_broken_images_are_named_when_read(write_folder, open_with_defaults):
    root = write_folder()
    broken = root / "spiral" / "colour.jpg"
    for content in (broken.read_bytes()[:300], b"not an image"):
        broken.write_bytes(content)
        images = open_with_defaults("image_folder", path=str(root), size=16, bits=16)
        with pytest.raises(ValueError, match="spiral/colour.jpg cannot be read"):
            images.read(np.arange(len(images)))


def test_an_image_that_changes_during_the_import_is_refused(
    write_folder, open_with_defaults
):
    root = write_folder()
    images = open_with_defaults("image_folder", path=str(root), size=16, bits=16)
    (root / "spiral/colour.jpg").write_bytes((root / "spiral/grey.jpeg").read_bytes())
    with pytest.raises(ValueError, match=r"colour.jpg changed while .* run the same"):
        images.read(np.arange(len(images)))


def test_deep_pictures_need_a_number_of_bits(write_folder, open_with_defaults):
    root = write_folder()
    images = open_with_defaults("image_folder", path=str(root), size=16)
    rows = np.flatnonzero(
        [name.endswith("deep.png") for name in images.catalog["file"]]
    )
    with pytest.raises(ValueError, match=r"deep.png cannot be read .*option `bits`"):
        images.read(rows)
    assert "bits" not in images.provenance
    images = open_with_defaults("image_folder", path=str(root), size=16, bits=16)
    assert images.read(rows).any() and images.provenance["bits"] == "16"


def test_other_files_and_layouts_are_refused(
    tmp_path, write_folder, open_with_defaults
):
    def open_(path):
        return open_with_defaults("image_folder", path=str(path), size=16)

    with pytest.raises(ValueError, match="nowhere is not a folder"):
        open_(tmp_path / "nowhere")
    root = write_folder()
    with pytest.raises(ValueError, match="spiral has no folders"):
        open_(root / "spiral")
    (root / "LICENSE").unlink()
    with pytest.raises(ValueError, match="is a folder inside a class"):
        open_(tmp_path)
    (root / "spiral" / "notes.txt").write_text("spirals")
    with pytest.raises(ValueError, match="notes.txt is not an image"):
        open_(root)
    (root / "spiral" / "notes.txt").unlink()
    (root / "empty").mkdir()
    with pytest.raises(ValueError, match="empty has no images"):
        open_(root)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("folder", "count", "classes"),
    [
        ("galaxyzoo_256px", 3277, 5),
        ("galaxy10_decals_100", 100, 10),
        ("sign_digits", 102, 3),
    ],
)
def test_real_images(folder, count, classes, shared_data, open_with_defaults):
    path = shared_data / "real" / folder
    images = open_with_defaults("image_folder", path=str(path), size=64)
    assert (len(images), len(images.classes)) == (count, classes)
    assert images.read(np.array([0, count // 2, count - 1])).std() > 5
