"""Maps of what models looked at, drawn over the images."""

import numpy as np
import pytest
from PIL import Image

from galaxybench.figures import gradcam, style

CLASSES = ["round", "edge-on"]
CUBE = np.full((40, 16, 16, 3), 60, np.uint8)


def arrays(count: int = 8, layer: str = "last_relu, 5×5") -> dict[str, np.ndarray]:
    return {
        "index": np.arange(count),
        "label": np.zeros(count, int),
        "predicted": np.ones(count, int),
        "probability": np.full(count, 0.9),
        "maps": np.full((count if layer else 0, 2, 16, 16), 255, np.uint8),
        "layer": np.array(layer),
    }


def drawn(explained):
    return gradcam.draw(
        explained, CUBE, CLASSES, title="galaxies, split cv5-fold0", simulated=True
    )


@pytest.mark.parametrize(("models", "images"), [(1, 8), (4, 8), (5, 4), (8, 4), (9, 2)])
def test_fewer_images_a_model_where_there_are_many(models, images, tmp_path):
    explained = {("quick", f"model_{n}"): arrays() for n in range(models)}
    figure = drawn(explained)
    assert sum(len(panel.texts) for panel in figure.axes) == images * models
    assert figure.axes[0].get_title(loc="left") == "model_0 (last_relu, 5×5)"
    text = figure.axes[0].texts[0].get_text()
    assert text == "edge-on, not round\nprob. 0.90, test image 0"
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        assert max(image.size) <= style.PIXELS
        assert min(image.size) >= 400


def test_models_without_a_map_or_an_error_are_named():
    explained = {
        ("a", "lenet5"): arrays(3),
        ("a", "dense"): arrays(layer=""),
        ("b", "dense"): arrays(layer=""),
        ("b", "perfect"): arrays(0),
    }
    figure = drawn(explained)
    texts = [text.get_text() for text in figure.texts]
    assert "Without a feature map: dense, a; dense, b" in texts
    assert "Without errors: perfect, b" in texts
    assert "SIMULATED DATA" in texts
    assert len(figure.axes) == 1
    nothing = drawn({("a", "dense"): arrays(layer="")})
    assert not nothing.axes


def test_colour_is_where_the_map_is_high():
    explained = arrays(1)
    explained["maps"] = np.zeros((1, 2, 16, 16), np.uint8)
    explained["maps"][..., 0, 0] = 255
    [panel] = drawn({("a", "lenet5"): explained}).axes
    pixels = np.asarray(panel.images[0].get_array())
    coloured = np.ptp(pixels, axis=-1) > 50
    # Of the image and its two maps side by side, one corner of each map.
    assert coloured.sum() == 2
    assert not coloured[:, :16].any()
