"""The page of a data set: what it says, against what was put into it."""

import html
import re
from dataclasses import replace

import numpy as np
import pytest

from galaxybench.images import vote_columns
from galaxybench.report import look
from tests.helpers.looked import CLASSES, image_set, imported
from tests.helpers.page_parser import Page, section

RNG = np.random.default_rng(0)
PICTURES = RNG.integers(1, 255, (12, 16, 20, 3), np.uint8)
FLUXES = RNG.normal(2, 5, (12, 8, 8, 5)).astype(np.float32)


def page_of(folder, images, **options) -> str:
    return look.render(imported(folder, images, **options))


def words(text: str) -> str:
    """The text that a reader sees."""
    seen = html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", text, flags=re.S))
    return " ".join(seen.split())


def cells(text: str, name: str) -> list[list[str]]:
    """The rows of the table of a section."""
    rows = re.findall(r"<tr>(.*?)</tr>", section(text, name), flags=re.S)
    return [
        [words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, flags=re.S)]
        for row in rows
    ]


def test_the_page_holds_everything_itself(tmp_path):
    text = page_of(tmp_path, image_set(PICTURES))
    page = Page(text)
    images = page.all("img")
    assert len(images) == 1 + 8 + 4  # histograms, and the images of two classes
    assert all(image["src"].startswith("data:image/") for image in images)
    assert not page.all("script")
    assert {a["href"] for a in page.all("a")} <= {
        f"#{each['id']}" for _, each in page.tags if "id" in each
    }


def test_what_was_read_is_said(tmp_path):
    text = page_of(tmp_path, image_set(PICTURES), path="photos", size=16)
    what = words(section(text, "what"))
    for said in ("images 12", "16 × 20 pixels", "bands 3", "uint8", "path photos"):
        assert said in what, said
    assert "Nothing conspicuous" in what
    classes = cells(text, "classes")[1:]
    assert [row[:3] for row in classes] == [
        ["round", "8", "66.7 %"],
        ["edge-on", "4", "33.3 %"],
    ]


def test_pixel_values_are_those_of_numpy(tmp_path):
    _, *rows = cells(page_of(tmp_path, image_set(PICTURES)), "pixels")
    assert [row[0] for row in rows] == ["0 (red)", "1 (green)", "2 (blue)"]
    for number, row in enumerate(rows):
        own = PICTURES[..., number]
        assert (float(row[1]), float(row[7])) == (own.min(), own.max())
        assert float(row[4]) == np.quantile(own, 0.5, method="inverted_cdf")
        assert float(row[8]) == pytest.approx(own.mean(), rel=1e-5)


def test_fluxes_are_shown_before_and_after_the_stretch(tmp_path):
    text = page_of(tmp_path, image_set(FLUXES))
    assert len(Page(text).all("img")) == 1 + 2 * 12
    said = words(section(text, "images"))
    assert "Above: linear" in said and "bands 0, 2 and 4 as red, green and blue" in said
    assert len(cells(text, "pixels")) == 1 + 5


def test_undefined_pixels_are_counted_by_class(tmp_path):
    fluxes = FLUXES.copy()
    fluxes[2, :4] = np.nan  # of edge-on
    text = page_of(tmp_path, image_set(fluxes, nan="zero"))
    assert "1 of 12 images had undefined pixels" in words(section(text, "what"))
    assert [row[4:6] for row in cells(text, "classes")[1:]] == [
        ["0", "0"],
        ["1", "12.5 %"],
    ]


def test_constant_equal_and_conflicting_images_are_named(tmp_path):
    pictures = PICTURES.copy()
    pictures[4] = 9
    pictures[1] = pictures[0]
    pictures[5] = pictures[3]  # edge-on and round
    text = page_of(tmp_path, image_set(pictures))
    assert "g4.png" in words(section(text, "pixels"))
    equal = words(section(text, "together"))
    assert "g0.png = g1.png" in equal
    assert "g3.png (round) = g5.png (edge-on)" in equal
    what = words(section(text, "what"))
    for said in (
        "1 image is of one value",
        "2 images are copies",
        "2 images are equal",
    ):
        assert said in what, said


def test_groups_and_positions_are_shown(tmp_path):
    group = ["a"] * 6 + [""] * 6
    ra, dec = np.linspace(10, 40, 12), np.full(12, 2.0)
    dec[3] = np.nan
    text = page_of(tmp_path, image_set(PICTURES, group=group, ra=ra, dec=dec))
    together = words(section(text, "together"))
    assert "7 groups" in together and "6 images, 50.0 % of all: g0.png" in together
    assert "50.0 %" in words(section(text, "what"))
    assert "1 have no position" in words(section(text, "sky"))
    assert [row[4] for row in cells(text, "classes")[1:]] == ["5", "3"]


def test_small_classes_are_said(tmp_path):
    text = page_of(tmp_path, image_set(PICTURES[:6]))
    assert "edge-on (2)" in words(section(text, "what"))
    assert cells(text, "classes")[2][1] == "2 few"


def test_votes_are_averaged(tmp_path):
    images = image_set(PICTURES)
    shares = np.stack([np.linspace(0.6, 0.9, 12), np.linspace(0.4, 0.1, 12)], axis=1)
    vote_columns.put(images.catalog, shares, None)
    known = images.provenance | {vote_columns.KEY: "{}"}
    text = page_of(tmp_path, replace(images, provenance=known))
    assert [row[-1] for row in cells(text, "classes")[1:]] == ["75.0 %", "25.0 %"]
    assert "vote_share" not in words(text)


def test_columns_are_described(tmp_path):
    z = np.arange(12) / 10
    z[0] = np.nan
    number = 587739505552785605 + np.arange(12)
    rows = cells(page_of(tmp_path, image_set(PICTURES, z=z, objid=number)), "columns")
    found = {row[0]: row[1:] for row in rows[1:]}
    assert found["z"] == ["numbers", "1", "11", "0.1 to 1.1"]
    assert found["objid"][-1] == "587739505552785605 to 587739505552785616"
    assert not {"content", "source_index"} & found.keys()


def test_an_image_has_the_name_that_the_user_gave_it(tmp_path):
    images = image_set(PICTURES, objid=np.arange(12) + 500)
    text = page_of(tmp_path, images, id="objid")
    assert "objid 500" in words(section(text, "images"))


def test_text_of_the_user_is_only_text(tmp_path):
    evil = "<b onclick=x>$5$ & 'more'"
    images = replace(
        image_set(PICTURES, file=[f"{evil}{n}" for n in range(12)]),
        classes=[evil, "<script>"],
    )
    images.catalog["<i>"] = [f"</table>{n % 2}" for n in range(12)]
    text = page_of(tmp_path, images, path="</dl><script>")
    page = Page(text)
    assert {"b", "script", "i"}.isdisjoint(tag for tag, _ in page.tags)
    assert evil in words(text) and "</table>1 (6)" in html.unescape(text)


def test_without_pixels_there_is_a_page_without_pixels(tmp_path):
    images = replace(image_set(PICTURES), shape=())
    text = page_of(tmp_path, images)
    Page(text)
    assert "labels and predictions alone" in words(text)
    assert 'id="pixels"' not in text and "<img" not in text
    assert [row[0] for row in cells(text, "classes")[1:]] == CLASSES


def test_a_catalogue_that_no_split_takes_is_said(tmp_path):
    text = page_of(tmp_path, image_set(PICTURES, ra=np.zeros(12)))
    assert "no column 'dec'" in words(section(text, "what"))


def test_simulated_images_are_stamped(tmp_path):
    images = image_set(PICTURES)
    known = images.provenance | {"SIMULATED": "T"}
    assert "SIMULATED DATA" in page_of(tmp_path, replace(images, provenance=known))


def test_the_same_data_give_the_same_page(tmp_path):
    data = imported(tmp_path, image_set(FLUXES))
    assert look.render(data) == look.render(data)
