import base64
import io

import numpy as np
from astropy.table import Table
from PIL import Image

from galaxybench.figures import shown
from galaxybench.preparation.pixel_survey import survey_pixels
from galaxybench.report import contact_sheets
from galaxybench.report.contact_sheets import image_names, sheets
from tests.helpers.looked import image_set, imported


def pixels_of(element) -> np.ndarray:
    code = element["src"].partition(",")[2]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(code))))


def made(folder, pixels, labels=None, classes=("a", "b")):
    path = imported(folder, image_set(pixels)).path
    labels = np.zeros(len(pixels), int) if labels is None else labels
    return sheets(shown.open_shown(path), labels, classes, str, survey_pixels(path))


def test_every_class_has_some_of_its_own_images(tmp_path):
    labels = np.array([0, 1] * 15)
    pictures = np.zeros((30, 8, 8, 1), np.uint8)
    pictures[:] = np.arange(30)[:, None, None, None] * 8
    found = made(tmp_path, pictures, labels, ("a", "b", "empty"))
    assert [(sheet["name"], sheet["count"]) for sheet in found] == [
        ("a", 15),
        ("b", 15),
    ]
    for label, sheet in enumerate(found):
        rows = [int(image["name"]) for image in sheet["images"]]
        assert len(set(rows)) == 10 and rows == sorted(rows)
        assert all(labels[row] == label for row in rows)
        for row, image in zip(rows, sheet["images"], strict=True):
            assert abs(int(pixels_of(image["shown"]).mean()) - 8 * row) <= 2
            assert image["plain"] is None
    assert found == made(tmp_path, pictures, labels, ("a", "b", "empty"))


def test_only_the_largest_classes_are_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(contact_sheets, "CLASSES", 2)
    labels = np.array([0, 1, 1, 2, 2, 2])
    pictures = np.random.default_rng(0).integers(0, 255, (6, 8, 8, 3), np.uint8)
    found = made(tmp_path, pictures, labels, ("a", "b", "c"))
    assert [sheet["name"] for sheet in found] == ["b", "c"]


def test_fluxes_are_linear_before_the_stretch(tmp_path):
    fluxes = np.zeros((3, 8, 8, 1), np.float32)
    fluxes[0], fluxes[1], fluxes[2] = -10, 0, 10
    (sheet,) = made(tmp_path, fluxes)
    plain = [int(pixels_of(image["plain"]).mean()) for image in sheet["images"]]
    np.testing.assert_allclose(plain, [0, 128, 255], atol=2)
    assert pixels_of(sheet["images"][1]["shown"]).mean() > 150  # asinh


def test_an_image_is_called_by_its_file_or_id():
    catalog = Table({"source_index": [7], "GalaxyID": [5], "file": ["a.png"]})
    assert image_names(catalog)(0) == "a.png"
    assert image_names(catalog, "GalaxyID")(0) == "GalaxyID 5"
    assert image_names(catalog["source_index", "GalaxyID"])(0) == "GalaxyID 5"
    assert image_names(catalog[["source_index"]])(0) == "row 7"
    assert image_names(catalog, "gone")(0) == "a.png"
