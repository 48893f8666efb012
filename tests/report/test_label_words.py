"""What the page says of suspected labels, and that it claims no more."""

from galaxybench.report.label_words import words

FOUND = {
    "models": [6],
    "images": {"test": 1000, "valid": 500},
    "suspected": {"test": 41, "valid": 19},
    "ceiling": 0.959,
    "ceiling_low": 0.945,
    "ceiling_high": 0.97,
    "at_least": 0.915,
    "found_at_least": 0.65,
    "accuracy": 0.87,
    "pairs": [[0, 2, 40], [2, 1, 20]],
    "classes": ["round", "edge-on", "spiral"],
}


def said(**changes) -> str:
    text = " ".join(words(FOUND | changes)["sentences"])
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_suspicions_are_counted_and_bounded():
    text = said()
    assert "6 runs together suspect 41 of 1,000 test labels and 19 of 500" in text
    assert "would reach 95.9 % on the test labels" in text
    assert "(95 % interval over the test images: 94.5 % to 97.0 %)" in text
    assert "permit an accuracy of at least 91.5 %. The runs together" in text
    assert "too weak" not in text


def test_a_bound_below_what_is_reached_is_called_empty():
    text = said(at_least=0.85)
    assert "too weak for a bound: their suspicions alone would allow any" in text
    assert "any accuracy above 85.0 %. The runs together reach 87.0 %." in text
    assert "never wrong" not in text


def test_it_claims_no_more_than_suspicions():
    text = said()
    for phrase in ("suspicions by the models", "Look at the images", "was changed"):
        assert phrase in text
    assert "chose the epoch" in text
    folds = said(images={"test": 1500}, suspected={"test": 60})
    assert "chose the epoch" not in folds


def test_models_weaker_than_measured_are_named():
    assert "expect most suspicions to be errors" in said(accuracy=0.3)
    assert "expect most" not in said()


def test_pairs_are_named():
    first = words(FOUND)["pairs"][0]
    assert first == {"given": "round", "suggested": "spiral", "labels": 40}


def test_one_model_and_none():
    assert said(models=[1]).startswith("One run suspects 41")
    assert said(models=[1, 3]).startswith("1 to 3 runs together suspect")
    nothing = words(FOUND | {"ceiling": None, "models": []})
    assert nothing["pairs"] == [] and "no label was checked" in nothing["sentences"][0]


def test_without_a_check_nothing_is_said():
    assert words(None) is None
