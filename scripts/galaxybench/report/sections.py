"""What the page says of each comparison: of one data set under one split scheme."""

import base64
import io
import re
from pathlib import Path

import pandas as pd
from PIL import Image

from galaxybench.comparison.class_scores import class_scores, confused_pairs
from galaxybench.comparison.factorial import factorial
from galaxybench.comparison.summary import row_name, summarize
from galaxybench.config.runs import KINDS
from galaxybench.evaluation.calibration import at_an_end
from galaxybench.figures.confusion import NUMBERS_UP_TO
from galaxybench.formats import percent
from galaxybench.report import provenance
from galaxybench.report.answer import answer
from galaxybench.report.pair_matrix import pair_matrix

FIGURES = {
    "data_amount": "Accuracy over the number of training images",
    "accuracy": "Accuracy",
    "cost": "Accuracy against cost",
    "learning_curves": "Learning curves",
    "classes": "Every class",
    "confusion": "Confusion matrices",
    "reliability": "Reliability of the probabilities",
    "samples": "Sample images of the classes",
    "augmentation": "Training images, augmented",
    "confused": "The most confused classes",
    "misclassified": "Misclassified images",
    "all_fail": "Images on which all models fail",
    "gradcam": "What the models looked at",
}
TOPICS = {
    "models": ["accuracy"],
    "cost": ["cost"],
    "pairs": [],
    "curves": ["learning_curves"],
    "amounts": ["data_amount"],
    "classes": ["classes"],
    "confusion": ["confusion"],
    "calibration": ["reliability"],
    "wrong": ["confused", "misclassified", "gradcam"],
    "all_fail": ["all_fail"],
    "data": ["samples", "augmentation"],
}
"""The sections of a comparison on the page, and the figures that each one shows."""
LARGE = 300_000
"""Bytes of a PNG, above which the page takes the figure as WebP: photographs."""


def comparisons(
    table: pd.DataFrame,
    pairs: pd.DataFrame,
    overall: list[dict],
    metrics: list[tuple[dict, dict]],
    train: list[tuple[dict, dict]],
    entries: list[dict],
    splits: list[tuple[dict, dict]],
    figures: list[tuple[dict, Path]],
) -> list[dict]:
    """Gather what belongs to each (dataset, scheme): one comparison of models."""
    result = []
    summary = summarize(table)
    for (dataset, scheme), rows in table.groupby(["dataset", "scheme"], sort=False):
        here = summary[(summary["dataset"] == dataset) & (summary["scheme"] == scheme)]
        tested = pairs[(pairs["dataset"] == dataset) & (pairs["scheme"] == scheme)]
        own = [
            (names["split"], split)
            for names, split in splits
            if names["dataset"] == dataset and names["scheme"] == scheme
        ]
        result.append(
            {
                "id": re.sub(r"\W+", "-", f"{dataset}-{scheme}"),
                "dataset": dataset,
                "scheme": scheme,
                "answer": answer(here, tested),
                "pairs": pair_matrix(here, tested),
                "overall": [
                    test
                    for test in overall
                    if (test["dataset"], test["scheme"]) == (dataset, scheme)
                ],
                "models": here.to_dict("records"),
                "runs": rows.to_dict("records"),
                "trained": rows[~rows["recipe"].isin(KINDS)].to_dict("records"),
                "entries": [
                    entry
                    for entry in entries
                    if (entry["dataset"], entry["scheme"]) == (dataset, scheme)
                ],
                "axis": _axis(here, rows),
                "small_classes": _small_classes(rows),
                "several_recipes": here["recipe"].nunique() > 1,
                "repeated": _repeated(here),
                "energy": bool(rows["energy_joules"].notna().any()),
                "splits": own,
                "selection": provenance.selection(own[0][1]["provenance"]),
                "left_out": {name: provenance.left_out(split) for name, split in own},
                "numbers": len(own[0][1]["classes"]) <= NUMBERS_UP_TO,
                "figures": _figures(dataset, scheme, here, figures),
                "factorial": factorial(here),
                "calibrated": here[here["brier"].notna()].to_dict("records"),
                "unscalable": int(rows["temperature"].map(at_an_end).sum()),
                "classes": _classes(dataset, scheme, here, metrics, train),
                "confused": _confused(dataset, scheme, here, metrics),
            }
        )
    return result


def _small_classes(rows: pd.DataFrame) -> bool:
    """Tell whether some classes, not all, have too few test images to say much."""
    large = rows["macro_f1_large"]
    return bool(large.notna().all() and (large != rows["macro_f1"]).any())


def _repeated(summary: pd.DataFrame) -> bool:
    """Tell whether a model has several runs: then the bars are the models'."""
    return bool((summary["runs"] > 1).any())


def _axis(summary: pd.DataFrame, rows: pd.DataFrame) -> tuple[float, float]:
    """Give the accuracies that the bars of the models, or of single runs, reach."""
    shown, fine = rows, rows["status"] == "ok"
    if _repeated(summary):
        shown, fine = summary, summary["not_ok"] < summary["runs"]
    # A collapsed run far below would press all other bars into a corner.
    shown = shown[fine] if fine.any() else shown
    low, high = shown["accuracy_low"].min(), shown["accuracy_high"].max()
    # At least a point, and no accuracy above 1.
    return min(low, 0.99), min(max(high, low + 0.01), 1.0)


def _classes(
    dataset: str,
    scheme: str,
    summary: pd.DataFrame,
    metrics: list[tuple[dict, dict]],
    train: list[tuple[dict, dict]],
) -> list[dict]:
    """Gather the scores of every class, a model and recipe in the summary's order."""
    test, training = (
        class_scores(_here(dataset, scheme, scored)) for scored in (metrics, train)
    )
    keys = zip(summary["recipe"], summary["model"], strict=True)
    return [
        {"recipe": key[0], "model": key[1], "test": test[key], "train": training[key]}
        if key in training
        else {"recipe": key[0], "model": key[1], "test": test[key], "train": None}
        for key in keys
        if key in test
    ]


def _confused(
    dataset: str, scheme: str, summary: pd.DataFrame, metrics: list[tuple[dict, dict]]
) -> list[dict]:
    """Gather the most confused classes of each model, in the summary's order."""
    found = confused_pairs(_here(dataset, scheme, metrics))
    return [
        {"recipe": recipe, "model": model, "pairs": found[recipe, model]}
        for recipe, model in zip(summary["recipe"], summary["model"], strict=True)
        if (recipe, model) in found
    ]


def _here(
    dataset: str, scheme: str, scored: list[tuple[dict, dict]]
) -> list[tuple[dict, dict]]:
    """Give the scores of one comparison."""
    return [
        (names, scores)
        for names, scores in scored
        if (names["dataset"], names["scheme"]) == (dataset, scheme)
    ]


def _figures(
    dataset: str,
    scheme: str,
    summary: pd.DataFrame,
    figures: list[tuple[dict, Path]],
) -> list[dict]:
    """Embed the figures of one comparison, in the order of TOPICS."""
    found = {
        names["figure"]: path
        for names, path in figures
        if names["dataset"] == dataset and names["scheme"] == scheme
    }
    listed = ", ".join(
        f"{row_name(row, True)} {percent(row['accuracy'])}"
        for _, row in summary.iterrows()
    )
    return [
        {
            "figure": figure,
            "topic": topic,
            "heading": FIGURES[figure],
            "alt": f"{FIGURES[figure]}, {dataset}, split {scheme}: {listed}."
            if figure == "accuracy"
            else f"{FIGURES[figure]}, {dataset}, split {scheme}.",
            **embedded(found[figure]),
        }
        for topic, figures_of_topic in TOPICS.items()
        for figure in figures_of_topic
        if figure in found
    ]


def embedded(png: Path) -> dict:
    """Turn a PNG into a data address, with its size; photographs become WebP."""
    content, form = Path(png).read_bytes(), "png"
    with Image.open(io.BytesIO(content)) as image:
        width, height = image.size
        if len(content) > LARGE:
            buffer = io.BytesIO()
            image.convert("RGB").save(buffer, "webp", quality=88)
            content, form = buffer.getvalue(), "webp"
    code = base64.b64encode(content).decode("ascii")
    return {"src": f"data:image/{form};base64,{code}", "width": width, "height": height}
