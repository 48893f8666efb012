"""How many training images are enough, in words."""

import pandas as pd
import pytest

from galaxybench.evaluation.intervals import wilson
from galaxybench.report.data_amount_words import part, sentences

FRACTIONS = (0.25, 0.5, 1.0)


def rows(*accuracies, recipe="baseline"):
    """The same model with a quarter, half and all of 1,001 training images."""
    return pd.DataFrame(
        {
            "recipe": recipe,
            "model": "lenet5",
            "runs": 2,
            "not_ok": 0,
            "fraction": fraction,
            "train_images": 1000 * fraction + 1,
            "accuracy": accuracy,
            "accuracy_low": wilson(1000 * accuracy, 1000)[0],
            "accuracy_high": wilson(1000 * accuracy, 1000)[1],
        }
        for fraction, accuracy in zip(FRACTIONS, accuracies, strict=True)
    )


def test_sentences_say_how_many_and_of_which_model():
    (text,) = sentences(rows(0.80, 0.89, 0.905))
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    assert plain == (
        "lenet5: 501 training images (1/2) are the fewest whose interval still reaches "
        "the 90.5 % of all 1,001: 89.0 % [86.9, 90.8]."
    )
    (text,) = sentences(rows(0.7, 0.8, 0.9))
    assert "with fewer training images, no interval reaches" in text
    two = pd.concat([rows(0.7, 0.8, 0.9), rows(0.9, 0.9, 0.9, recipe="long")])
    assert [text.split(":")[0] for text in sentences(two)] == [
        "lenet5 with baseline",
        "lenet5 with long",
    ]


def test_of_what_did_not_train_on_all_images_nothing_is_enough():
    (text,) = sentences(rows(0.3, 0.8, 0.3).assign(not_ok=[0, 1, 2]))
    assert text == (
        "lenet5: no run trained properly on all 1,001 training images, so it cannot be "
        "said how many are enough."
    )
    assert "fewest" in sentences(rows(0.8, 0.89, 0.9).assign(not_ok=[2, 1, 1]))[0]


@pytest.mark.parametrize(
    ("fraction", "printed"),
    [(1.0, "all"), (0.0625, "1/16"), (0.75, "3/4"), (0.3333, "1/3"), (0.829, "82.9 %")],
)
def test_parts_are_printed_as_people_say_them(fraction, printed):
    assert part(fraction).replace("\N{NO-BREAK SPACE}", " ") == printed
