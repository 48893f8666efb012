import numpy as np
import pytest

from galaxybench.figures import pixel_values
from galaxybench.preparation.pixel_survey import survey_pixels
from tests.helpers.looked import image_set, imported


def drawn(folder, pixels, names):
    bands = survey_pixels(imported(folder, image_set(pixels)).path).bands
    figure = pixel_values.draw(bands, names, simulated=True)
    figure.canvas.draw()
    return bands, figure


def test_pictures_have_a_bar_for_every_value(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (5, 9, 9, 3), np.uint8)
    bands, figure = drawn(tmp_path, pixels, ["0 (red)", "1", "$2$"])
    assert [panel.get_title(loc="left") for panel in figure.axes] == [
        "Band 0 (red)", "Band 1", "Band $2$",
    ]  # fmt: skip
    for panel, band in zip(figure.axes, bands, strict=True):
        assert panel.get_yscale() == "log"
        np.testing.assert_array_equal(panel.patches[0].get_data().values, band.counts)
        lines = [line.get_xdata()[0] for line in panel.lines]
        assert lines == list(band.quantiles[1:4])
        labels = [text.get_text() for text in panel.get_yticklabels()]
        assert labels and not any("$" in text or "{" in text for text in labels)


@pytest.mark.parametrize("offset", [0, 1000, -3e6])
@pytest.mark.parametrize("scale", [1e-12, 1, 1e12])
def test_fluxes_have_round_labels_in_ascending_order(tmp_path, offset, scale):
    fluxes = np.random.default_rng(1).normal(0, 5, (4, 9, 9, 1)) ** 3 + offset
    bands, figure = drawn(tmp_path, (fluxes * scale).astype(np.float32), ["0"])
    (panel,) = figure.axes
    ticks = panel.get_xticks()
    assert 3 <= len(ticks) <= pixel_values.TICKS and list(ticks) == sorted(ticks)
    labels = [text.get_text() for text in panel.get_xticklabels()]
    assert len(set(labels)) == len(labels)
    width = 1e-6 * np.ptp(bands[0].edges)
    assert bands[0].edges[0] - width <= ticks[0]
    assert ticks[-1] <= bands[0].edges[-1] + width


def test_many_bands_and_bands_of_one_value(tmp_path):
    fluxes = np.random.default_rng(2).normal(0, 1, (3, 5, 5, 7)).astype(np.float32)
    fluxes[..., 4] = 2
    _, figure = drawn(tmp_path, fluxes, list("0123456"))
    assert sum(panel.axison for panel in figure.axes) == 7
