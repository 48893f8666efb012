"""What was found about the labels, in words: what it may mean, and what it does not."""

from typing import Any

from galaxybench.formats import listed, percent

PARTS = {"test": "test", "valid": "validation"}
MEASURED = (
    "Confident learning (Northcutt, Jiang and Chuang 2021, arXiv 1911.00068) takes "
    "ambiguous images and errors of the models for wrong labels, too. Where 2 to 10 % "
    "of the labels were exchanged on purpose, 13 to 55 % of the suspicions were right "
    "with models that classified 80 to 86 % of the images rightly, and 60 to 95 % with "
    "models that did so for 90 to 97 %."
)
WEAK = 0.7
"""Models with a lower accuracy were not measured."""
UNMEASURED = (
    "No models as weak as these were measured: expect most suspicions to be errors of "
    "the models."
)
CAVEAT = (
    "These are suspicions by the models that are compared. Look at the images before "
    "you believe any. No label was changed, no image was left out, and no number "
    "elsewhere on this page takes them into account. If the labels make the same "
    "mistake everywhere, models learn it and cannot notice it."
)
WEAKLY = (
    "The validation images chose the epoch of every run, so they were used, if weakly; "
    "what is said of an accuracy is of the test images alone."
)


def words(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Say what likely_wrong.json holds; None where no label was checked.

    Returns:
        `sentences`; and `pairs`: dicts of `given`, `suggested` and `labels`, the number
        of labels, the most frequent first.
    """
    if found is None:
        return None
    if found["ceiling"] is None:
        none = "No run with probabilities trained properly: no label was checked."
        return {"sentences": [none], "pairs": []}
    sentences = [_suspected(found), _bound(found), MEASURED]
    if found["accuracy"] < WEAK:
        sentences.append(UNMEASURED)
    sentences.append(CAVEAT)
    if "valid" in found["images"]:
        sentences.append(WEAKLY)
    classes = found["classes"]
    pairs = [
        {"given": classes[given], "suggested": classes[other], "labels": count}
        for given, other, count in found["pairs"]
    ]
    return {"sentences": sentences, "pairs": pairs}


def _suspected(found: dict[str, Any]) -> str:
    counts = [
        f"{found['suspected'][part]:,} of {images:,} {PARTS[part]} labels"
        for part, images in found["images"].items()
    ]
    low, high = min(found["models"]), max(found["models"])
    number = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    whose = "One run suspects" if high == 1 else f"{number} runs together suspect"
    return f"{whose} {listed(counts)}."


def _bound(found: dict[str, Any]) -> str:
    low, high, least, reached = (
        percent(found[key])
        for key in ("ceiling_low", "ceiling_high", "at_least", "accuracy")
    )
    together = f"The runs together reach {reached}."
    if found["at_least"] <= found["accuracy"]:
        return (
            "These models are too weak for a bound: their suspicions alone would allow "
            f"any accuracy above {least}. {together}"
        )
    return (
        "If these suspicions were right, and no others, a classifier that is never "
        f"wrong would reach {percent(found['ceiling'])} on the test labels (95 % "
        f"interval over the test images: {low} to {high}). Most likely it would reach "
        "more, because not all of them are right. Since as few as "
        f"{percent(found['found_at_least'])} of the wrong labels may be found, all "
        "that can be said is: wrong labels alone permit an accuracy of at least "
        f"{least}. {together}"
    )
