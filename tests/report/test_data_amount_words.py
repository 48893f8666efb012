"""How many training images are enough, in words."""

import pandas as pd
import pytest

from galaxybench.report.data_amount_words import part, sentences

FRACTIONS = (0.25, 0.5, 1.0)


def rows(*as_good, recipe="baseline", same=True):
    """The same model with a quarter, half and all of 1,001 training images."""
    return pd.DataFrame(
        {
            "recipe": recipe,
            "model": "lenet5",
            "scheme": f"part_{fraction}",
            "runs": 2,
            "seeds": 2,
            "splits": 1,
            "not_ok": 0,
            "fraction": fraction,
            "train_images": 1000 * fraction + 1,
            "margin": None if good is None else 0.01,
            "same_images": None if good is None else same,
            "difference": -0.004,
            "low_90": -0.0091,
            "high_90": 0.001,
            "as_good": good if same else None,
        }
        for fraction, good in zip(FRACTIONS, (*as_good, None), strict=True)
    )


def said(*as_good, **more):
    (text,) = sentences(rows(*as_good, **more))
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


def test_sentences_say_how_many_and_of_which_model():
    assert said(False, True) == (
        "lenet5: 501 training images (1/2) are the fewest that are as good as all "
        "1,001 within the margin of 1 point: -0.40 points on the same test images (90 "
        "% interval -0.91 to +0.10)."
    )
    assert said(True, True).startswith("lenet5: 251 training images (1/4) are the few")
    assert said(False, False) == (
        "lenet5: no smaller number of training images is shown to be as good as all "
        "1,001 within the margin of 1 point: with 501 images (1/2), -0.40 points on "
        "the same test images (90 % interval -0.91 to +0.10)."
    )
    two = pd.concat([rows(False, False), rows(True, True, recipe="long")])
    assert [text.split(":")[0] for text in sentences(two)] == [
        "lenet5 with baseline",
        "lenet5 with long",
    ]


def test_where_the_test_images_differ_nothing_is_compared():
    assert said(True, True, same=False).endswith(
        "the test images of part_0.5 are not those of part_1.0, so that they cannot be "
        "compared."
    )
    (text,) = sentences(rows(True, True).assign(margin=None))
    assert text == (
        "lenet5: no smaller number of training images was compared with all 1,001."
    )


def test_of_what_did_not_train_on_all_images_nothing_is_enough():
    (text,) = sentences(rows(False, True).assign(not_ok=[0, 1, 2]))
    assert text == (
        "lenet5: no run trained properly on all 1,001 training images, so it cannot be "
        "said how many are enough."
    )
    assert "fewest" in sentences(rows(False, True).assign(not_ok=[2, 1, 1]))[0]


@pytest.mark.parametrize(
    ("fraction", "printed"),
    [(1.0, "all"), (0.0625, "1/16"), (0.75, "3/4"), (0.3333, "1/3"), (0.829, "82.9 %")],
)
def test_parts_are_printed_as_people_say_them(fraction, printed):
    assert part(fraction).replace("\N{NO-BREAK SPACE}", " ") == printed


def test_of_single_trainings_it_speaks_of_weights():
    once = rows(True, True).assign(seeds=1, runs=1)
    assert "this compares these weights" in sentences(once)[-1]
    assert "weights" not in " ".join(sentences(rows(True, True)))
