"""The figures of the page: their sections, headings, alternative texts and files."""

import base64
import io
from pathlib import Path

from PIL import Image

FIGURES = {
    "data_amount": (
        "Accuracy over the number of training images",
        "test accuracy of each model trained on parts of the training images",
    ),
    "accuracy": ("Accuracy", "test accuracy of each run with its 95 % interval"),
    "cost": (
        "Accuracy against cost",
        "mean test accuracy of each model against training time, parameters, "
        "arithmetic and prediction time",
    ),
    "learning_curves": (
        "Learning curves",
        "accuracy and loss by epoch, on training and on validation images",
    ),
    "classes": ("Scores by class", "F1 of each class for each model"),
    "slices": (
        "Accuracy by slices of the catalogue",
        "test accuracy of each model on parts of the test images, with intervals",
    ),
    "confusion": (
        "Confusion matrices",
        "for each model, the share of each true class that is predicted as each class",
    ),
    "reliability": (
        "Reliability of the probabilities",
        "for each model, how often predictions of a given probability are right",
    ),
    "samples": ("Sample images of the classes", "training images of each class"),
    "augmentation": (
        "Training images, augmented",
        "training images beside augmented versions of them",
    ),
    "confused": (
        "The most confused classes",
        "images of the pairs of classes that are confused most often",
    ),
    "misclassified": (
        "Misclassified images",
        "for each model, the errors with the highest probability",
    ),
    "all_fail": (
        "Images on which all models fail",
        "test images that every successful run misclassified",
    ),
    "likely_wrong": (
        "Images whose labels may be wrong",
        "images with their label and the class that the models suggest",
    ),
    "gradcam": (
        "What the models looked at",
        "for each model, misclassified images with maps of the regions it used",
    ),
}
"""Figure -> its heading, and what it shows, for the alternative text."""
TOPICS = {
    "models": ["accuracy"],
    "cost": ["cost"],
    "pairs": [],
    "curves": ["learning_curves"],
    "amounts": ["data_amount"],
    "classes": ["classes"],
    "slices": ["slices"],
    "confusion": ["confusion"],
    "calibration": ["reliability"],
    "votes": [],
    "wrong": ["confused", "misclassified", "gradcam"],
    "all_fail": ["all_fail"],
    "labels": ["likely_wrong"],
    "data": ["samples", "augmentation"],
}
"""Sections of a comparison -> the figures that each one shows."""
LARGE = 300_000
"""PNG files of more bytes, which are photographs, are embedded as WebP."""


def figures(drawn: dict[str, Path], where: str, accuracies: str) -> list[dict]:
    """Embed the figures of a comparison, figure -> PNG file, in the order of TOPICS.

    The alternative text says `where`, data set and split, and the accuracies of all
    models.

    Returns:
        "figure", "topic", "heading", "alt", "src", "width" and "height" of each.
    """
    found = []
    for topic, names in TOPICS.items():
        for figure in (name for name in names if name in drawn):
            heading, shown = FIGURES[figure]
            if figure in ("accuracy", "cost"):
                shown += f": {accuracies}"
            alt = f"{heading}, {where}: {shown}."
            about = {"figure": figure, "topic": topic, "heading": heading, "alt": alt}
            found.append(about | embedded(drawn[figure]))
    return found


def embedded(png: Path) -> dict[str, str | int]:
    """Return the src, width and height (in pixels) of an img element for a PNG file.

    A photograph becomes WebP.
    """
    content, form = Path(png).read_bytes(), "png"
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        width, height = image.size
        if len(content) > LARGE:
            buffer = io.BytesIO()
            image.convert("RGB").save(buffer, "webp", quality=88)
            content, form = buffer.getvalue(), "webp"
    code = base64.b64encode(content).decode("ascii")
    return {"src": f"data:image/{form};base64,{code}", "width": width, "height": height}
