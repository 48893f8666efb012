import numpy as np

from galaxybench.figures import samples
from tests.helpers.figure_setup import CLASSES, images, texts


def test_every_class_is_named():
    labels = np.repeat(np.arange(10), 4)
    figure = samples.draw(images(), labels, CLASSES, title="x", simulated=False)
    shown = "\n".join(texts(figure))
    assert all(f"Class number {number}" in shown for number in range(10))


def test_only_the_largest_of_many_classes_are_drawn_and_that_is_said():
    labels = np.repeat(np.arange(57), np.r_[np.full(37, 1), np.full(20, 2)])
    classes = [f"Class number {number}" for number in range(57)]
    cube = images(len(labels))
    shown = texts(samples.draw(cube, labels, classes, title="x", simulated=False))
    assert "Training images of the 20 largest of 57 classes: x" in shown
    assert sum("images" in text for text in shown) == 21
    assert samples.largest(labels, 57) == list(range(37, 57))


def test_samples_are_evenly_spaced():
    labels = np.array([1, 0, 1, 0, 1, 0, 1, 1])
    zero, one, none = samples.choose(labels, [0, 1, 2], 3)
    assert (zero.tolist(), one.tolist(), none.tolist()) == ([1, 3, 5], [0, 4, 7], [])


def test_the_images_are_listed():
    listed = samples.numbers(np.repeat(np.arange(10), 4), CLASSES)
    assert listed["index"].tolist() == list(range(40))
    assert set(listed["images"]) == {4}
