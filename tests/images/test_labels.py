"""Labels are checked, and advice is right for the labels that were found."""

import numpy as np
import pytest

from galaxybench.images.labels import (
    check_length,
    checked_labels,
    numbered_classes,
    whole_labels,
)


def test_labels_become_int64():
    labels = checked_labels(np.array([0, 1], np.uint8), 2, ["a", "b"], "here")
    assert labels.dtype == np.int64 and labels.tolist() == [0, 1]


def test_one_column_of_labels_is_one_label_per_image():
    assert whole_labels(np.array([[1], [0]], np.uint8), 2, "here").tolist() == [1, 0]


@pytest.mark.parametrize(
    ("labels", "images", "message"),
    [
        (np.zeros((2, 2), int), 2, r"shape \(2, 2\).*row 0 \(0, 0\) does not mark one"),
        (np.eye(2), 2, r"one-hot rows, so store labels\.argmax\(axis=1\)$"),
        (np.eye(2) * 2, 2, r"row 0 \(2, 0\) does not mark one"),
        (np.array([[0.5, 0.5], [1, 0]]), 2, r"row 0 \(0.5, 0.5\)"),
        (np.array([["a"], ["b"]]), 2, "np.unique"),
        (np.array([["a", "b"]] * 2), 2, "store one class number per image"),
        (np.zeros(2), 2, r"float64: all are whole.*astype\('int64'\)"),
        (np.array([0, np.inf]), 2, "1 of them are not whole numbers.* inf in row 1"),
        (np.array([True, False]), 2, r"astype\('uint8'\), which is 0 for False"),
        (np.array(["Sa", "E"]), 2, "these are names, .*np.unique.*`classes`"),
        (np.zeros(2, complex), 2, "store class numbers from 0"),
        (np.zeros(2, int), 3, "got 2 labels for 3 images"),
        (np.zeros(0, int), 0, "got no images"),
        (np.array([0, 2]), 2, "from 0 to 2, but there are 2 classes.* 2 in row 1: cor"),
        (
            np.array([1, 2]),
            2,
            "from 1 to 2, .*if they were numbered from 1, subtract 1",
        ),
        (np.array([-1, 1]), 2, "1 of them are negative, the first is -1 in row 0"),
    ],
)
def test_wrong_labels_name_their_place(labels, images, message):
    with pytest.raises(ValueError, match=f"^here: .*{message}"):
        checked_labels(labels, images, ["a", "b"], "here")


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((), "name the key of the labels"),
        ((5, 8, 8), "name the key of the labels"),
        ((1, 5), r"store labels\[0\]"),
        ((4,), "got 4 labels for 5 images"),
    ],
)
def test_the_shape_is_checked_before_labels_are_read(shape, message):
    with pytest.raises(ValueError, match=f"^here: .*{message}"):
        check_length(shape, 5, "here")


def test_a_long_list_of_classes_is_cut_short():
    classes = [f"c{number}" for number in range(1000)]
    with pytest.raises(ValueError, match=r"c11 and 988 more; ") as error:
        checked_labels(np.array([0, 1000]), 2, classes, "here")
    assert len(str(error.value)) < 300


def test_classes_without_names_are_numbered_to_the_highest_label():
    found = numbered_classes(np.array([1, 4, 1]), "here")
    assert found == ["class 0", "class 1", "class 2", "class 3", "class 4"]


@pytest.mark.parametrize("wrong", [99, 255, 10_000, 2**63])
def test_a_number_that_is_no_class_is_noticed(wrong):
    labels = np.append(np.arange(10), wrong).astype(np.uint64)
    with pytest.raises(ValueError, match=f"^here: the label {wrong} in row 10 would"):
        numbered_classes(labels, "here")
